#pragma once
// Integers for tests of laws.

#include <cstdint>
#include <random>

namespace regard {

/// Integers of every size: small ones matter as much as large ones.
inline std::int64_t anyInt(std::mt19937_64& random) {
  const auto bits = static_cast<std::int64_t>(random());
  return bits >> (random() % 64);
}

}  // namespace regard
