#pragma once
// Where windows of time begin.

#include "base/date.h"
#include "dsl/ir/inputs.h"

namespace regard::ir {

/// Rows later than this instant are in the window; the lowest there is for all of them.
std::int64_t windowAfter(const Window& window, const Zone& zone, std::int64_t nowMs);
/// The same local time so many calendar months earlier.
std::int64_t monthsBefore(const Zone& zone, std::int64_t nowMs, std::int64_t months);

}  // namespace regard::ir
