#pragma once
// Which condition to decide next, so that what is wanted comes out whatever the rest may be.

#include "dsl/prove/narrow.h"

namespace regard::dsl {

/// A place that is open and matters to the goals; kNowhere: every condition that matters is decided. REQUIRES a
/// narrowed box.
Place openCondition(const Cone& cone, const Box& box, const std::vector<Place>& goals);

/// What an open place may be, in cases: all together all that it may be.
std::vector<Possible> casesOf(const Cone& cone, const Box& box, Place place);

}  // namespace regard::dsl
