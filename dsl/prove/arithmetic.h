#pragma once
// Scalar operators over sets of values. Each is monotone in each of its two values while the other keeps its sign, and
// rounding keeps that so: its extremes over two ranges are at their ends, and where it gives a wanted result can be
// found by halving.

#include "dsl/prove/possible.h"

namespace regard::dsl {

/// What an operator may give. `b` is not looked at if it takes one value.
Possible applied(const ir::Program& program, ScalarOp op, Type result, Type typeA, const Possible& a, Type typeB,
                 const Possible& b);

/// One operator with all but one of its values given.
struct Partial {
  ScalarOp op = ScalarOp::AddMoney;
  bool first = true;  ///< the open value is the first
  Scalar other;       ///< the given one
  Type type, result;  ///< of the open value and of the result

  Scalar at(std::int64_t key) const;
};

/// Values of `among` that may give a value within `wanted` (no error, not unknown): perhaps too many, never too few.
RangeSet solved(const Partial& partial, const RangeSet& among, const RangeSet& wanted);

}  // namespace regard::dsl
