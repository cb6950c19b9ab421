#include "engine/batch/frame_block.h"

#include <algorithm>

#include "base/check.h"

namespace regard::batch {

FrameBlock::FrameBlock(const BatchPlan& plan)
    : plan_(plan),
      cells_(plan.inputs.size() * kBlockRowsMax),
      known_(plan.inputs.size() * kBlockWordsMax),
      error_(plan.inputs.size() * kBlockWordsMax),
      today_(kBlockRowsMax) {
  block_.columns.resize(plan.plan->program->inputs.size());
  block_.today = today_.data();
  block_.outbound = outbound_;
  block_.frames = this;
}

Inputs& FrameBlock::add() {
  REGARD_CHECK(count_ < kBlockRowsMax, count_);
  if (count_ == frames_.size()) frames_.emplace_back();
  return frames_[count_++];
}

void FrameBlock::turn(std::uint32_t input, std::size_t place) {
  std::uint64_t* const cells = cells_.data() + place * kBlockRowsMax;
  std::uint64_t* const known = known_.data() + place * kBlockWordsMax;
  std::uint64_t* const error = error_.data() + place * kBlockWordsMax;
  std::fill_n(known, kBlockWordsMax, 0);
  std::fill_n(error, kBlockWordsMax, 0);
  bool hasErrors = false, isAllKnown = true;
  for (std::uint32_t row = 0; row < block_.rows; ++row) {
    const State state = of(row).states[input];
    cells[row] = state == State::kKnown ? of(row).cells[input].bits : 0;
    known[row / 64] |= static_cast<std::uint64_t>(state == State::kKnown) << (row % 64);
    isAllKnown = isAllKnown && state == State::kKnown;
    if (state != State::kError) continue;
    setBit(error, row);
    hasErrors = true;
  }
  block_.columns[input] = {cells, known, hasErrors ? error : nullptr, isAllKnown};
}

const Block& FrameBlock::part(std::uint32_t from, std::uint32_t to) {
  REGARD_CHECK(from <= to && to <= count_, to);
  from_ = from;
  block_.rows = to - from;
  std::fill_n(outbound_, kBlockWordsMax, 0);
  for (std::uint32_t row = 0; row < block_.rows; ++row) {
    today_[row] = of(row).today;
    if (of(row).outbound) setBit(outbound_, row);
  }
  for (std::size_t i = 0; i < plan_.inputs.size(); ++i) turn(plan_.inputs[i], i);
  return block_;
}

}  // namespace regard::batch
