#pragma once
// How far customers have moved between two pictures of an attribute.

#include <optional>

#include "engine/population/attribute_picture.h"

namespace regard::population {

/// The population stability index: the sum of (now - before) × ln(now ÷ before) over parts of the customers: tenths of
/// the earlier picture, members, the most frequent texts and the rest; "unknown" is a part of its own. A part that is
/// empty counts as one of 10,000. By convention below 0.1 nothing to speak of, from 0.25 on much. Nothing if the two
/// cannot be compared or one is of nobody. Source: Siddiqi, "Credit Risk Scorecards" (2006).
std::optional<double> drift(const AttributePicture& before, const AttributePicture& now);

}  // namespace regard::population
