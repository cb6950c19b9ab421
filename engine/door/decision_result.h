#pragma once
// A decision and its frame as the public door shows them.

#include <vector>

#include "engine/door/session.h"
#include "regard/engine.h"

namespace regard {

/// What was kept, in rank order, without texts and reasons.
std::vector<OfferedAction> factorsOf(const ir::Program& program, const Inputs& inputs, const Decision& decision);

/// `session` holds the gathered inputs and the decision made from them; treatment text is rendered here. With
/// `explain`, the reference evaluator tells why the others were not kept, and must agree on who was.
DecisionResult resultOf(const Plan& plan, Session& session, bool explain);

}  // namespace regard
