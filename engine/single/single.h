#pragma once
// One customer, now: evaluates only what the answer needs, each instruction at most once. Must agree with
// engine/reference on every input (tests/agree).

#include <cstdint>
#include <vector>

#include "engine/exact/scratch.h"
#include "engine/frame/decision.h"
#include "engine/frame/inputs.h"
#include "engine/plan/plan.h"
#include "engine/single/candidates.h"

namespace regard::single {

/// Room that a thread reuses from frame to frame.
struct Scratch {
  exact::Scratch machine;
  CandidateScratch candidates;
  std::vector<std::uint64_t> registers;  ///< of the plan's code
};

/// Candidates that pass all stages up to rank, with their factors, into `out`: all that can be kept, and none twice for
/// one action. REQUIRES out.empty(). No allocation once `scratch` has seen the program and `out` has room.
void evaluate(const Plan& plan, const Inputs& inputs, Scratch& scratch, std::vector<Scored>& out);

}  // namespace regard::single
