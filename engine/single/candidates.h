#pragma once
// The actions worth a look for one customer: the plan's index, asked.

#include <cstdint>
#include <vector>

#include "engine/exact/machine.h"
#include "engine/frame/inputs.h"
#include "engine/plan/plan.h"

namespace regard::single {

/// An action that is worth a look as long as so much can still be kept.
struct Promising {
  double bound = 0;
  std::uint32_t action = 0;
};

struct CandidateScratch {
  std::vector<std::uint32_t> places;  ///< by axis
  std::vector<const std::uint64_t*> rows;
  std::vector<std::uint64_t> bits;  ///< [index.words]: bit i of word i / 64: look at action i
  std::vector<Promising> promising;
};

/// Fills scratch.bits. `channel`: the one that was asked for, -1 if any will do. `machine` computes what the index asks
/// about beside inputs. No allocation once `scratch` has seen the plan.
void findCandidates(const Plan& plan, const Inputs& inputs, int channel, exact::Machine& machine,
                    CandidateScratch& scratch);

}  // namespace regard::single
