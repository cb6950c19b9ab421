// Time zones, by the operating system's tz database: the only file that includes date/tz.h. UTC needs no database, so
// a program that names no other zone never opens it.
#include <date/tz.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "base/date.h"
#include "base/nearest.h"

namespace regard {
namespace {

using Milliseconds = std::chrono::milliseconds;

const date::time_zone& asTimeZone(const void* zone) { return *static_cast<const date::time_zone*>(zone); }

/// The names that look like `wanted`, or whose last part does: "Londn" means Europe/London.
std::string nearestZones(std::string_view wanted) {
  std::vector<std::string> names;
  std::vector<std::string> lastParts;
  for (const date::time_zone& zone : date::get_tzdb().zones) {
    names.push_back(zone.name());
    lastParts.push_back(zone.name().substr(zone.name().rfind('/') + 1));
  }
  if (std::string hint = didYouMean(wanted, names); !hint.empty()) return hint;
  std::vector<std::string> matches;
  for (const std::string& part : nearestNames(wanted, lastParts)) {
    const auto found = std::find(lastParts.begin(), lastParts.end(), part);
    matches.push_back(names[static_cast<std::size_t>(found - lastParts.begin())]);
  }
  return matches.empty() ? "write one such as `Europe/London`" : "did you mean `" + matches.front() + "`?";
}

constexpr std::int64_t floorDiv(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/// The library reads transitions up to 2037. Later years keep the last rules, so they are looked up as the latest
/// year before whose calendar is the same day for day: this many ms earlier. Zero for years within the tables.
std::int64_t msBackIntoTables(std::int64_t ms) {
  constexpr int kLastYear = 2037;
  const std::int64_t day = std::clamp<std::int64_t>(floorDiv(ms, kMsPerDay), kFirstDay, kLastDay);
  const int year = civilOf(static_cast<Day>(day)).year;
  if (year <= kLastYear) return 0;
  const auto newYear = [](int y) { return dayOf({y, 1, 1}).value; };
  const auto daysIn = [&](int y) { return dayOf({y, 12, 31}).value - newYear(y); };
  for (int like = kLastYear;; --like) {  // ends within 40 years: a calendar comes back at least that often
    const Day back = newYear(year) - newYear(like);
    if (back % 7 == 0 && daysIn(year) == daysIn(like)) return back * kMsPerDay;
  }
}

}  // namespace

Zone Zone::utc() {
  Zone zone;
  zone.name_ = "UTC";
  return zone;
}

Result<Zone> Zone::named(std::string_view name) {
  if (name == "UTC") return utc();
  try {
    Zone zone;
    zone.zone_ = date::locate_zone(name);
    zone.name_ = name;
    return zone;
  } catch (const std::runtime_error&) {
    return Fault{FaultKind::kInvalid, "`" + std::string(name) + "` is not a time zone: " + nearestZones(name)};
  }
}

std::int64_t Zone::offsetMsAt(std::int64_t instantMs) const {
  if (zone_ == nullptr) return 0;
  const auto instant = date::floor<std::chrono::seconds>(
      date::sys_time<Milliseconds>(Milliseconds(instantMs - msBackIntoTables(instantMs))));
  return Milliseconds(asTimeZone(zone_).get_info(instant).offset).count();
}

Day Zone::dayAt(std::int64_t instantMs) const {
  return static_cast<Day>(floorDiv(instantMs + offsetMsAt(instantMs), kMsPerDay));
}

std::int64_t Zone::instantOf(std::int64_t localMs) const {
  if (zone_ == nullptr) return localMs;
  const std::int64_t back = msBackIntoTables(localMs);
  const auto local = date::floor<std::chrono::seconds>(date::local_time<Milliseconds>(Milliseconds(localMs - back)));
  const date::local_info info = asTimeZone(zone_).get_info(local);
  if (info.result == date::local_info::nonexistent) {
    return back + Milliseconds(info.first.end.time_since_epoch()).count();
  }
  return localMs - Milliseconds(info.first.offset).count();
}

}  // namespace regard
