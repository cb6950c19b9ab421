#pragma once
// Four-valued truth: Kleene's three values plus error (docs/language, point 4).
//   and: the first present of false, error, unknown, true    (the order of the enum)
//   or:  the first present of true, error, unknown, false
// Both commute and are associative, and De Morgan's laws hold, so an index may reorder conditions.

#include <algorithm>
#include <cstdint>

namespace regard {

enum class Truth : std::uint8_t { False, Error, Unknown, True };

constexpr Truth truthOf(bool b) { return b ? Truth::True : Truth::False; }

constexpr Truth truthNot(Truth a) { return a == Truth::True ? Truth::False : a == Truth::False ? Truth::True : a; }

constexpr Truth truthAnd(Truth a, Truth b) { return std::min(a, b); }

constexpr Truth truthOr(Truth a, Truth b) { return truthNot(truthAnd(truthNot(a), truthNot(b))); }

}  // namespace regard
