#pragma once
// What an instruction may give, for customers of whom only some is known: a set of values, and whether it may be
// unknown or an error. Values are keys: integers in the order of the values (base/ranges.h), so that one kind of set
// does for all types. A text stands for itself by its constant; any other key is a text that no constant is.

#include <cstdint>
#include <string>

#include "base/ranges.h"
#include "dsl/ir/program.h"

namespace regard::dsl {

inline constexpr Day kUsualDay = 20'454;  ///< 2026-01-01, noon: as in tests without a `now`

struct Possible {
  RangeSet values = {};
  bool unknown = false, error = false;

  bool empty() const { return values.empty() && !unknown && !error; }
  bool isKnown() const { return !unknown && !error; }  ///< whatever it is, it is a value (or empty)
  bool hasOneValue() const { return values.size() == 1 && values.front().low == values.front().high; }
  /// One outcome is left: one value, unknown, or an error.
  bool isDecided() const {
    const int states = (values.empty() ? 0 : 1) + (unknown ? 1 : 0) + (error ? 1 : 0);
    return states == 1 && (values.empty() || hasOneValue());
  }
  std::int64_t lowest() const { return values.front().low; }
  std::int64_t highest() const { return values.back().high; }
  friend bool operator==(const Possible&, const Possible&) = default;
};

Possible intersect(const Possible& a, const Possible& b);
Possible unite(const Possible& a, const Possible& b);
bool isWithin(const Possible& part, const Possible& whole);

inline Possible onlyValue(std::int64_t key) { return {{{key, key}}, false, false}; }
inline Possible onlyUnknown() { return {{}, true, false}; }

/// Every value of a type, for sure a value.
Possible allOf(const ir::Program& program, Type type);
/// Every value of a type, unknown and error.
Possible anythingOf(const ir::Program& program, Type type);

// ---- flags, as sets of truths

/// Bit i: the i-th Truth.
using Truths = unsigned;
constexpr Truths bitOf(Truth truth) { return 1U << static_cast<unsigned>(truth); }
inline constexpr Truths kFalseOnly = bitOf(Truth::False), kTrueOnly = bitOf(Truth::True);
inline constexpr Truths kUnknownOnly = bitOf(Truth::Unknown), kErrorOnly = bitOf(Truth::Error);
inline constexpr Truths kAnyTruth = kFalseOnly | kErrorOnly | kUnknownOnly | kTrueOnly;

Truths truthsOf(const Possible& flag);
Possible flagOf(Truths truths);
/// What `operation` makes of each pair.
Truths combine(Truth (*operation)(Truth, Truth), Truths a, Truths b);
/// Those of `a` that with some of `b` give one of `result`.
Truths explaining(Truth (*operation)(Truth, Truth), Truths a, Truths b, Truths result);

// ---- keys and cells

std::int64_t keyOf(Type type, Cell cell);             ///< not of texts: their key is the index of the constant
Cell cellOf(Type type, std::int64_t key);             ///< of a text: the key as an integer
Scalar scalarOf(Type type, const Possible& decided);  ///< REQUIRES isDecided()
Possible possibleOf(Type type, Scalar value);         ///< a text's cell holds its key

/// The text a key stands for: a constant's, or one that is no constant's.
std::string textOfKey(const ir::Program& program, std::int64_t key);

/// A value of the range that is easily read: zero, whole pounds, whole days, a day near the present.
std::int64_t plainKey(Type type, Range range);

}  // namespace regard::dsl
