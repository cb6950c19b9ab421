#pragma once
// One customer, now: evaluates only what the answer needs, each instruction at most once. Must agree with
// engine/reference on every input (tests/agree).

#include <array>
#include <cstdint>
#include <vector>

#include "base/cell.h"
#include "engine/frame/decision.h"
#include "engine/frame/inputs.h"
#include "engine/plan/plan.h"
#include "engine/single/candidates.h"

namespace regard::single {

/// An instruction's value and the stamp of what it was computed for. Stamps only ever grow, so nothing is cleared
/// between frames, and a scratch may serve one program after another.
struct Slot {
  Cell cell;
  std::uint32_t stamp = 0;
  State state = State::kUnknown;
};
static_assert(sizeof(Slot) == 16, "four to a cache line");

/// An instruction that waits for its operands.
struct Pending {
  ir::InstIndex inst = 0;
  std::uint32_t at = 0;  ///< of a list of operands: how many of them are ready
};

/// Room that a thread reuses from frame to frame.
struct Scratch {
  std::vector<Slot> slots;             ///< by instruction
  std::vector<Pending> pending;        ///< the explicit stack: rules may nest deeper than a thread's own
  std::array<std::uint32_t, 4> now{};  ///< by Dependence: the stamp of the frame, the candidate, its figures, the row
  std::uint32_t lastStamp = 0;
  CandidateScratch candidates;
  std::vector<std::uint64_t> registers;  ///< of the plan's code
};

/// Candidates that pass all stages up to rank, with their factors, into `out`: all that can be kept, and none twice for
/// one action. REQUIRES out.empty(). No allocation once `scratch` has seen the program and `out` has room.
void evaluate(const Plan& plan, const Inputs& inputs, Scratch& scratch, std::vector<Scored>& out);

}  // namespace regard::single
