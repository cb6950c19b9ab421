#pragma once
// Values, types, spans and bounds of a program nobody has verified yet.

#include "base/literals.h"
#include "base/posterior.h"
#include "dsl/ir/program.h"

namespace regard::ir {

/// A kind other than kError, and a choice that exists. REQUIRES nothing.
bool isType(const Program& program, Type type);
/// Whether the bits are a value of the type, or unknown with zero bits, or an error. REQUIRES nothing of either.
bool isValue(const Program& program, Type type, Scalar value);
/// In range of its source; the empty span of what nobody wrote is one too.
bool isSpan(const Program& program, Span span);
bool isDay(std::int64_t day);

/// How long something lasts or lies back.
constexpr bool isLength(std::int64_t ms) { return ms >= 0 && ms <= kLongestMs; }
/// A number of answers; false for what is no number.
constexpr bool isAnswers(double answers) { return answers >= 0 && answers <= kAnswersMax; }
/// A part of one: 0% to 100%.
constexpr bool isShare(Percent share) { return share.e8 >= 0 && share.e8 <= kOneE8; }
constexpr bool isIndexOrNone(std::int32_t index, std::size_t count) {
  return index >= -1 && (index < 0 || static_cast<std::size_t>(index) < count);
}

}  // namespace regard::ir
