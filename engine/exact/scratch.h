#pragma once
// Room for the machine: what it has computed and what waits.

#include <array>
#include <cstdint>
#include <vector>

#include "base/cell.h"
#include "engine/frame/inputs.h"
#include "engine/plan/plan.h"

namespace regard::exact {

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
};

}  // namespace regard::exact
