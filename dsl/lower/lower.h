#pragma once
// The checked tree as a program: formulas once, clauses split and in negation-normal form, shared subexpressions
// one instruction, every instruction with its span.

#include "dsl/ir/program.h"
#include "dsl/sema/check.h"

namespace regard::dsl {

/// REQUIRES check() reported no error. The result passes ir::verify (checked).
ir::Program lower(const SourceSet& sources, const CheckedBook& checked);

}  // namespace regard::dsl
