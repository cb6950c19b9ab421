#pragma once
// Which values decided. Inside engine/reference only; the outside sees explain.h.

#include <string>
#include <vector>

#include "engine/reference/explain.h"

namespace regard::reference {

/// As in explain.h.
std::vector<Fact> whyNotTrue(const Lookup& lookup, const Inputs& inputs, const std::vector<Scalar>& values,
                             ir::InstIndex inst);
std::vector<Fact> whyTrue(const Lookup& lookup, const Inputs& inputs, const std::vector<Scalar>& values,
                          ir::InstIndex inst);
std::string nameOf(const Lookup& lookup, ir::InstIndex inst);

/// Why a computed value is missing: "started_on is unknown", "in `a / b`". Of a decision table, what decided it: "by
/// row 2". Empty for other known values, and for an input, which is its own reason.
std::string causeOf(const Lookup& lookup, const std::vector<Scalar>& values, ir::InstIndex inst);

}  // namespace regard::reference
