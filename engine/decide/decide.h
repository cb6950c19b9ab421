#pragma once
// Inputs to decision: the fast evaluator finds and scores the survivors, then arbitration keeps the best.

#include <vector>

#include "engine/frame/decision.h"
#include "engine/frame/inputs.h"
#include "engine/plan/plan.h"
#include "engine/single/single.h"

namespace regard {

/// Room that a thread reuses from decision to decision.
struct Scratch {
  single::Scratch single;
  std::vector<Scored> survivors;
};

/// A pure function of plan and inputs, of which the seed of chance is one (docs/language, points 1 and 9). Thread-safe
/// on distinct scratches; no allocation after warm-up when `into` is reused.
void decide(const Plan& plan, const Inputs& inputs, Scratch& scratch, Decision& into);

}  // namespace regard
