#include "base/span.h"

#include <algorithm>

namespace regard {

Place placeOf(std::string_view text, std::uint32_t byte) {
  const std::string_view before = text.substr(0, byte);
  const std::size_t lastBreak = before.rfind('\n');
  const std::string_view line = lastBreak == std::string_view::npos ? before : before.substr(lastBreak + 1);
  const auto isCodePointStart = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return {static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), '\n')),
          static_cast<std::uint32_t>(1 + std::count_if(line.begin(), line.end(), isCodePointStart))};
}

}  // namespace regard
