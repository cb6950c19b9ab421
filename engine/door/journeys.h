#pragma once
// Where a decision found its customer on their journeys, beside what is recorded of it.

#include <vector>

#include "engine/door/session.h"
#include "engine/ledger/journeys.h"
#include "engine/plan/plan.h"

namespace regard {

/// The steps that are not recorded yet. The session's frame is complete.
std::vector<ledger::JourneyStep> stepsOf(const Plan& plan, Session& session);

}  // namespace regard
