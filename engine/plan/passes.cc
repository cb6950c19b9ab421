// The order of work, once.
#include "engine/plan/passes.h"

namespace regard {

void optimise(Plan& plan, const PlanOptions& options) {
  for (ir::InstIndex i = 0; i < plan.program->insts.size(); ++i)
    if (plan.program->insts[i].op == ir::Op::kQuery) plan.queries.push_back(i);
  for (std::uint32_t action = 0; action < plan.program->actions.size(); ++action)
    if (!plan.program->actions[action].learned.empty()) plan.learning.push_back(action);
  plan.dependsOnCandidate = ir::dependenceOf(*plan.program);
  plan.invariants = rowInvariants(*plan.program, plan.dependsOnCandidate);
  const Analysis analysis(*plan.program, plan.dependsOnCandidate);  // constants are folded in here
  plan.index = makeIndex(analysis, options.index);  // from here on it is known which clauses are left to check
  if (options.code) plan.code = makeCode(analysis, plan.index);
  if (!options.bounds) {
    plan.code.scoreFollowsPropensity = false;
    plan.code.bounds = {};
  }
}

}  // namespace regard
