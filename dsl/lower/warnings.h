#pragma once

#include "dsl/ir/program.h"
#include "dsl/sema/check.h"

namespace regard::dsl {

/// What compiles but cannot be meant: conditions that contradict each other, rungs and rows repeated (W06xx).
/// REQUIRES `program` was lowered from `checked`.
void warn(const CheckedBook& checked, const ir::Program& program, DiagnosticSink& sink);

}  // namespace regard::dsl
