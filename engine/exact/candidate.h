#pragma once
// One candidate's way to a priority, each step asked of the machine. REQUIRES of every function that the machine has
// begun the candidate whose action and channel stand in `scored`.

#include "engine/exact/machine.h"
#include "engine/frame/decision.h"

namespace regard::exact {

/// The first usable treatment on the candidate's channel; false if the action has treatments and none is.
bool chooseTreatment(const ir::Action& action, Machine& machine, Scored& scored);

/// Propensity, value, benefit and cost as written, else 100% and £0. kKeep: all are known, and the propensity is one;
/// else the stage where the candidate drops.
ir::Stage readFigures(const ir::Action& action, Machine& machine, Scored& scored);

/// Score, levers, weight and priority, from the figures; false if the candidate drops at rank.
bool prioritise(const ir::Action& action, Machine& machine, Scored& scored);

}  // namespace regard::exact
