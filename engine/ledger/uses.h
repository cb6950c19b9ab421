#pragma once
// Which budgets an offer uses up. Pure: the program and a frame in, uses out.

#include <cstdint>
#include <functional>
#include <vector>

#include "base/cell.h"
#include "dsl/ir/program.h"
#include "engine/frame/decision.h"
#include "engine/frame/inputs.h"

namespace regard::ledger {

/// The shared counters that this offer uses up, and how much of each: those that, once used up, would forbid it.
struct CounterUse {
  std::uint32_t counter = 0;
  std::int64_t amount = 0;  ///< 1, or the cost
  friend bool operator==(const CounterUse&, const CounterUse&) = default;
};
std::vector<CounterUse> usesOf(const ir::Program& program, const Inputs& frame, const Scored& offered);
/// For who has an evaluator at hand: `whenUsedUp` says what a clause is for this offer in the frame of useUp().
std::vector<CounterUse> usesOf(const ir::Program& program, const Scored& offered,
                               const std::function<Truth(ir::InstIndex clause)>& whenUsedUp);

/// The frame in which nothing is left of any budget.
void useUp(const ir::Program& program, Inputs& frame);
/// What a counter reads as, once it stands at `used`.
Scalar standing(const ir::Counter& counter, std::int64_t used);

}  // namespace regard::ledger
