#include "engine/ledger/keys.h"

#include <fmt/format.h>

#include "base/check.h"
#include "engine/store/crc32c.h"

namespace regard::ledger {
namespace {

constexpr std::uint64_t kSign = 1ULL << 63U;
constexpr std::size_t kDigits = 9;  // of the checksum, with what sets it off

}  // namespace

std::string bounded(std::string_view name, std::size_t most) {
  if (name.size() <= most) return std::string(name);
  return fmt::format("{}~{:08x}", name.substr(0, most - kDigits), crc32c(name));
}

std::string instantKey(std::int64_t ms) {
  std::uint64_t bits = static_cast<std::uint64_t>(ms) ^ kSign;
  std::string key(kInstantBytes, '\0');
  for (std::size_t i = key.size(); i-- > 0; bits >>= 8U) key[i] = static_cast<char>(bits & 0xFFU);
  return key;
}

std::int64_t instantOf(std::string_view bytes) {
  REGARD_CHECK(bytes.size() == kInstantBytes, bytes.size());
  std::uint64_t bits = 0;
  for (const char byte : bytes) bits = bits << 8U | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(bits ^ kSign);
}

}  // namespace regard::ledger
