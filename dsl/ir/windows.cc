#include "dsl/ir/windows.h"

#include <limits>

namespace regard::ir {
namespace {

/// The day that the calendar unit around `day` begins on.
Day beginOf(CalendarUnit unit, Day day) {
  const CivilDate date = civilOf(day);
  switch (unit) {
    case CalendarUnit::kDay: return day;
    case CalendarUnit::kWeek: return day - (day + 3) % 7 - ((day + 3) % 7 < 0 ? 7 : 0);  // 1970-01-01: a Thursday
    case CalendarUnit::kMonth: return day - (date.day - 1);
    case CalendarUnit::kYear: return dayOf({date.year, 1, 1}).value;
  }
  return day;
}

}  // namespace

std::int64_t windowAfter(const Window& window, const Zone& zone, std::int64_t nowMs) {
  switch (window.kind) {
    case WindowKind::kAll: break;
    case WindowKind::kRolling: return nowMs - window.amount;
    case WindowKind::kRollingMonths: return monthsBefore(zone, nowMs, window.amount);
    case WindowKind::kThis: {
      const Day first = beginOf(static_cast<CalendarUnit>(window.amount), zone.dayAt(nowMs));
      return zone.instantOf(first * kMsPerDay) - 1;  // its first instant is in
    }
  }
  return std::numeric_limits<std::int64_t>::min();
}

std::int64_t monthsBefore(const Zone& zone, std::int64_t nowMs, std::int64_t months) {
  const std::int64_t localMs = nowMs + zone.offsetMsAt(nowMs);
  const Day today = zone.dayAt(nowMs);
  const Checked<Day> then = addMonths(today, -months);
  if (!then.ok()) return std::numeric_limits<std::int64_t>::min();
  return zone.instantOf(then.value * kMsPerDay + (localMs - today * kMsPerDay));
}

}  // namespace regard::ir
