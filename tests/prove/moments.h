#pragma once
// Frames for the reference evaluator: of random customers, and of those that a claim was refuted with.

#include "dsl/prove/witness.h"
#include "engine/frame/inputs.h"
#include "tests/agree/random.h"

namespace regard::prove_test {

/// Whoever may come: values and rows near what the program asks about, much of it unknown.
Inputs randomMoment(const ir::Program& program, agree::Random& random);

Inputs momentOf(const ir::Program& program, const dsl::Witness& witness);

}  // namespace regard::prove_test
