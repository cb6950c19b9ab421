// The order of work, once.
#include "engine/plan/passes.h"

namespace regard {

void optimise(Plan& plan, const PlanOptions& options) {
  plan.dependsOnCandidate = candidateDependence(*plan.program);
  const Analysis analysis(*plan.program, plan.dependsOnCandidate);  // constants are folded in here
  plan.index = makeIndex(analysis, options.index);  // from here on it is known which clauses are left to check
  if (options.code) plan.code = makeCode(analysis, plan.index);
}

}  // namespace regard
