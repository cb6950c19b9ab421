#include "base/utf8.h"

#include <cstdint>
#include <cstring>

namespace regard {
namespace {

/// Eight bytes from `at`.
bool isAscii(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return (word & 0x8080'8080'8080'8080U) == 0;
}

}  // namespace

std::size_t firstBadUtf8(std::string_view text) {
  const auto byteAt = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto follows = [&](std::size_t i) { return (byteAt(i) & 0xC0U) == 0x80U; };
  for (std::size_t i = 0; i < text.size();) {
    if (i + 8 <= text.size() && isAscii(text.data() + i)) {
      i += 8;
      continue;
    }
    const unsigned lead = byteAt(i);
    const unsigned second = byteAt(i + 1);
    if (lead < 0x80U) {
      i += 1;
    } else if (lead >= 0xC2U && lead <= 0xDFU && follows(i + 1)) {
      i += 2;
    } else if (lead >= 0xE0U && lead <= 0xEFU && follows(i + 1) && follows(i + 2) &&
               !(lead == 0xE0U && second < 0xA0U) && !(lead == 0xEDU && second > 0x9FU)) {
      i += 3;
    } else if (lead >= 0xF0U && lead <= 0xF4U && follows(i + 1) && follows(i + 2) && follows(i + 3) &&
               !(lead == 0xF0U && second < 0x90U) && !(lead == 0xF4U && second > 0x8FU)) {
      i += 4;
    } else {
      return i;
    }
  }
  return std::string_view::npos;
}

bool isUtf8(std::string_view text) { return firstBadUtf8(text) == std::string_view::npos; }

}  // namespace regard
