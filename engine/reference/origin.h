#pragma once
// Where a value comes from, one level deep: the rows that counted, the rung that was taken and why none above it, the
// figures of a formula. What those come from in turn is their own origin.

#include <string>
#include <vector>

#include "engine/reference/explain.h"

namespace regard::reference {

/// One thing that a value was made of, and where it stands in the rules (an empty span: nowhere).
struct Origin {
  std::string text;  ///< "add 22% when contract = month_to_month", "monthly_charges = $95.50"
  Span span;
};

/// In the order written. Empty for a constant and for a known input: they are what they are.
std::vector<Origin> originOf(const ir::Program& program, const Inputs& inputs, const std::vector<Scalar>& values,
                             ir::InstIndex inst);

/// The same all the way down: what it was made of, and what each name in that was made of in turn, each told once.
std::vector<Origin> allOriginsOf(const ir::Program& program, const Inputs& inputs, const std::vector<Scalar>& values,
                                 ir::InstIndex inst);

}  // namespace regard::reference
