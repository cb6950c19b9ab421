#include "dsl/prove/arithmetic.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace regard::dsl {
namespace {

constexpr std::size_t kPiecesMax = 6;  ///< of a set looked at one by one; more are taken together

bool divides(ScalarOp op) {
  switch (op) {
    case ScalarOp::DivNumber:
    case ScalarOp::DivPercentNumber:
    case ScalarOp::DivPercentPercent:
    case ScalarOp::DivMoneyNumber:
    case ScalarOp::DivMoneyPercent:
    case ScalarOp::DivMoneyMoney:
    case ScalarOp::DivDurationNumber:
    case ScalarOp::DivDurationDuration:
    case ScalarOp::DivPeriodPeriod:
    case ScalarOp::WholeDurations: return true;
    default: return false;
  }
}

/// The set in a few pieces, none of which has zero inside.
RangeSet piecesOf(const RangeSet& values) {
  const RangeSet few = values.size() <= kPiecesMax ? values : RangeSet{{values.front().low, values.back().high}};
  RangeSet pieces;
  for (const Range& range : few) {
    if (range.low < 0 && range.high >= 0) pieces.push_back({range.low, -1});
    if (range.low <= 0 && range.high >= 0) pieces.push_back({0, 0});
    if (range.high > 0) pieces.push_back({std::max<std::int64_t>(range.low, 1), range.high});
    if (range.high < 0) pieces.push_back(range);
  }
  return pieces;
}

/// The results over two ranges; nothing if some of them are errors.
std::optional<Range> ends(ScalarOp op, Type result, Type typeA, Range a, Type typeB, Range b) {
  std::optional<Range> found;
  for (const std::int64_t x : {a.low, a.high})
    for (const std::int64_t y : {b.low, b.high}) {
      const Scalar value = apply(op, Scalar::known(cellOf(typeA, x)), Scalar::known(cellOf(typeB, y)));
      if (!value.isKnown()) return std::nullopt;
      const std::int64_t key = keyOf(result, value.cell);
      found = found ? Range{std::min(found->low, key), std::max(found->high, key)} : Range{key, key};
    }
  return found;
}

/// The least key of low … high for which `holds` is true. REQUIRES that it is true of `high`, and of all from some key
/// on.
template <class Holds>
std::int64_t firstWhere(std::int64_t low, std::int64_t high, Holds holds) {
  while (low < high) {
    const std::int64_t middle = std::midpoint(low, high);  // towards low
    if (holds(middle))
      high = middle;
    else
      low = middle + 1;
  }
  return high;
}
/// The greatest key of low … high for which it is true. REQUIRES that it is true of `low`, and of all up to some key.
template <class Holds>
std::int64_t lastWhere(std::int64_t low, std::int64_t high, Holds holds) {
  while (low < high) {
    const std::int64_t middle = std::midpoint(high, low);  // towards high
    if (holds(middle))
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

/// The part of a range for which there is a value at all; nothing where none is at hand to begin with. REQUIRES that
/// what has a value lies together, as it does on one side of zero.
std::optional<Range> valuedIn(const Partial& partial, Range range) {
  const auto isValue = [&](std::int64_t key) { return partial.at(key).isKnown(); };
  const std::int64_t begins[] = {plainKey(partial.type, range), range.low, range.high,
                                 std::midpoint(range.low, range.high)};
  const auto begin = std::find_if(std::begin(begins), std::end(begins), isValue);
  if (begin == std::end(begins)) return std::nullopt;
  return Range{firstWhere(range.low, *begin, isValue), lastWhere(*begin, range.high, isValue)};
}

/// The part of a range with a result within the wanted one; the whole range where no result is at hand to begin with.
std::optional<Range> solvedIn(const Partial& partial, Range range, Range wanted) {
  const std::optional<Range> valued = valuedIn(partial, range);
  if (!valued) return range.low == range.high ? std::nullopt : std::optional(range);
  const auto [low, high] = *valued;
  const auto result = [&](std::int64_t key) { return keyOf(partial.result, partial.at(key).cell); };
  const bool rises = result(low) <= result(high);
  const auto enough = [&](std::int64_t key) { return rises ? result(key) >= wanted.low : result(key) <= wanted.high; };
  const auto notTooMuch = [&](std::int64_t key) {
    return rises ? result(key) <= wanted.high : result(key) >= wanted.low;
  };
  if (!enough(high) || !notTooMuch(low)) return std::nullopt;
  const Range found{firstWhere(low, high, enough), lastWhere(low, high, notTooMuch)};
  return found.low <= found.high ? std::optional(found) : std::nullopt;
}

/// The results over two ranges, of which one is a single value, as far as they are no errors.
std::optional<Range> endsOfValues(ScalarOp op, Type result, Type typeA, Range a, Type typeB, Range b) {
  const auto given = [](Type type, Range range) { return Scalar::known(cellOf(type, range.low)); };
  if (a.low == a.high) {
    const std::optional<Range> valued = valuedIn({op, false, given(typeA, a), typeB, result}, b);
    return valued ? ends(op, result, typeA, a, typeB, *valued) : std::nullopt;
  }
  if (b.low != b.high) return std::nullopt;
  const std::optional<Range> valued = valuedIn({op, true, given(typeB, b), typeA, result}, a);
  return valued ? ends(op, result, typeA, *valued, typeB, b) : std::nullopt;
}

}  // namespace

Scalar Partial::at(std::int64_t key) const {
  const Scalar open = Scalar::known(cellOf(type, key));
  return first ? apply(op, open, other) : apply(op, other, open);
}

Possible applied(const ir::Program& program, ScalarOp op, Type result, Type typeA, const Possible& a, Type typeB,
                 const Possible& b) {
  const bool binary = infoOf(op).binary;
  static const Possible kNothing = onlyValue(0);
  const Possible& second = binary ? b : kNothing;
  Possible made;
  made.error = a.error || second.error;
  made.unknown = (a.unknown && (second.unknown || !second.values.empty())) || (second.unknown && !a.values.empty());
  const bool halves = divides(op);
  const RangeSet seconds = binary ? piecesOf(second.values) : second.values;
  for (const Range& x : piecesOf(a.values))
    for (const Range& y : seconds) {
      // By how much a time is cut off says nothing about what is between two lengths.
      const bool tellsNothing = op == ScalarOp::WholeDurations && y.low != y.high;
      const bool byZero = halves && y == Range{0, 0};
      std::optional<Range> found = tellsNothing || byZero ? std::nullopt : ends(op, result, typeA, x, typeB, y);
      made.error = made.error || !found;
      if (!found && !tellsNothing && !byZero) found = endsOfValues(op, result, typeA, x, typeB, y);
      if (found) made.values = unite(made.values, {*found});
      const bool single = x.low == x.high && y.low == y.high;
      if (!found && !byZero && !single) made.values = allOf(program, result).values;
    }
  return made;
}

RangeSet solved(const Partial& partial, const RangeSet& among, const RangeSet& wanted) {
  if (wanted.empty()) return {};
  const Range hull{wanted.front().low, wanted.back().high};
  if (partial.op == ScalarOp::WholeDurations && !partial.first) return among;
  RangeSet found;
  for (const Range& piece : piecesOf(among))
    if (const auto part = solvedIn(partial, piece, hull)) found = unite(found, {*part});
  return intersect(found, among);
}

}  // namespace regard::dsl
