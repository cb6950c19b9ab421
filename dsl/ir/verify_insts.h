#pragma once

#include <vector>

#include "dsl/ir/program.h"

namespace regard::ir {

/// Whether instruction `index` may be evaluated; then the stream whose rows it reads is appended to `rowStreams`, which
/// has those of all before it. REQUIRES every table but `insts` and `operands` verified, and every instruction before.
bool isInst(const Program& program, InstIndex index, std::vector<std::uint32_t>& rowStreams);

}  // namespace regard::ir
