#pragma once
// What a condition could be for some customer, judged by its shape alone: `x is known` is never unknown, `otherwise`
// never false. More may be held possible than is; what is possible is never left out.

#include <cstdint>
#include <vector>

#include "base/truth.h"
#include "dsl/ir/program.h"

namespace regard::coverage {

/// A set of true, false and unknown. An error is told as such wherever it turns up, and is no member.
struct TruthSet {
  std::uint8_t bits = 0;

  static constexpr TruthSet of(Truth truth) {
    if (truth == Truth::Error) return {};
    return {static_cast<std::uint8_t>(1U << static_cast<unsigned>(truth))};
  }
  static constexpr TruthSet all() { return of(Truth::True) | of(Truth::False) | of(Truth::Unknown); }
  constexpr bool has(Truth truth) const { return (bits & of(truth).bits) != 0; }
  constexpr TruthSet negated() const {
    return (has(Truth::True) ? of(Truth::False) : TruthSet{}) | (has(Truth::False) ? of(Truth::True) : TruthSet{}) |
           (has(Truth::Unknown) ? of(Truth::Unknown) : TruthSet{});
  }

  friend constexpr TruthSet operator|(TruthSet a, TruthSet b) { return {static_cast<std::uint8_t>(a.bits | b.bits)}; }
  friend constexpr TruthSet operator&(TruthSet a, TruthSet b) { return {static_cast<std::uint8_t>(a.bits & b.bits)}; }
  friend constexpr TruthSet operator-(TruthSet a, TruthSet b) { return {static_cast<std::uint8_t>(a.bits & ~b.bits)}; }
  friend bool operator==(const TruthSet&, const TruthSet&) = default;
};

/// By instruction. For one that is no flag only Unknown says something: whether it can be.
std::vector<TruthSet> possibleTruths(const ir::Program& program);

}  // namespace regard::coverage
