#include "engine/single/bounds.h"

#include <cmath>
#include <limits>

#include "base/cell.h"

namespace regard::single {
namespace {

double sumOf(double start, const BoundTerm* terms, std::uint32_t count, const std::uint64_t* registers) {
  for (std::uint32_t i = 0; i < count; ++i) start += terms[i].factor * Cell{registers[terms[i].place]}.asDouble();
  return start;
}

// What exact arithmetic can make of it, each figure rounded once and each operation on the way to a priority: value,
// benefit and cost by half a unit each and their two sums by none, so money by 1.5; propensity by 0.5e-8, so the score
// by another 0.5e-8 of the money, and by half a unit; all of that times a weight of at most 10; then half a unit more.
// And doubles lose less than 1e-12 of what they are made of.
constexpr double kUnits = 32, kOfMoney = 1e-7, kOfDoubles = 1e-12;

}  // namespace

double boundOf(const Bounds& bounds, std::uint32_t action, const std::uint64_t* registers) {
  const Bound& bound = bounds.actions[action];
  const std::size_t width = std::size_t{bounds.moneyTerms} + bounds.propensityTerms;
  const BoundTerm* terms = bounds.terms.data() + action * width;
  const double scaled = bound.scale * sumOf(bound.start, terms, bounds.moneyTerms, registers);
  const double money = bound.amount + scaled;
  const double x = sumOf(bound.propensityStart, terms + bounds.moneyTerms, bounds.propensityTerms, registers);
  double propensity = bound.slope * x;
  propensity = x > bound.high ? bound.highGives : propensity;
  propensity = x < bound.low ? bound.lowGives : propensity;
  const double priority = money * propensity * bound.weight;
  // Below £0 a weight divides, and may be smaller than thought: then it is only known not to be above.
  const double most = (priority > 0 ? priority : 0) + kUnits + kOfMoney * std::abs(money) +
                      kOfDoubles * (std::abs(bound.amount) + std::abs(scaled)) * bound.weight;
  const bool isKnown = bound.weight >= 0 && std::isfinite(priority);
  return isKnown ? most : std::numeric_limits<double>::infinity();
}

}  // namespace regard::single
