#include <catch2/catch.hpp>

#include <limits>
#include <random>

#include "base/date.h"
#include "base/format.h"
#include "base/literals.h"

namespace regard {
namespace {

Day day(std::string_view iso) { return parseDate(iso, Dialect::kRule).value(); }

/// The ms of a written time, taken as if the clock stood at UTC unless an offset is written.
std::int64_t ms(std::string_view iso) {
  const DateTimeLiteral literal = parseDateTime(iso, Dialect::kRule).value();
  return literal.day * kMsPerDay + literal.msOfDay - literal.offsetMs;
}

TEST_CASE("every day of the calendar has its number, and the numbers are consecutive") {
  Day wanted = kFirstDay;
  bool ok = true;
  for (int year = 1; year <= 9999; ++year) {
    const bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
    for (int month = 1; month <= 12; ++month) {
      const int days =
          month == 2 ? (leap ? 29 : 28) : (month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31);
      for (int d = 1; d <= days; ++d, ++wanted) {
        const CivilDate date{year, month, d};
        ok = ok && dayOf(date).ok() && dayOf(date).value == wanted && civilOf(wanted) == date;
      }
      ok = ok && dayOf({year, month, days + 1}).error == ValueError::kDateOutOfRange;
    }
  }
  CHECK(ok);
  CHECK(wanted == kLastDay + 1);
}

TEST_CASE("dates outside the calendar are errors") {
  const CivilDate date = GENERATE(values<CivilDate>({{0, 12, 31},
                                                     {10'000, 1, 1},
                                                     {2026, 0, 1},
                                                     {2026, 13, 1},
                                                     {2026, 1, 0},
                                                     {2025, 2, 29},
                                                     {1900, 2, 29},
                                                     {-4, 1, 1}}));
  CHECK(dayOf(date).error == ValueError::kDateOutOfRange);
}

TEST_CASE("adding days and months stays inside the calendar") {
  CHECK(addDays(kLastDay, 1).error == ValueError::kDateOutOfRange);
  CHECK(addDays(kFirstDay, -1).error == ValueError::kDateOutOfRange);
  CHECK(addDays(0, std::numeric_limits<std::int64_t>::max()).error == ValueError::kDateOutOfRange);
  CHECK(addDays(1, std::numeric_limits<std::int64_t>::max()).error == ValueError::kDateOutOfRange);
  CHECK(addDays(kFirstDay, kLastDay - kFirstDay).value == kLastDay);
  CHECK(addMonths(kLastDay, 1).error == ValueError::kDateOutOfRange);
  CHECK(addMonths(kFirstDay, -1).error == ValueError::kDateOutOfRange);
  CHECK(addMonths(0, std::numeric_limits<std::int64_t>::min()).error == ValueError::kDateOutOfRange);
  CHECK(addMonths(day("2026-01-31"), 1).value == day("2026-02-28"));
  CHECK(addMonths(day("2024-01-31"), 1).value == day("2024-02-29"));
  CHECK(addMonths(day("2026-01-31"), 2).value == day("2026-03-31"));
}

TEST_CASE("monthsBetween is the largest count that addMonths does not overshoot") {
  std::mt19937_64 random(4);
  for (int i = 0; i < 20'000; ++i) {
    const auto pick = [&] { return static_cast<Day>(random() % 40'000) - 10'000; };
    const Day from = pick();
    const Day to = i % 2 == 0 ? pick() : from + static_cast<Day>(random() % 70);
    CAPTURE(formatDate(from), formatDate(to));
    const std::int64_t months = monthsBetween(from, to);
    CHECK(monthsBetween(to, from) == -months);
    if (to < from) continue;
    CHECK(addMonths(from, months).value <= to);
    CHECK(addMonths(from, months + 1).value > to);
  }
}

TEST_CASE("addMonths and monthsBetween undo each other") {
  std::mt19937_64 random(5);
  for (int i = 0; i < 20'000; ++i) {
    const Day from = static_cast<Day>(random() % 40'000) - 10'000;
    const auto months = static_cast<std::int64_t>(random() % 1000);
    CAPTURE(formatDate(from), months);
    CHECK(monthsBetween(from, addMonths(from, months).value) == months);
  }
}

TEST_CASE("local clocks: skipped and repeated hours") {
  struct Case {
    std::string zone, local, instant;  // both written as if at UTC
  };
  const Case c = GENERATE(values<Case>({
      {"Europe/London", "2026-01-15T12:00", "2026-01-15T12:00"},
      {"Europe/London", "2026-07-15T12:00", "2026-07-15T11:00"},
      {"Europe/London", "2026-03-29T00:59", "2026-03-29T00:59"},
      {"Europe/London", "2026-03-29T01:00", "2026-03-29T01:00"},  // skipped: when the clocks change
      {"Europe/London", "2026-03-29T01:59", "2026-03-29T01:00"},
      {"Europe/London", "2026-03-29T02:00", "2026-03-29T01:00"},
      {"Europe/London", "2026-10-25T01:30", "2026-10-25T00:30"},  // twice: the first
      {"Europe/London", "2026-10-25T02:00", "2026-10-25T02:00"},
      {"America/New_York", "2026-03-08T02:30", "2026-03-08T07:00"},
      {"America/New_York", "2026-11-01T01:30", "2026-11-01T05:30"},
      {"America/New_York", "2026-11-01T02:00", "2026-11-01T07:00"},
      {"Australia/Sydney", "2026-01-15T12:00", "2026-01-15T01:00"},
      {"Europe/London", "2050-07-15T12:00", "2050-07-15T11:00"},  // years past the tz tables keep the last rules
      {"Europe/London", "2050-03-27T01:30", "2050-03-27T01:00"},
      {"America/New_York", "2100-11-07T01:30", "2100-11-07T05:30"},
      {"Europe/London", "9999-07-15T12:00", "9999-07-15T11:00"},
      {"UTC", "2026-07-15T12:00", "2026-07-15T12:00"},
  }));
  CAPTURE(c.zone, c.local);
  const Zone zone = Zone::named(c.zone).value();
  CHECK(formatInstant(zone.instantOf(ms(c.local)), Zone::utc()) == formatInstant(ms(c.instant), Zone::utc()));
}

TEST_CASE("a local time outside gaps and overlaps comes back") {
  const std::string name = GENERATE("Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland");
  const Zone zone = Zone::named(name).value();
  std::mt19937_64 random(6);
  for (int i = 0; i < 5'000; ++i) {
    const auto instant = static_cast<std::int64_t>(random() % 4'000'000'000'000ULL);  // 1970 … 2096
    const std::int64_t local = instant + zone.offsetMsAt(instant);
    const std::int64_t back = zone.instantOf(local);
    CAPTURE(name, instant);
    CHECK(back <= instant);  // the first of two, else the same
    CHECK(back + zone.offsetMsAt(back) == local);
  }
}

TEST_CASE("the local day at an instant") {
  const Zone london = Zone::named("Europe/London").value();
  CHECK(london.dayAt(ms("2026-06-30T23:30Z")) == day("2026-07-01"));
  CHECK(london.dayAt(ms("2026-01-30T23:30Z")) == day("2026-01-30"));
  CHECK(Zone::named("America/New_York").value().dayAt(ms("2026-07-01T03:59Z")) == day("2026-06-30"));
  CHECK(Zone::utc().dayAt(-1) == -1);
  CHECK(Zone::utc().dayAt(0) == 0);
}

TEST_CASE("an unknown zone is refused with the nearest names") {
  CHECK(Zone::named("Europe/Londn").fault().message.find("did you mean `Europe/London`") != std::string::npos);
  CHECK(Zone::named("London").fault().message.find("did you mean `Europe/London`") != std::string::npos);
  CHECK(Zone::named("Londno").fault().message.find("did you mean `Europe/London`") != std::string::npos);
  for (const char* name : {"", "/", "..", "../etc/passwd", "qqqqqqqq"}) {
    CAPTURE(name);
    REQUIRE_FALSE(Zone::named(name).ok());
    CHECK(Zone::named(name).fault().kind == FaultKind::kInvalid);
  }
}

TEST_CASE("instants are written with the zone's offset and read back") {
  const Zone london = Zone::named("Europe/London").value();
  CHECK(formatInstant(ms("2026-03-01T10:00Z"), london) == "2026-03-01T10:00:00+00:00");
  CHECK(formatInstant(ms("2026-07-01T09:00Z"), london) == "2026-07-01T10:00:00+01:00");
  CHECK(formatInstant(ms("2026-07-01T09:00:00.250Z"), Zone::utc()) == "2026-07-01T09:00:00.250Z");
  CHECK(formatInstant(-1, Zone::utc()) == "1969-12-31T23:59:59.999Z");
  const std::string name = GENERATE("UTC", "Europe/London", "America/St_Johns", "Asia/Kathmandu");
  const Zone zone = Zone::named(name).value();
  std::mt19937_64 random(7);
  for (int i = 0; i < 5'000; ++i) {
    const auto instant = static_cast<std::int64_t>(random() % 8'000'000'000'000ULL) - 4'000'000'000'000;  // from 1843
    CAPTURE(name, instant);
    CHECK(ms(formatInstant(instant, zone)) == instant);
  }
}

}  // namespace
}  // namespace regard
