#pragma once
/// Values as people and programs exchange them. Text in and out is the language's own spelling: "£42.10", "12%",
/// "2026-03-01", "yes", "month_to_month", "unknown".

#include <cstdint>
#include <string>

namespace regard {

enum class ValueKind : std::uint8_t {
  flag,
  number,
  percent,
  money,
  text,
  date,
  instant,
  duration,
  period,
  choice,
  list
};
enum class ValueState : std::uint8_t { known, unknown, error };

/// One value; of a list only its text and whether it is known. `text` is always readable; `digits` is for machines and
/// only there for known numbers, money, percents.
struct Value {
  ValueKind kind = ValueKind::text;
  ValueState state = ValueState::unknown;
  std::string text;    ///< canonical spelling, "unknown", or what kind of error it is
  std::string digits;  ///< decimal digits: money "42.10" in the currency unit, percent "0.125" of one, number "3.5"
};

}  // namespace regard
