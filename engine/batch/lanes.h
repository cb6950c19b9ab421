#pragma once
// Runs LaneCode.

#include <cstdint>
#include <vector>

#include "engine/batch/block.h"
#include "engine/batch/kernels.h"
#include "engine/batch/lane_code.h"

namespace regard::batch {

inline constexpr std::uint32_t kLanesMax = 256, kLaneWords = kLanesMax / 64;

/// What steps read beside registers, all of it by row of the block.
class LaneWorld {
 public:
  virtual ~LaneWorld() = default;
  virtual const Block& block() const = 0;
  virtual ColumnView column(std::uint32_t column) const = 0;               ///< there for every row in question
  virtual const std::uint64_t* trueOf(std::uint32_t condition) const = 0;  ///< likewise
  virtual Scalar demand(ir::InstIndex inst, std::uint32_t row) = 0;
};

class LaneRunner {
 public:
  LaneRunner(LaneWorld& world, const Kernels& kernels) : world_(world), kernels_(kernels) {}

  /// For rows[0] … rows[count - 1], count <= kLanesMax. `channel`: the candidates', -1 if they have none. What is read
  /// below is of this run, by lane; on odd lanes it means nothing.
  void run(const LaneCode& code, const std::uint16_t* rows, std::uint32_t count, int channel);

  const std::uint64_t* values(std::uint16_t at) const { return values_.data() + std::size_t{at} * kLanesMax; }
  const std::uint64_t* unknown(std::uint16_t at) const { return unknown_.data() + std::size_t{at} * kLaneWords; }
  const std::uint64_t* trues(std::uint16_t at) const { return trues_.data() + std::size_t{at} * kLaneWords; }
  const std::uint64_t* odd() const { return odd_; }
  /// By lane, what levers added to the weight, and which; only if the code has levers.
  const std::int64_t* weights() const { return weights_; }
  const std::uint64_t* levers() const { return levers_; }

 private:
  std::uint64_t* to(const Step& step) { return values_.data() + std::size_t{step.to} * kLanesMax; }
  std::uint64_t* unknownOf(const Step& step) { return unknown_.data() + std::size_t{step.to} * kLaneWords; }
  std::uint64_t* truesOf(const Step& step) { return trues_.data() + std::size_t{step.to} * kLaneWords; }
  template <class Make>
  void eachWord(std::uint64_t* to, Make&& make) {
    for (std::uint32_t w = 0; w < words_; ++w) to[w] = make(w);
  }
  void oneOf(const Step& step) {
    eachWord(unknownOf(step), [&](std::uint32_t w) { return unknown(step.a)[w] | unknown(step.b)[w]; });
  }
  void same(const Step& step, std::uint16_t as) {
    eachWord(unknownOf(step), [&](std::uint32_t w) { return unknown(as)[w]; });
  }
  void nothingUnknown(const Step& step) {
    eachWord(unknownOf(step), [](std::uint32_t) { return std::uint64_t{0}; });
  }
  void markOdd(std::uint32_t lane) { setBit(odd_, lane); }

  void runStep(const Step& step);
  void load(const Step& step);
  void loadFrom(const Step& step, const ColumnView& from);
  void loadFlag(const Step& step, const ColumnView& from);
  void demand(const Step& step);
  void demandFlag(const Step& step);
  void number(const Step& step);
  void settleNumbers(const Step& step, bool fine);
  template <class Make>
  void integer(const Step& step, Make&& make);
  void integers(const Step& step);
  void applyEach(const Step& step);
  void elseOf(const Step& step);
  void flagStep(const Step& step);
  void compare(const Step& step);
  template <class Value>
  void compareAs(const Step& step, Value&& value);
  void logic(const Step& step);
  void chooseFlag(const Step& step);
  void lever(const Step& step);

  LaneWorld& world_;
  const Kernels& kernels_;
  std::vector<std::uint64_t> values_, unknown_, trues_;  ///< by register
  std::uint64_t odd_[kLaneWords] = {};
  std::int64_t weights_[kLanesMax] = {};
  std::uint64_t levers_[kLanesMax] = {};
  const std::uint16_t* rows_ = nullptr;
  std::uint32_t count_ = 0, words_ = 0;
  int channel_ = -1;
};

}  // namespace regard::batch
