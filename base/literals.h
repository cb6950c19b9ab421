#pragma once
// One grammar per kind of literal (Boost.Spirit X3), for rule text, CSV cells and JSON strings alike: "£1,250.00"
// means the same everywhere. Every parser consumes the whole text or gives a fault that says what would be right.
// Thread-safe, no allocation on success.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/decimal.h"
#include "base/result.h"

namespace regard {

/// What the writer may leave out. Rule text is strict; data files are used to less.
enum class Dialect : std::uint8_t {
  kRule,  ///< `£42.10`, `12%`, `2026-03-01`, `yes`, `30 days`
  kData,  ///< also: `42.10`, `42.10 GBP`, `GBP 42.10` and `£-42.10` for money; `12.5` is NOT a percent;
          ///< `true/false/y/n/t/f/1/0/on/off` in any case for flags; surrounding blanks; a date-time at midnight for
          ///< a date; a blank for the `T` of a date-time, whose digits beyond ms are cut off
};

struct MoneyLiteral {
  Money amount;
  char currency[4] =
      {};  ///< "GBP" from £, "EUR" from €, "USD" from $, "INR" from ₹, or the written code; empty if bare
};

/// An exact duration (ms) or a calendar period (months): never both.
struct QuantityLiteral {
  bool isPeriod = false;
  std::int64_t amount = 0;  ///< ms, or months when isPeriod
};

/// The longest that anything looks back, waits or lasts, a thousand years: sums of a few stay far from overflow.
inline constexpr std::int64_t kLongestMs = 1'000 * 366 * kMsPerDay;
inline constexpr std::int64_t kLongestMonths = 12'000;

/// A local date and time, with the offset if it was written.
struct DateTimeLiteral {
  Day day = 0;
  std::int64_t msOfDay = 0;
  bool hasOffset = false;
  std::int64_t offsetMs = 0;
};

/// Each: the whole of `text`, or a fault such as "`2026-3-1` is not a date: write 2026-03-01".
Result<bool> parseFlag(std::string_view text, Dialect dialect);
Result<double> parseNumber(std::string_view text, Dialect dialect);       ///< digits may be grouped by `_` in rules
Result<Percent> parsePercent(std::string_view text, Dialect dialect);     ///< at most 6 decimals: 8 places of one
Result<MoneyLiteral> parseMoney(std::string_view text, Dialect dialect);  ///< at most 4 decimals; `,` groups of three
Result<Day> parseDate(std::string_view text, Dialect dialect);            ///< ISO 8601 calendar date
Result<DateTimeLiteral> parseDateTime(std::string_view text, Dialect dialect);  ///< a bare date is its midnight
Result<QuantityLiteral> parseQuantity(std::string_view text, Dialect dialect);  ///< `30 days`, `3 months`

/// What a parser's fault says without the text it is about: "not a date: write 2026-03-01". For private values.
std::string_view adviceOf(const Fault& fault);

/// ms of one exact unit (`seconds` … `weeks`, singular too), or 0; months of a calendar unit, or 0.
std::int64_t exactUnitMs(std::string_view unit);
std::int64_t calendarUnitMonths(std::string_view unit);

/// Currency code of a symbol ("£" -> "GBP"), or empty; and back ("GBP" -> "£"; other codes give "").
std::string_view currencyOfSymbol(std::string_view symbol);
std::string_view symbolOfCurrency(std::string_view code);

}  // namespace regard
