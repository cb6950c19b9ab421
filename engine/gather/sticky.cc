#include "engine/gather/sticky.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/check.h"

namespace regard {

Percent stickyPoint(StickyDraw draw, std::string_view name, std::string_view key) {
  const XXH64_hash_t seed = XXH3_64bits_withSeed(name.data(), name.size(), static_cast<XXH64_hash_t>(draw));
  const XXH64_hash_t hash = XXH3_64bits_withSeed(key.data(), key.size(), seed);
  // The upper half as a fraction of one: a product that fits in 64 bits, and no share is off by more than 2^-32.
  return {static_cast<std::int64_t>((hash >> 32U) * static_cast<std::uint64_t>(kOneE8) >> 32U)};
}

std::size_t partAt(Percent point, std::span<const Percent> shares) {
  std::int64_t end = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    end += shares[i].e8;
    if (point.e8 < end) return i;
  }
  REGARD_CHECK(false, point.e8, end);
  return 0;
}

}  // namespace regard
