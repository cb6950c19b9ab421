#include "base/format.h"

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
  std::string_view sign;
  std::uint64_t magnitude;
};

SignAndMagnitude split(std::int64_t v) {
  const auto bits = static_cast<std::uint64_t>(v);
  return v < 0 ? SignAndMagnitude{"-", 0U - bits} : SignAndMagnitude{"", bits};
}

/// "12", "-12.5": magnitude / 10^places with at least `atLeast` decimals and no further trailing zeros.
std::string decimal(SignAndMagnitude value, unsigned places, unsigned atLeast) {
  std::array<char, 32> text;  // from its end
  auto at = text.end();
  std::uint64_t rest = value.magnitude;
  for (; places > atLeast && rest % 10 == 0; --places) rest /= 10;
  if (places > 0) {
    for (; places > 0; --places, rest /= 10) *--at = static_cast<char>('0' + rest % 10);
    *--at = '.';
  }
  do {
    *--at = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (!value.sign.empty()) *--at = value.sign.front();
  return {at, text.end()};
}

/// Commas between groups of three of the whole part.
std::string grouped(std::string digits) {
  for (std::size_t at = digits.find('.'); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

/// A sign and a number below 100 in two digits.
void appendTwo(std::string& text, char sign, std::int64_t number) {
  text += {sign, static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

void appendDate(std::string& text, Day day) {
  const CivilDate date = civilOf(day);
  if (date.year < 0 || date.year > 9999) {
    text += fmt::format("{:04}", date.year);
  } else {
    const auto digit = [&](int unit) { return static_cast<char>('0' + date.year / unit % 10); };
    text += {digit(1000), digit(100), digit(10), digit(1)};
  }
  appendTwo(text, '-', date.month);
  appendTwo(text, '-', date.day);
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

std::string formatPercent(Percent percent) { return decimal(split(percent.e8), 6, 0) + '%'; }

std::string formatMoney(Money money, std::string_view currency) {
  const auto [sign, e4] = split(money.e4);
  std::string text(sign);
  const std::string_view symbol = symbolOfCurrency(currency);
  text.append(symbol).append(grouped(decimal({{}, e4}, 4, 2)));
  if (symbol.empty() && !currency.empty()) text.append(" ").append(currency);
  return text;
}

std::string formatMoneyPlain(Money money) { return decimal(split(money.e4), 4, 2); }

std::string formatPercentPlain(Percent percent) { return decimal(split(percent.e8), 8, 0); }

std::string formatDate(Day day) {
  std::string text;
  appendDate(text, day);
  return text;
}

std::string formatInstant(std::int64_t instantMs, const Zone& zone) {
  constexpr std::int64_t kMsPerMinute = 60'000;
  // Zones had odd seconds before 1900 or so; an offset is written in minutes and the local time follows it.
  const std::int64_t offsetMinutes = zone.offsetMsAt(instantMs) / kMsPerMinute;
  const std::int64_t local = instantMs + offsetMinutes * kMsPerMinute;
  const std::int64_t msOfDay = (local % kMsPerDay + kMsPerDay) % kMsPerDay;
  const std::int64_t seconds = msOfDay / 1000;
  std::string text;
  text.reserve(sizeof "2026-03-01T10:00:00.000+01:00");
  appendDate(text, static_cast<Day>((local - msOfDay) / kMsPerDay));
  appendTwo(text, 'T', seconds / 3600);
  appendTwo(text, ':', seconds / 60 % 60);
  appendTwo(text, ':', seconds % 60);
  if (const std::int64_t ms = msOfDay % 1000; ms != 0) {
    text += '.';
    appendTwo(text, static_cast<char>('0' + ms / 100), ms % 100);
  }
  if (zone.name() == "UTC") return text + "Z";
  const std::int64_t minutes = std::abs(offsetMinutes);
  appendTwo(text, offsetMinutes < 0 ? '-' : '+', minutes / 60);
  appendTwo(text, ':', minutes % 60);
  return text;
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
  return fmt::format("{}{} seconds", sign, decimal({{}, magnitude}, 3, 0));
}

std::string formatPeriod(std::int64_t months) {
  const auto [sign, magnitude] = split(months);
  const bool years = magnitude != 0 && magnitude % 12 == 0;
  const std::uint64_t count = years ? magnitude / 12 : magnitude;
  return fmt::format("{}{} {}{}", sign, count, years ? "year" : "month", count == 1 ? "" : "s");
}

}  // namespace regard
