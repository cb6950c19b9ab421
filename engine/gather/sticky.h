#pragma once
// Draws that stick: which customers an experiment gives which arm, whom a hold-out leaves alone, whom a new
// action reaches. The same for ever, on
// every machine: docs/language/policies.md tells others how to compute them.

#include <cstdint>
#include <span>
#include <string_view>

#include "base/decimal.h"

namespace regard {

/// What is drawn for, so that an experiment, a hold-out and an action of one name draw apart.
enum class StickyDraw : std::uint8_t { kExperiment = 1, kHoldOut = 2, kReach = 3 };

/// Where a customer stands between 0% and below 100%, for the experiment, hold-out or action called `name`. Evenly
/// spread over keys; independent between names.
Percent stickyPoint(StickyDraw draw, std::string_view name, std::string_view key);

/// The part of 0% to 100% that `point` lies in, when `shares` divide it in their order. REQUIRES shares that add up to
/// more than `point`.
std::size_t partAt(Percent point, std::span<const Percent> shares);

}  // namespace regard
