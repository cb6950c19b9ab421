#pragma once
/// Values as people and programs exchange them. Text in and out is the language's own spelling: "£42.10", "12%",
/// "2026-03-01", "yes", "month_to_month", "unknown".

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

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

/// An amount of money or a share, exactly. A decision holds many, of which most readers want few and none wants both
/// spellings: each is made when it is asked for.
class Figure {
 public:
  /// Unknown.
  Figure() = default;
  /// `e4`: ten-thousandths of the currency unit; `currency`: its three letters, or nothing.
  static Figure money(std::int64_t e4, std::string_view currency);
  /// `e8`: hundred-millionths of one.
  static Figure share(std::int64_t e8);

  bool isKnown() const { return state_ == ValueState::known; }
  std::string text() const;    ///< as Value::text
  std::string digits() const;  ///< as Value::digits
  friend bool operator==(const Figure&, const Figure&) = default;

 private:
  std::int64_t units_ = 0;
  std::array<char, 3> currency_{};
  bool isMoney_ = false;
  ValueState state_ = ValueState::unknown;
};

}  // namespace regard
