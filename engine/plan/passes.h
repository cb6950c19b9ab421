#pragma once

#include "engine/plan/plan.h"

namespace regard {

/// Fills in what makes decisions fast. REQUIRES plan.program. Changes speed, never an answer (tests/agree).
void optimise(Plan& plan, const PlanOptions& options);

}  // namespace regard
