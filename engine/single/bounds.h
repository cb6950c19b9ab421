#pragma once
// The plan's bounds, for one customer (engine/plan/bound.h says what bounds are).

#include <cstdint>

#include "engine/plan/bound.h"

namespace regard::single {

/// At most this much is the action's priority, in 10⁻⁴; infinite where nothing is known. `registers`: the frame's, as
/// the runner has filled them.
using BoundOf = double (*)(const Bounds& bounds, std::uint32_t action, const std::uint64_t* registers);

/// For as many terms as these bounds have: all actions' have the same number, so none is counted when they are added
/// up.
BoundOf boundOfAction(const Bounds& bounds);

}  // namespace regard::single
