// The calendar in closed form: years are counted from 1 March, so that a leap day is the last of its year, and 400
// years ("an era") have a fixed number of days. Idea: H. Hinnant, "chrono-compatible low-level date algorithms".
#include "base/date.h"

#include <algorithm>
#include <array>

namespace regard {
namespace {

constexpr int kDaysPerEra = 146'097;
constexpr int kDaysToEpoch = 719'468;  // from 0000-03-01 to 1970-01-01

constexpr bool isLeap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

constexpr int daysInMonth(int year, int month) {
  constexpr std::array kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && isLeap(year) ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

/// REQUIRES a real date of the year 0 or later.
constexpr Day dayNumber(int year, int month, int day) {
  const int y = month <= 2 ? year - 1 : year;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int yearOfEra = y - era * 400;
  const int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  return era * kDaysPerEra + dayOfEra - kDaysToEpoch;
}
static_assert(dayNumber(1, 1, 1) == kFirstDay && dayNumber(1970, 1, 1) == 0 && dayNumber(9999, 12, 31) == kLastDay);

constexpr bool inRange(std::int64_t day) { return day >= kFirstDay && day <= kLastDay; }

}  // namespace

CivilDate civilOf(Day day) {
  const std::int64_t shifted = std::int64_t{day} + kDaysToEpoch;
  const auto era = static_cast<int>((shifted >= 0 ? shifted : shifted - (kDaysPerEra - 1)) / kDaysPerEra);
  const auto dayOfEra = static_cast<int>(shifted - std::int64_t{era} * kDaysPerEra);
  const int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
  const int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const int monthFromMarch = (5 * dayOfYear + 2) / 153;
  const int month = monthFromMarch + (monthFromMarch < 10 ? 3 : -9);
  return {yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1};
}

Checked<Day> dayOf(CivilDate date) {
  const bool real = date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
                    date.day <= daysInMonth(date.year, date.month);
  if (!real) return {0, ValueError::kDateOutOfRange};
  return {dayNumber(date.year, date.month, date.day), ValueError::kNone};
}

Checked<Day> addMonths(Day day, std::int64_t months) {
  constexpr std::int64_t kAllMonths = 12 * 9999;
  if (months > kAllMonths || months < -kAllMonths) return {0, ValueError::kDateOutOfRange};
  const CivilDate from = civilOf(day);
  const auto monthCount = static_cast<int>(std::int64_t{from.year} * 12 + from.month - 1 + months);
  if (monthCount < 12 || monthCount >= 12 * 10'000) return {0, ValueError::kDateOutOfRange};
  const int year = monthCount / 12;
  const int month = monthCount % 12 + 1;
  return dayOf({year, month, std::min(from.day, daysInMonth(year, month))});
}

Checked<Day> addDays(Day day, std::int64_t days) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(std::int64_t{day}, days, &sum) || !inRange(sum)) return {0, ValueError::kDateOutOfRange};
  return {static_cast<Day>(sum), ValueError::kNone};
}

std::int64_t monthsBetween(Day from, Day to) {
  if (to < from) return -monthsBetween(to, from);
  const CivilDate a = civilOf(from);
  const CivilDate b = civilOf(to);
  const int months = (b.year - a.year) * 12 + b.month - a.month;
  // The last month is whole if its day is reached, where "its day" is the month's last if the month is too short.
  return b.day >= std::min(a.day, daysInMonth(b.year, b.month)) ? months : months - 1;
}

}  // namespace regard
