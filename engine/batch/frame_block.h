#pragma once
// A block made of frames: for customers that are gathered one by one, as a store's are.

#include <cstdint>
#include <vector>

#include "engine/batch/batch_plan.h"
#include "engine/batch/block.h"

namespace regard::batch {

class FrameBlock final : public Frames {
 public:
  explicit FrameBlock(const BatchPlan& plan);

  void clear() { count_ = 0; }
  std::uint32_t size() const { return count_; }
  /// Room for another frame, which keeps its capacity. REQUIRES size() < kBlockRowsMax.
  Inputs& add();
  void dropLast() { --count_; }  ///< that room was not filled
  /// The frames as columns. Valid until the next change.
  const Block& block() { return part(0, count_); }
  /// The same of the frames from `from` to before `to`, whose rows begin at 0.
  const Block& part(std::uint32_t from, std::uint32_t to);

  Inputs& at(std::uint32_t place) { return frames_[place]; }  ///< of all frames
  const Inputs& of(std::uint32_t row) override { return frames_[from_ + row]; }

 private:
  void turn(std::uint32_t input, std::size_t place);

  const BatchPlan& plan_;
  std::uint32_t count_ = 0;
  std::uint32_t from_ = 0;  ///< which frame the block's first row is
  std::vector<Inputs> frames_;
  std::vector<std::uint64_t> cells_, known_, error_;  ///< by input that is read
  std::vector<std::int64_t> today_;
  std::uint64_t outbound_[kBlockWordsMax] = {};
  Block block_;
};

}  // namespace regard::batch
