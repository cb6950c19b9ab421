#pragma once
// Where the candidates of one action fall, customer by customer. A customer of whom several channels are asked has
// several candidates; the one that went furthest counts.

#include <array>
#include <cstdint>

#include "engine/batch/conditions.h"
#include "engine/batch/tally.h"

namespace regard::batch {

class StageCounter {
 public:
  explicit StageCounter(const Kernels& kernels) : kernels_(kernels) {}

  /// `isSplit`: somebody has candidates on several channels.
  void begin(std::uint32_t words, bool isSplit) {
    words_ = words;
    isSplit_ = isSplit;
    if (isSplit) reached_ = {};
    passed_.fill(0);
  }
  /// These candidates came through the stages from `first` to before `end`; kInEffect … kRank.
  void pass(ir::Stage first, ir::Stage end, const std::uint64_t* rows) {
    if (first >= end) return;
    const std::uint64_t count = isSplit_ ? 0 : kernels_.count(rows, words_);
    for (auto at = static_cast<std::size_t>(first); at < static_cast<std::size_t>(end); ++at) {
      passed_[at] += count;
      for (std::uint32_t w = 0; isSplit_ && w < words_; ++w) reached_[at].words[w] |= rows[w];
    }
  }
  void finish(std::uint32_t customers, ActionTally& tally) {
    std::uint64_t before = customers;
    for (std::size_t stage = 0; stage < kCounted; ++stage) {
      const std::uint64_t after = isSplit_ ? kernels_.count(reached_[stage].words, words_) : passed_[stage];
      tally.dropped[stage] += before - after;
      before = after;
    }
  }

 private:
  static constexpr std::size_t kCounted = static_cast<std::size_t>(ir::Stage::kRank) + 1;

  const Kernels& kernels_;
  std::uint32_t words_ = 0;
  bool isSplit_ = false;
  std::array<std::uint64_t, kCounted> passed_{};
  std::array<RowBits, kCounted> reached_{};
};

}  // namespace regard::batch
