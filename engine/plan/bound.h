#pragma once
// What an action's priority can be at most for a customer, in plain doubles and without a branch that depends on the
// action: so cheap that it is asked of everybody who is eligible, and then only who can still be kept is looked at
// exactly, the most promising first.
//
// There are bounds for the shape that most rankings have: propensity times a sum of value, benefit and cost. Either one
// of these is a constant amount times a linear form of number inputs and the others are constants, or their sum is a
// linear form of amounts (linear_form.h). Propensity is a constant, a linear form of number inputs cut off below and
// above, or one of percents. Who has no bound is always looked at.

#include <cstdint>
#include <vector>

#include "base/type.h"
#include "dsl/ir/program.h"

namespace regard {

inline constexpr std::uint32_t kBoundTermsMax = 4;  ///< of money, and of propensity

/// A value of the frame that bounds compute with, as a double in a register of its own: not a number where it is
/// unknown, an error, or beyond measureMax(), so that nothing is bounded by it.
struct Measure {
  ir::InstIndex inst = 0;
  std::uint16_t to = 0;
  bool isNumber = false;  ///< else an integer
};
/// Below it doubles hold every amount and percent exactly, and the error of a number's products stays below a unit.
inline constexpr double measureMax(TypeKind kind) { return kind == TypeKind::kNumber ? 1e9 : 1e13; }

/// `factor` times what stands in register `place`.
struct BoundTerm {
  double factor = 0;
  std::uint32_t place = 0;
};

/// Money and propensity each have the plan's number of terms, filled up with nothing, and add them in order, as code
/// does.
struct Bound {
  double amount = 0, scale = 0, start = 0;  ///< money: amount + scale * (start + its terms), in 10⁻⁴
  double propensityStart = 1;               ///< then its terms give x, and propensity is x …
  double slope = 1;                         ///< … times this, of one …
  double low = 0, lowGives = 0;             ///< … or lowGives where x < low …
  double high = 0, highGives = 0;           ///< … or else highGives where x > high
  double weight = 0;                        ///< at most; less than 0: the action has no bound
  double slack = 0;                         ///< of money: so much more, in 10⁻⁴, it may be by exact arithmetic
};

struct Bounds {
  std::vector<Bound> actions;    ///< by action; empty: none has a bound
  std::vector<BoundTerm> terms;  ///< [actions][moneyTerms + propensityTerms]
  std::vector<Measure> measures;
  /// By action: 1 where the bound has every figure that is no constant, and the weight is the same for everybody. Then
  /// it says from below as well as from above what the priority is, and, where all terms are known, no sum overflows
  /// and the propensity is one, that there is a priority at all.
  std::vector<std::uint8_t> isWhole;
  std::uint32_t moneyTerms = 0, propensityTerms = 0;

  std::size_t bytes() const {
    return actions.size() * (sizeof(Bound) + 1) + terms.size() * sizeof(BoundTerm) + measures.size() * sizeof(Measure);
  }
};

}  // namespace regard
