#pragma once
// What answers say about a propensity: a beta distribution, which begins at a prior worth some answers; its mean, or
// a draw from it.

#include <cmath>

#include "base/chance.h"
#include "base/decimal.h"

namespace regard {

/// More than anybody ever gets, and few enough that sums and products of counts stay exact.
inline constexpr double kAnswersMax = 1e12;

/// (prior × answers + yes) ÷ (answers + of), rounded to 10⁻⁶; the prior where there is nothing to divide by. The same
/// bits on every evaluator. REQUIRES counts up to kAnswersMax; below 0 they take from the prior, no more than it has.
inline Percent posteriorMean(Percent prior, double answers, double yes, double of) {
  constexpr double kMillionths = 1e6;
  constexpr std::int64_t kE8PerMillionth = 100;
  const double worth = answers + of;
  if (!(worth > 0)) return prior;
  const double mean = (static_cast<double>(prior.e8) / static_cast<double>(kOneE8) * answers + yes) / worth;
  return {static_cast<std::int64_t>(std::nearbyint(mean * kMillionths)) * kE8PerMillionth};
}

/// A draw from Beta(prior × answers + yes, the rest), rounded to 10⁻⁶, likewise.
inline Percent posteriorDraw(Percent prior, double answers, double yes, double of, Draws& draws) {
  const double worth = answers + of;
  if (!(worth > 0)) return prior;
  const double a = static_cast<double>(prior.e8) / static_cast<double>(kOneE8) * answers + yes;
  return betaDraw(a, worth - a, draws);
}

}  // namespace regard
