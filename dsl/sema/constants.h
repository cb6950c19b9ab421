#pragma once
// Literals as values, for check() and for lowering.

#include <optional>
#include <string>

#include "base/cell.h"
#include "base/type.h"
#include "dsl/syntax/ast.h"

namespace regard::dsl {

struct TypedScalar {
  Type type;
  Scalar value;
};

/// A literal by itself; text goes to `pool`, an instant without offset is on `zone`'s clock. Nothing for `unknown`,
/// times of day and rates.
std::optional<TypedScalar> literalValue(const Zone& zone, std::string& pool, const ast::Literal& literal);

/// Minus the value; nothing for kinds without a minus and for what does not fit.
std::optional<Scalar> negated(const TypedScalar& value);

}  // namespace regard::dsl
