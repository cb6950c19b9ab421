#include "base/format.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <system_error>

#include "base/check.h"
#include "base/literals.h"

namespace regard {
namespace {

struct SignAndMagnitude {
  const char* sign;
  std::uint64_t magnitude;
};

SignAndMagnitude split(std::int64_t v) {
  const auto bits = static_cast<std::uint64_t>(v);
  return v < 0 ? SignAndMagnitude{"-", 0U - bits} : SignAndMagnitude{"", bits};
}

/// "12", "12.5": the value magnitude / 10^places with at least `atLeast` decimals and no further trailing zeros.
std::string decimal(std::uint64_t whole, std::uint64_t fraction, std::size_t places, std::size_t atLeast) {
  std::string text = std::to_string(whole);
  const std::size_t point = text.size();
  text.append(places + 1, '.');
  for (std::size_t at = text.size() - 1; at > point; --at, fraction /= 10)
    text[at] = static_cast<char>('0' + fraction % 10);
  while (text.size() > point + 1 + atLeast && text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string moneyDigits(std::uint64_t magnitudeE4) { return decimal(magnitudeE4 / 10'000, magnitudeE4 % 10'000, 4, 2); }

/// Commas between groups of three of the whole part.
std::string grouped(std::string digits) {
  for (std::size_t at = digits.find('.'); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

}  // namespace

std::string formatFlag(bool flag) { return flag ? "yes" : "no"; }

std::string formatNumber(double number) {
  // Plain digits wherever they are readable; in either form the shortest digits that read back.
  const double magnitude = std::fabs(number);
  const bool plain = number == 0 || (magnitude >= 1e-6 && magnitude < 1e15);
  std::array<char, 64> text{};
  const auto [end, error] =
      std::to_chars(text.begin(), text.end(), number, plain ? std::chars_format::fixed : std::chars_format::scientific);
  REGARD_CHECK(error == std::errc(), number);
  return {text.begin(), end};
}

std::string formatPercent(Percent percent) {
  const auto [sign, e8] = split(percent.e8);
  return sign + decimal(e8 / 1'000'000, e8 % 1'000'000, 6, 0) + '%';
}

std::string formatMoney(Money money, std::string_view currency) {
  const auto [sign, e4] = split(money.e4);
  std::string text(sign);
  const std::string_view symbol = symbolOfCurrency(currency);
  text.append(symbol).append(grouped(moneyDigits(e4)));
  if (symbol.empty() && !currency.empty()) text.append(" ").append(currency);
  return text;
}

std::string formatMoneyPlain(Money money) {
  const auto [sign, e4] = split(money.e4);
  return sign + moneyDigits(e4);
}

std::string formatDate(Day day) {
  const CivilDate date = civilOf(day);
  return fmt::format(FMT_COMPILE("{:04}-{:02}-{:02}"), date.year, date.month, date.day);
}

std::string formatInstant(std::int64_t instantMs, const Zone& zone) {
  constexpr std::int64_t kMsPerMinute = 60'000;
  // Zones had odd seconds before 1900 or so; an offset is written in minutes and the local time follows it.
  const std::int64_t offsetMinutes = zone.offsetMsAt(instantMs) / kMsPerMinute;
  const std::int64_t local = instantMs + offsetMinutes * kMsPerMinute;
  const std::int64_t msOfDay = (local % kMsPerDay + kMsPerDay) % kMsPerDay;
  const std::int64_t seconds = msOfDay / 1000;
  std::string text =
      fmt::format(FMT_COMPILE("{}T{:02}:{:02}:{:02}"), formatDate(static_cast<Day>((local - msOfDay) / kMsPerDay)),
                  seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (msOfDay % 1000 != 0) text += fmt::format(".{:03}", msOfDay % 1000);
  if (zone.name() == "UTC") return text + "Z";
  const std::int64_t minutes = std::abs(offsetMinutes);
  return fmt::format(FMT_COMPILE("{}{}{:02}:{:02}"), text, offsetMinutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::string formatDuration(std::int64_t ms) {
  struct Unit {
    const char* name;
    std::uint64_t ms;
  };
  static constexpr std::array kUnits = {Unit{"week", 604'800'000}, Unit{"day", 86'400'000}, Unit{"hour", 3'600'000},
                                        Unit{"minute", 60'000}, Unit{"second", 1'000}};
  if (ms == 0) return "0 days";
  const auto [sign, magnitude] = split(ms);
  for (const Unit& unit : kUnits) {
    if (magnitude % unit.ms != 0) continue;
    const std::uint64_t count = magnitude / unit.ms;
    return fmt::format("{}{} {}{}", sign, count, unit.name, count == 1 ? "" : "s");
  }
  return fmt::format("{}{} seconds", sign, decimal(magnitude / 1000, magnitude % 1000, 3, 0));
}

std::string formatPeriod(std::int64_t months) {
  const auto [sign, magnitude] = split(months);
  const bool years = magnitude != 0 && magnitude % 12 == 0;
  const std::uint64_t count = years ? magnitude / 12 : magnitude;
  return fmt::format("{}{} {}{}", sign, count, years ? "year" : "month", count == 1 ? "" : "s");
}

}  // namespace regard
