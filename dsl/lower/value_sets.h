#pragma once
// The values that an atom over one subject leaves (a comparison with a constant, membership in a set of constants, a
// question whether it is known, a flag).
//
// Values of every kind have one order that fits 64 bits, so a set is a short list of closed ranges of integers: numbers
// are mapped so that neighbours stay neighbours, texts stand for themselves by their constant.

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "dsl/ir/program.h"

namespace regard::dsl {

struct Range {
  std::int64_t low, high;
  friend bool operator==(const Range&, const Range&) = default;
};
using Set = std::vector<Range>;  ///< disjoint, rising

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();

Set intersect(const Set& a, const Set& b);
Set unite(const Set& a, const Set& b);

/// A number as an integer of the same order, and back.
std::int64_t orderedBits(double number);
double numberOf(std::int64_t key);

/// What a subject may be.
struct Region {
  bool unknown = false;
  Set values;
  bool empty() const { return !unknown && values.empty(); }
  friend bool operator==(const Region&, const Region&) = default;
};
Region intersect(const Region& a, const Region& b);

struct Atom {
  ir::InstIndex subject = 0;
  Region region;  ///< where it is true
};

/// Nothing if the instruction is no atom.
std::optional<Atom> atomOf(const ir::Program& program, ir::InstIndex inst);
/// Every value of the subject's type.
Set allValuesOf(const ir::Program& program, ir::InstIndex subject);

}  // namespace regard::dsl
