#pragma once
// Runs the plan's code for one customer's candidates (engine/plan/code.h says what code is).

#include <cstdint>
#include <vector>

#include "base/decimal.h"
#include "engine/exact/machine.h"
#include "engine/frame/inputs.h"
#include "engine/plan/plan.h"

namespace regard::single {

enum class Verdict : std::uint8_t { kFails, kGivesUp, kDone };

class Runner {
 public:
  /// `registers` is reused from frame to frame: no allocation once it has seen the plan. All must outlive this.
  /// `channel`: of every candidate, -1 if they have none or several.
  Runner(const CandidateCode& code, const Inputs& inputs, int channel, exact::Machine& machine,
         std::vector<std::uint64_t>& registers);

  /// Whether the frame is ordinary: no input is an error or looks like a marker. If not, code must not be run.
  bool isOrdinary() const { return isOrdinary_; }

  /// Figures as they are where they are not written, and the levers that always count.
  void begin(const ActionCode& action) {
    set(kPropensityRegister, kOneE8);
    set(kValueRegister, 0);
    set(kBenefitRegister, 0);
    set(kCostRegister, 0);
    set(kWeightRegister, action.weight);
    registers_[kLeversRegister] = action.levers;
  }
  Verdict run(std::uint32_t entry);
  /// What bounds compute with, into the registers.
  void measure(const Bounds& bounds);
  const std::uint64_t* registers() const { return registers_; }
  bool has(Register place) const { return at(place) != kNoValue; }  ///< REQUIRES no number stands there
  std::int64_t at(Register place) const { return Cell{registers_[place]}.asInt(); }
  void set(Register place, std::int64_t value) { registers_[place] = Cell::ofInt(value).bits; }

 private:
  bool load(const Inputs& inputs);

  const CandidateCode& code_;
  exact::Machine& machine_;
  std::uint64_t* registers_;
  bool isOrdinary_;
};

}  // namespace regard::single
