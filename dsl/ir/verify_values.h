#pragma once
// Values, types and spans of a program nobody has verified yet.

#include "dsl/ir/program.h"

namespace regard::ir {

/// A kind other than kError, and a choice that exists. REQUIRES nothing.
bool isType(const Program& program, Type type);
/// Whether the bits are a value of the type, or unknown with zero bits, or an error. REQUIRES nothing of either.
bool isValue(const Program& program, Type type, Scalar value);
/// In range of its source; the empty span of what nobody wrote is one too.
bool isSpan(const Program& program, Span span);
bool isDay(std::int64_t day);

}  // namespace regard::ir
