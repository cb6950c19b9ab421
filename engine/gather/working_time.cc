#include "engine/gather/working_time.h"

#include <algorithm>

namespace regard {
namespace {

constexpr std::int64_t kMsPerMinute = 60'000;

bool isWorkingDay(const ir::WorkingHours& hours, std::int64_t day) {
  const std::int64_t weekday = ((day + 3) % 7 + 7) % 7;  // 0: Monday; 1970-01-01 was a Thursday
  return (hours.days >> static_cast<unsigned>(weekday) & 1U) != 0;
}

std::int64_t nextWorkingDay(const ir::WorkingHours& hours, std::int64_t day) {
  while (!isWorkingDay(hours, day)) ++day;
  return day;
}

}  // namespace

std::int64_t afterWorkingTime(const ir::WorkingHours& hours, const Zone& zone, std::int64_t fromMs, std::int64_t ms) {
  const std::int64_t begin = hours.fromMinute * kMsPerMinute, end = hours.toMinute * kMsPerMinute;
  std::int64_t day = zone.dayAt(fromMs);
  std::int64_t time = fromMs + zone.offsetMsAt(fromMs) - day * kMsPerDay;
  if (!isWorkingDay(hours, day) || time >= end) {
    day = nextWorkingDay(hours, day + (isWorkingDay(hours, day) ? 1 : 0));
    time = begin;
  }
  time = std::max(time, begin);
  for (std::int64_t days = ms / kMsPerDay; days > 0; --days) day = nextWorkingDay(hours, day + 1);
  for (std::int64_t left = ms % kMsPerDay; left > 0;) {
    const std::int64_t today = std::min(left, end - time);
    left -= today;
    time += today;
    if (left > 0) {
      day = nextWorkingDay(hours, day + 1);
      time = begin;
    }
  }
  return zone.instantOf(day * kMsPerDay + time);
}

}  // namespace regard
