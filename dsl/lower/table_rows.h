#pragma once
// What the rows of a decision table leave open, take twice or never take.

#include "dsl/ir/program.h"
#include "dsl/source/diagnostic.h"
#include "dsl/syntax/ast.h"

namespace regard::dsl {

/// Reports two rows of a `unique` table that one customer matches (E0413), rows that never decide (W0605) and customers
/// whom no row matches (W0606), each with a witness. `named` is the table in the program. Only cells that compare with
/// constants are judged, and work is bounded: a table too large for it is left to the run time.
void judgeRows(const ast::Table& table, const ir::Program& program, const ir::Named& named, DiagnosticSink& sink);

}  // namespace regard::dsl
