#pragma once
// Gathers records until there are enough, then gives them to the store in key order. Rows that come in order go out
// in small portions; others wait until the run is full, because the store writes ordered keys far faster.

#include <cstdint>
#include <deque>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/store/writer.h"

namespace regard {

class RunWriter {
 public:
  /// Of profiles. `kept`: attributes an existing record keeps. REQUIRES that `writer` outlives this.
  RunWriter(Writer& writer, std::size_t runBytes, std::vector<std::uint32_t> kept);
  /// Of rows of histories: all that is added for one key is kept, in the order in which it came.
  RunWriter(Writer& writer, std::size_t runBytes);
  ~RunWriter();
  RunWriter(const RunWriter&) = delete;
  RunWriter& operator=(const RunWriter&) = delete;

  /// Of two profiles with one key the later wins. Faults are the store's, possibly of an earlier record.
  Status add(std::string_view key, std::string_view record);
  /// All that was added is on disk when this returns.
  Status finish();

  std::uint64_t safeRows() const { return safeRows_; }  ///< added rows that are on disk
  std::uint64_t replaced() const { return replaced_; }  ///< of them, those whose customer was there already
  const RowCounts& rowCounts() const { return rowCounts_; }

 private:
  /// Places are in order of addition: block number, then offset in it.
  struct Entry {
    std::uint64_t prefix, place;
  };
  struct Sent {
    std::future<Result<Sequence>> outcome;
    std::uint64_t rows = 0, doubles = 0;
  };

  std::string_view keyAt(std::uint64_t place) const;
  std::string_view recordAt(std::uint64_t place) const;
  bool isSameKey(std::size_t entry, std::size_t other) const;
  /// The next portion of the run, from `entry` on.
  Sent sendProfiles(std::size_t& entry);
  Sent sendRows(std::size_t& entry);
  void sort();
  Status send();
  Status settle(std::size_t inFlight);

  Writer& writer_;
  std::size_t runBytes_;
  bool areRows_ = false;
  std::vector<std::uint32_t> kept_;
  std::vector<Entry> entries_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t blockUsed_ = 0, blockSize_ = 0, bytes_ = 0;
  bool inOrder_ = true;
  std::deque<Sent> sent_;
  std::uint64_t safeRows_ = 0, replaced_ = 0;
  RowCounts rowCounts_;
};

}  // namespace regard
