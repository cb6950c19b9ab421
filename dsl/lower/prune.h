#pragma once

#include "dsl/ir/program.h"

namespace regard::dsl {

/// Removes instructions that nothing reads: those a negation replaced by their opposite. Keeps the order.
void prune(ir::Program& program);

}  // namespace regard::dsl
