#include "apps/cli/amounts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace regard::cli {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr std::uint64_t kHourMs = 3'600'000, kDayMs = 24 * kHourMs;
constexpr Unit kTimes[] = {{"h", kHourMs},    {"hour", kHourMs},    {"hours", kHourMs},
                           {"d", kDayMs},     {"day", kDayMs},      {"days", kDayMs},
                           {"w", 7 * kDayMs}, {"week", 7 * kDayMs}, {"weeks", 7 * kDayMs}};
constexpr Unit kSizes[] = {
    {"kB", 1'000}, {"KB", 1'000}, {"MB", 1'000'000}, {"GB", 1'000'000'000}, {"TB", 1'000'000'000'000}};

/// A whole number from 1 up and a unit, with or without a blank between.
std::optional<std::uint64_t> amountOf(std::string_view text, std::span<const Unit> units) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number == 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with(' ')) text.remove_prefix(1);
  const auto unit = std::find_if(units.begin(), units.end(), [&](const Unit& each) { return each.name == text; });
  if (unit == units.end() || number > std::numeric_limits<std::int64_t>::max() / unit->factor) return std::nullopt;
  return number * unit->factor;
}

}  // namespace

Expected<std::uint64_t> parseKeep(const std::string& text) {
  if (text == "forever") return std::uint64_t{0};
  if (const auto amount = amountOf(text, kTimes)) return *amount;
  return Error{ErrorKind::invalid,
               fmt::format("`--keep {}` should be a time such as 90d, 12h or 6w, or forever", text)};
}

Expected<std::uint64_t> parseQuota(const std::string& text) {
  if (text == "none") return std::uint64_t{0};
  if (const auto amount = amountOf(text, kSizes)) return *amount;
  return Error{ErrorKind::invalid, fmt::format("`--quota {}` should be a size such as 500MB or 10GB, or none", text)};
}

}  // namespace regard::cli
