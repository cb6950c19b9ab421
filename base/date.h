#pragma once
// Calendar arithmetic on day numbers, and the two borders to clock time: a zone, and a literal.
// Time zones come from Hinnant's tz over the system's tz database; nothing else in the project reads it.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/result.h"

namespace regard {

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
using Day = std::int32_t;

inline constexpr Day kFirstDay = -719'162;  ///< 0001-01-01
inline constexpr Day kLastDay = 2'932'896;  ///< 9999-12-31
inline constexpr std::int64_t kMsPerDay = 86'400'000;

struct CivilDate {
  int year = 1970;
  int month = 1;  ///< 1 … 12
  int day = 1;    ///< 1 … 31
  friend bool operator==(const CivilDate&, const CivilDate&) = default;
};

CivilDate civilOf(Day day);
/// kDateOutOfRange unless it is a real date of the years 1 … 9999.
Checked<Day> dayOf(CivilDate date);

/// The same day of the month n months on, or that month's last day (31 January + 1 month = 28 February).
Checked<Day> addMonths(Day day, std::int64_t months);
Checked<Day> addDays(Day day, std::int64_t days);

/// Whole calendar months from `from` to `to`: the largest n with addMonths(from, n) <= to (negative if to < from:
/// then minus the count from `to` to `from`).
std::int64_t monthsBetween(Day from, Day to);

/// A time zone of the tz database, such as "Europe/London".
class Zone {
 public:
  /// kInvalid with the nearest known names if there is no such zone.
  static Result<Zone> named(std::string_view name);
  static Zone utc();

  const std::string& name() const { return name_; }
  /// The local calendar day at an instant (ms since 1970-01-01T00:00Z).
  Day dayAt(std::int64_t instantMs) const;
  /// ms to add to UTC to get local time at that instant.
  std::int64_t offsetMsAt(std::int64_t instantMs) const;
  /// The instant of a local time (ms since 1970-01-01T00:00 on the local clock). A time that occurs twice means
  /// the first; one that is skipped means the instant the clocks change.
  std::int64_t instantOf(std::int64_t localMs) const;

 private:
  Zone() = default;
  std::string name_;
  const void* zone_ = nullptr;  ///< date::time_zone, owned by the tz library for the life of the process
};

}  // namespace regard
