#pragma once
// What every frame has, whoever its customer is. Inside engine/gather only; the outside sees gather.h.

#include <string_view>

#include "base/date.h"
#include "engine/frame/inputs.h"

namespace regard {

/// An empty frame for `program`, all unknown, nothing happened; keeps the capacity of an earlier one.
void startFrame(const ir::Program& program, std::int64_t nowMs, Inputs& into);
void applyDefaults(const ir::Program& program, Inputs& into);
/// What follows from the time, the customer's zone and locale: days, minutes, where each window begins.
void finishFrame(const ir::Program& program, const Zone& zone, std::string_view customerLocale, Inputs& into);

/// The text of a slot, or nothing if there is no such slot or it is unknown.
std::string_view textAt(const ir::Program& program, const Inputs& inputs, std::int32_t slot);
/// The slot of a profile field of type text, or -1.
std::int32_t profileTextSlot(const ir::Program& program, std::string_view name);

}  // namespace regard
