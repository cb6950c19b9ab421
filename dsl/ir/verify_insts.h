#pragma once

#include "dsl/ir/program.h"

namespace regard::ir {

/// Whether instruction `index` may be evaluated. REQUIRES every table but `insts` and `operands` verified, and every
/// instruction before it.
bool isInst(const Program& program, InstIndex index);

}  // namespace regard::ir
