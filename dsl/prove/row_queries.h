#pragma once
// What is made of rows, once each of them is decided. The same meaning as the evaluators' (docs/language).

#include <cstdint>
#include <vector>

#include "dsl/ir/program.h"

namespace regard::dsl {

struct RowValue {
  std::int64_t at = 0;  ///< ms; lists: the place
  Scalar filter, item;
};

/// A query over the rows in its window, oldest first. `complete`: no row can be missing. `number`: what a count is
/// compared with. Not for bursts.
Scalar queried(ir::Aggregate aggregate, TypeKind kind, const std::vector<RowValue>& rows, bool complete, Scalar number);

/// Whether so many rows came together at one in the window. `all`: of the stream.
Scalar burstAmong(const ir::Burst& burst, const std::vector<RowValue>& all, std::int64_t afterMs);

}  // namespace regard::dsl
