#pragma once
// What one instruction gives when all that it reads is given. The same meaning as the evaluators' (docs/language),
// written down once more because the compiler sees no evaluator; tests/prove hold the two together.

#include <functional>

#include "dsl/ir/program.h"

namespace regard::dsl {

/// The value of an operand. The cell of a text holds its key (dsl/prove/possible.h).
using ValueOf = std::function<Scalar(ir::InstIndex)>;

/// REQUIRES an instruction that reads nothing but its operands: no input, candidate, row or query.
Scalar meaningOf(const ir::Program& program, const ir::Inst& inst, const ValueOf& valueOf);

}  // namespace regard::dsl
