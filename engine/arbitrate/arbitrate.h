#pragma once
// From survivors to a decision.

#include <cstdint>
#include <vector>

#include "engine/frame/decision.h"
#include "engine/frame/inputs.h"

namespace regard {

/// Ranking, one candidate per action, diversity and keep, over survivors in any order. Reorders `survivors`. `inputs`:
/// for the seed of chance. REQUIRES all that were ranked where liftsOne(), else all that can be kept.
void arbitrate(const ir::Program& program, const Inputs& inputs, std::vector<Scored>& survivors, Decision& into);

/// Whether chance gives the first place in this decision: `explore epsilon 5%` does so five times in a hundred.
bool liftsOne(const ir::Program& program, const Inputs& inputs);

/// The same where chance lifts this one of them, counted in rank order from 0 among the actions that are not mandatory;
/// ir::kNone: none. REQUIRES all that were ranked.
void arbitrateLifting(const ir::Program& program, std::uint32_t lifted, std::vector<Scored>& survivors, Decision& into);

/// What a cap counts: the index of the action's issue or group, or of the action itself; -1 if it has none, and then
/// the cap does not bind it.
std::int64_t countedBy(const ir::Program& program, const ir::DiversityCap& cap, std::uint32_t action);

}  // namespace regard
