#pragma once
// A decision and its frame as the public door shows them.

#include "engine/door/session.h"
#include "regard/engine.h"

namespace regard {

/// An action that was kept, without its texts and reasons.
OfferedAction factorsOf(const ir::Program& program, const Inputs& inputs, const Scored& kept, std::uint32_t rank);

/// `session` holds the gathered inputs and the decision made from them; treatment text is rendered here. With
/// `explain`, the reference evaluator tells why the others were not kept, and must agree on who was.
DecisionResult resultOf(const Plan& plan, Session& session, bool explain);

}  // namespace regard
