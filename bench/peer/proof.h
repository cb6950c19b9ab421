#pragma once
// That decisions on the common workload are those of the specification's own evaluator. Whatever is timed is proved
// first.

#include "bench/peer/workload.h"

namespace regard::peer {

/// A propensity has eight places and is at least 1%, so a score is right to 5e-7.
bool isScore(double found, double wanted);

/// Stops the program unless `plan`, of the workload's program, gives every expected decision: the same actions in the
/// same order with the same scores.
void proveDecisions(const Workload& workload, const Plan& plan);

/// The same through the public interface, from the store to titles and digits.
void proveDoor(const Workload& workload);

/// Stops the program unless for everybody as many actions are eligible as expected.
void proveEligible(const Workload& workload);

}  // namespace regard::peer
