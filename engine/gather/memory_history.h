#pragma once
// A history in memory: that of a `test` block, or of a test.

#include <utility>
#include <vector>

#include "engine/gather/history.h"

namespace regard {

class MemoryHistory final : public HistoryView {
 public:
  explicit MemoryHistory(const ir::Program& program) : events_(program.streams.size()) {}

  /// `cells`: by column of the stream. In any order; rows of one instant stay in the order in which they came.
  void add(std::uint32_t stream, std::int64_t at, std::vector<Scalar> cells);
  /// The customer entered that journey then, and did not leave it.
  void enter(std::uint32_t journey, std::int64_t at) { entries_.emplace_back(journey, at); }
  /// All that happened from then on is recorded.
  void knownSince(std::int64_t ms);

  std::optional<std::int64_t> since() const override { return since_; }
  void load(std::uint32_t stream, Inputs& into) override;
  bool isIn(std::uint32_t journey, std::int64_t nowMs) const override;

 private:
  struct Event {
    std::int64_t at = 0;
    std::vector<Scalar> cells;
  };
  std::vector<std::vector<Event>> events_;                       ///< by stream, in the order of time
  std::vector<std::pair<std::uint32_t, std::int64_t>> entries_;  ///< journey and when
  std::optional<std::int64_t> since_;
};

}  // namespace regard
