#pragma once
// From survivors to a decision.

#include <cstdint>
#include <vector>

#include "engine/frame/decision.h"

namespace regard {

/// Ranking, one candidate per action, diversity and keep, over survivors in any order. Reorders `survivors`.
void arbitrate(const ir::Program& program, std::vector<Scored>& survivors, Decision& into);

/// What a cap counts: the index of the action's issue or group, or of the action itself; -1 if it has none, and then
/// the cap does not bind it.
std::int64_t countedBy(const ir::Program& program, const ir::DiversityCap& cap, std::uint32_t action);

}  // namespace regard
