#pragma once
// What a score is worth under a weight.

#include <cstdint>

#include "base/decimal.h"

namespace regard {

inline constexpr std::int64_t kWeightMin = kOneE8 / 100, kWeightMax = kOneE8 * 10;  ///< 1% … 1,000%

/// Weight multiplies what is gained and divides what is lost, so that more of it is always better.
inline Checked<std::int64_t> priorityOf(std::int64_t scoreE4, std::int64_t weightE8) {
  return scoreE4 >= 0 ? mulE8(scoreE4, weightE8) : divScaled(scoreE4, kOneE8, weightE8);
}

}  // namespace regard
