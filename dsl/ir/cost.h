#pragma once
// How much a decision can cost at most, known before any customer is.

#include <cstdint>

#include "dsl/ir/program.h"

namespace regard::ir {

/// Steps of one decision in the worst case: every list and window holds kListRowsMax rows and every action is looked at
/// on every channel. A step is one instruction, or one row of a table, rung of a ladder or member of a set.
struct Cost {
  std::uint64_t steps = 0;
  InstIndex dearest = kNone;  ///< the question about rows that takes most of them; kNone if there is none
  std::uint64_t ofDearest = 0;
};

/// Linear in the program. What several ask for in common is counted once, as it is computed once. REQUIRES a verified
/// program.
Cost costOf(const Program& program);

}  // namespace regard::ir
