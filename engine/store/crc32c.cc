#include "engine/store/crc32c.h"

#include <array>
#include <cstddef>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace regard {
namespace {

constexpr std::uint32_t kPolynomial = 0x82F6'3B78U;  // 0x1EDC6F41, lowest bit first
using Table = std::array<std::array<std::uint32_t, 256>, 8>;

/// kTable[n][b]: the effect of byte b followed by n zero bytes, so that eight bytes go in one step.
constexpr Table kTable = [] {
  Table table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? kPolynomial : 0U);
    table[0][byte] = crc;
  }
  for (std::uint32_t byte = 0; byte < 256; ++byte)
    for (std::size_t n = 1; n < 8; ++n)
      table[n][byte] = (table[n - 1][byte] >> 8U) ^ table[0][table[n - 1][byte] & 0xFFU];
  return table;
}();

std::uint32_t byteOf(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t crc32cSse42(std::string_view bytes) {
  std::uint64_t crc = 0xFFFF'FFFFU;
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), 8);
    crc = _mm_crc32_u64(crc, word);
  }
  auto rest = static_cast<std::uint32_t>(crc);
  for (const char c : bytes) rest = _mm_crc32_u8(rest, static_cast<unsigned char>(c));
  return ~rest;
}
#endif

}  // namespace

std::uint32_t crc32cPortable(std::string_view bytes) {
  std::uint32_t crc = 0xFFFF'FFFFU;
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
    crc ^= byteOf(bytes, 0) | byteOf(bytes, 1) << 8U | byteOf(bytes, 2) << 16U | byteOf(bytes, 3) << 24U;
    crc = kTable[7][crc & 0xFFU] ^ kTable[6][(crc >> 8U) & 0xFFU] ^ kTable[5][(crc >> 16U) & 0xFFU] ^
          kTable[4][crc >> 24U] ^ kTable[3][byteOf(bytes, 4)] ^ kTable[2][byteOf(bytes, 5)] ^
          kTable[1][byteOf(bytes, 6)] ^ kTable[0][byteOf(bytes, 7)];
  }
  for (const char c : bytes) crc = (crc >> 8U) ^ kTable[0][(crc ^ static_cast<unsigned char>(c)) & 0xFFU];
  return ~crc;
}

std::uint32_t crc32c(std::string_view bytes) {
#if defined(__x86_64__)
  static const bool hasInstruction = __builtin_cpu_supports("sse4.2") != 0;
  if (hasInstruction) return crc32cSse42(bytes);
#endif
  return crc32cPortable(bytes);
}

}  // namespace regard
