#pragma once
// Checks on both sides of the border: a Program that passes can be evaluated without a bounds check.

#include "base/result.h"
#include "dsl/ir/program.h"

namespace regard::ir {

/// Every index in range, operands before their use, operand and result kinds as base/scalar_ops.def says, clauses
/// in stage order and within their action, choices and members consistent. kCorrupt with the first breach.
Status verify(const Program& program);

}  // namespace regard::ir
