#include "engine/single/bounds.h"

#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "base/cell.h"

namespace regard::single {
namespace {

template <std::size_t... kTerm>
inline double sumOf(double start, const BoundTerm* terms, const std::uint64_t* registers,
                    std::index_sequence<kTerm...>) {
  ((start += terms[kTerm].factor * Cell{registers[terms[kTerm].place]}.asDouble()), ...);
  return start;
}

// What exact arithmetic can make of it, each figure rounded once and each operation on the way to a priority: value,
// benefit and cost by half a unit each and their two sums by none, so money by 1.5, or by the bound's slack; propensity
// by at most 10e-8, so the score by that much of the money, and by half a unit; all of that times a weight of at most
// 10; then half a unit more. And doubles lose less than 1e-12 of what they are made of.
constexpr double kUnits = 32, kOfMoney = 1e-7, kOfDoubles = 1e-12;

template <std::size_t kMoney, std::size_t kPropensity>
double boundBy(const Bounds& bounds, std::uint32_t action, const std::uint64_t* registers) {
  const Bound& bound = bounds.actions[action];
  const BoundTerm* const terms = bounds.terms.data() + action * (kMoney + kPropensity);
  const double scaled = bound.scale * sumOf(bound.start, terms, registers, std::make_index_sequence<kMoney>());
  const double money = bound.amount + scaled;
  const double x = sumOf(bound.propensityStart, terms + kMoney, registers, std::make_index_sequence<kPropensity>());
  double propensity = bound.slope * x;
  propensity = x > bound.high ? bound.highGives : propensity;
  propensity = x < bound.low ? bound.lowGives : propensity;
  const double priority = money * propensity * bound.weight;
  // Below £0 a weight divides, and may be smaller than thought: then it is only known not to be above.
  const double most = (priority > 0 ? priority : 0) + kUnits + bound.slack + kOfMoney * std::abs(money) +
                      kOfDoubles * (std::abs(bound.amount) + std::abs(scaled)) * bound.weight;
  const bool isKnown = bound.weight >= 0 && std::isfinite(priority);
  return isKnown ? most : std::numeric_limits<double>::infinity();
}

constexpr std::size_t kCounts = kBoundTermsMax + 1;

template <std::size_t... kCount>
constexpr std::array<BoundOf, sizeof...(kCount)> allBounds(std::index_sequence<kCount...>) {
  return {boundBy<kCount / kCounts, kCount % kCounts>...};
}

}  // namespace

BoundOf boundOfAction(const Bounds& bounds) {
  static constexpr auto kAll = allBounds(std::make_index_sequence<kCounts * kCounts>());
  return kAll[bounds.moneyTerms * kCounts + bounds.propensityTerms];
}

}  // namespace regard::single
