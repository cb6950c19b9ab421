#pragma once
// What a priority nearly is, in doubles, for many customers at once.
//
// Only few of a customer's candidates are kept, and exact figures cost ten times what doubles cost. So doubles say, of
// everybody who is eligible, from below and from above what the priority is; whoever is below as many others as are
// kept is out, and only the rest is figured exactly. Where doubles cannot vouch that there is a priority at all
// (something near an overflow, a propensity that may be none), they say so, and the exact figures decide.

#include <cstdint>

namespace regard::batch {

/// An action's: engine/plan/bound.h has the form. The priority is score * gain, or score * loss for a score below £0.
struct EstimateForm {
  double amount = 0, scale = 0, start = 0;
  double propensityStart = 1, slope = 1, low = 0, lowGives = 0, high = 0, highGives = 0;
  double gain = 1, loss = 1, reach = 1;  ///< reach: the greater of the two
  std::uint32_t moneyTerms = 0, propensityTerms = 0;
};

/// Factor times what stands in a column, which is known wherever it is read.
struct EstimateTerm {
  double factor = 0;
  const std::uint64_t* cells = nullptr;
};

// How far exact arithmetic may be away. Money, value + benefit - cost, is rounded once: half a unit. Propensity by
// 0.5e-8, so the score by that much of the money, and by half a unit of its own; what the weight makes of it by another
// half. Doubles lose less than 1e-12 of what they are made of.
inline constexpr double kUnits = 3, kOfMoney = 1e-8, kOfDoubles = 1e-12;
inline constexpr double kAmountMax = 4e18, kPriorityMax = 9e18, kFormMax = 1e300;  ///< beyond, ask the exact figures

/// Of some rows, by place.
struct Estimated {
  double* least;          ///< [n] below or at the priority
  double* most;           ///< [n] above or at it
  std::uint64_t* unsure;  ///< bitmap: nothing is vouched for
  std::uint64_t* wanted;  ///< bitmap: sure, and `most` reaches the row's floor
};

}  // namespace regard::batch
