#pragma once
// The values that an atom over one subject leaves (a comparison with a constant, membership in a set of constants, a
// question whether it is known, a flag).
//
// A set is a short list of ranges (base/ranges.h); texts stand for themselves by their constant.

#include <optional>

#include "base/ranges.h"
#include "dsl/ir/program.h"

namespace regard::dsl {

using Set = RangeSet;
using regard::intersect;

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
