#pragma once
// A decision that nobody asked for: what started it becomes part of the frame.

#include <cstdint>

#include "base/date.h"
#include "base/result.h"
#include "engine/frame/inputs.h"

namespace regard {

/// Makes the frame outbound, started by `trigger` (member of kTriggerChoice): the latest of its kind that the frame's
/// history holds, whose fields and age the rules may ask for. A day, a week or a month is just when a rule wants it.
/// `zone` is the rulebook's. kNotFound if no such thing had happened by then. REQUIRES a frame that is complete.
Status startBy(const ir::Program& program, const Zone& zone, std::uint32_t trigger, Inputs& into);

}  // namespace regard
