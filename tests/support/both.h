#pragma once
// The law and the fast evaluator over the same frame: every instruction must have the same value in both.

#include <string>
#include <utility>
#include <vector>

#include "engine/decide/decide.h"
#include "engine/exact/machine.h"
#include "engine/plan/plan.h"
#include "engine/reference/reference.h"

namespace regard::support {

inline void begin(exact::Machine& machine, const reference::Candidate& candidate) {
  if (candidate.action == ir::kNone) return;
  machine.beginCandidate(candidate.action, candidate.channel);
  if (!candidate.cost.isKnown()) return;
  machine.setFigures({candidate.propensity.cell.asInt()}, {candidate.value.cell.asInt()},
                     {candidate.benefit.cell.asInt()}, {candidate.cost.cell.asInt()});
}

/// The first instruction found whose value is not as the law has it, or kNone. Asked for all together, from the last to
/// the first; if `eachAlone`, also one by one, by a machine that has computed nothing yet.
inline ir::InstIndex firstDifference(const Plan& plan, const Inputs& inputs, const std::vector<Scalar>& law,
                                     const reference::Candidate& candidate, exact::Scratch& scratch, bool eachAlone) {
  exact::Machine together(plan, inputs, scratch);
  begin(together, candidate);
  for (auto i = static_cast<ir::InstIndex>(law.size()); i-- > 0;)
    if (together.demand(i) != law[i]) return i;
  for (ir::InstIndex i = 0; eachAlone && i < law.size(); ++i) {
    exact::Machine alone(plan, inputs, scratch);
    begin(alone, candidate);
    if (alone.demand(i) != law[i]) return i;
  }
  return ir::kNone;
}

/// No candidate: what tests and explanations of a customer ask for.
inline constexpr reference::Candidate kNobody{ir::kNone, -1, {}, {}, {}, {}};

}  // namespace regard::support
