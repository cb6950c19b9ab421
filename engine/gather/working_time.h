#pragma once
// When working time is up: `within 2 working days`, `due 4 working hours`.

#include <cstdint>

#include "base/date.h"
#include "dsl/ir/program.h"

namespace regard {

/// The instant by which `ms` of working time have passed since `fromMs`, on the rulebook's clock. Whole days count
/// working days and keep the time of day; what is left counts minutes between the working hours. A start outside of
/// them counts from when work begins next. REQUIRES at least one working day.
std::int64_t afterWorkingTime(const ir::WorkingHours& hours, const Zone& zone, std::int64_t fromMs, std::int64_t ms);

}  // namespace regard
