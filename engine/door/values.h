#pragma once
// From the engine's cells and faults to the public door's values and errors.

#include <string_view>

#include "base/cell.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/result.h"
#include "base/type.h"
#include "engine/frame/inputs.h"
#include "regard/result.h"
#include "regard/value.h"

namespace regard {

Error errorOf(const Fault& fault);

/// Now, in ms since 1970-01-01T00:00Z.
std::int64_t clockMs();

/// `text`: what a known text or choice member reads; ignored for other kinds. Instants are shown on `zone`'s clock.
/// REQUIRES a kind other than kError.
Value valueOf(TypeKind kind, Scalar value, std::string_view text, std::string_view currency, const Zone& zone);

/// A value of a program's frame; a choice by its member's name.
Value valueOf(const ir::Program& program, const Inputs& inputs, const Zone& zone, Type type, Scalar value);

Value moneyValue(Money amount, std::string_view currency);

}  // namespace regard
