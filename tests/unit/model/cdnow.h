#pragma once
// The CDNOW sample: 2,357 customers whose first purchase was in the first quarter of 1997 (Fader & Hardie).

#include <optional>
#include <vector>

#include "engine/model/summary.h"

namespace regard::tests {

/// Days of purchase by customer, or nothing, said on standard output, where the data are not there.
std::optional<std::vector<std::vector<model::DayOfPurchases>>> cdnow();
/// The last day of the literature's calibration: 30 September 1997.
inline constexpr Day kCdnowUntil = 10'134;

}  // namespace regard::tests
