#include "engine/trees/lightgbm_text.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

namespace regard::trees {

Fault damagedAt(std::size_t line, std::string_view fact) {
  return {FaultKind::kInvalid, fmt::format("line {}: {}", line, fact)};
}

Result<LightgbmText> readLightgbmText(std::string_view text) {
  LightgbmText out;
  TextBlock* block = &out.header;
  block->line = 1;
  bool isEnd = false;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (one.ends_with('\r')) one.remove_suffix(1);
    constexpr std::string_view kWords = "pandas_categorical:";
    if (one.starts_with(kWords)) out.words = {line, one.substr(kWords.size())};
    isEnd = isEnd || one == "end of trees";
    if (isEnd || one.empty()) continue;
    const std::size_t sign = std::min(one.find('='), one.size());
    const std::string_view key = one.substr(0, sign), value = one.substr(std::min(sign + 1, one.size()));
    if (key == "Tree") {
      out.trees.push_back({line, {}});
      block = &out.trees.back();
    }
    if (!block->lines.emplace(key, TextLine{line, value}).second)
      return damagedAt(line, fmt::format("`{}` is there twice", key));
  }
  if (!isEnd) return damagedAt(block->line, "the file is cut off: it should go on to `end of trees`");
  return out;
}

Result<std::vector<double>> numbersOf(const TextBlock& block, std::string_view key, std::size_t count) {
  const auto found = block.lines.find(key);
  if (found == block.lines.end()) {
    if (count == 0) return std::vector<double>();
    return damagedAt(block.line, fmt::format("`{}` is missing", key));
  }
  std::vector<double> out;
  const char* at = found->second.value.data();
  const char* const end = at + found->second.value.size();
  while (at != end) {
    if (*at == ' ') {
      ++at;
      continue;
    }
    double number = 0;
    const auto [next, error] = std::from_chars(at, end, number);
    // A split that asks only whether the value is known has its threshold at infinity: whatever is known is below.
    if (std::isinf(number) && key == "threshold") number = std::copysign(std::numeric_limits<double>::max(), number);
    if (error != std::errc() || !std::isfinite(number) || (next != end && *next != ' '))
      return damagedAt(found->second.line, fmt::format("`{}` should be numbers with blanks between them", key));
    out.push_back(number);
    at = next;
  }
  if (out.size() != count)
    return damagedAt(found->second.line,
                     fmt::format("`{}` has {} numbers, and there should be {}", key, out.size(), count));
  return out;
}

}  // namespace regard::trees
