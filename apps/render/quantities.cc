#include "apps/render/quantities.h"

#include <fmt/format.h>
#include <cstdlib>

#include <cmath>

namespace regard::render {

std::string grouped(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string counted(std::uint64_t count, std::string_view singular) {
  const bool hisses = singular.ends_with('s') || singular.ends_with("ch") || singular.ends_with("sh");
  return fmt::format("{} {}{}", grouped(count), singular, count == 1 ? "" : hisses ? "es" : "s");
}

std::string durationText(double seconds) {
  if (seconds < 0.0995) return fmt::format("{:.0f} ms", std::ceil(seconds * 1000));
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string bytesText(std::uint64_t bytes) {
  constexpr const char* kUnits[] = {"B", "kB", "MB", "GB", "TB", "PB"};
  if (bytes < 1000) return fmt::format("{} B", bytes);
  auto size = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; size >= 999.5 && unit < 5; ++unit) size /= 1000;
  return size < 9.95 ? fmt::format("{:.1f} {}", size, kUnits[unit]) : fmt::format("{:.0f} {}", size, kUnits[unit]);
}

std::string rateText(double perSecond) {
  if (perSecond <= 0 || !std::isfinite(perSecond)) return "0";
  double step = 1;
  while (perSecond / step >= 1000) step *= 10;
  return grouped(static_cast<std::uint64_t>(std::round(perSecond / step) * step));
}

double nineDigits(double value) { return std::strtod(fmt::format("{:.9g}", value).c_str(), nullptr); }

std::string csvCell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

}  // namespace regard::render
