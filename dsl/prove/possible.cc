#include "dsl/prove/possible.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "base/date.h"
#include "base/format.h"

namespace regard::dsl {
namespace {

constexpr Truth kTruths[] = {Truth::False, Truth::Error, Truth::Unknown, Truth::True};
constexpr std::size_t kNumberLengthMax = 8;
/// What people count in: a pound, a percent, a day, a month.
std::int64_t unitOf(TypeKind kind) {
  switch (kind) {
    case TypeKind::kMoney: return kMoneyScale;
    case TypeKind::kPercent: return kOneE8 / 100;
    case TypeKind::kDuration: return kMsPerDay;
    default: return 1;
  }
}

std::int64_t plainNumber(Range range) {
  const double low = numberOfKey(range.low), high = numberOfKey(range.high);
  if (low <= 0 && high >= 0) return 0;
  const double tries[] = {low > 0 ? std::ceil(low) : std::floor(high), low > 0 ? low : high, low + (high - low) / 2};
  for (const double number : tries)
    if (std::isfinite(number) && number >= low && number <= high && formatNumber(number).size() <= kNumberLengthMax)
      return keyOfNumber(number);
  return low > 0 ? range.low : range.high;
}

}  // namespace

Possible intersect(const Possible& a, const Possible& b) {
  return {intersect(a.values, b.values), a.unknown && b.unknown, a.error && b.error};
}
Possible unite(const Possible& a, const Possible& b) {
  return {unite(a.values, b.values), a.unknown || b.unknown, a.error || b.error};
}
bool isWithin(const Possible& part, const Possible& whole) { return intersect(part, whole) == part; }

Possible allOf(const ir::Program& program, Type type) {
  constexpr double kMost = std::numeric_limits<double>::max();
  switch (type.kind) {
    case TypeKind::kFlag: return {{{0, 1}}};
    case TypeKind::kDate: return {{{kFirstDay, kLastDay}}};
    case TypeKind::kNumber: return {{{keyOfNumber(-kMost), keyOfNumber(kMost)}}};
    case TypeKind::kChoice: {
      const auto members = static_cast<std::int64_t>(program.choices[type.choice].members.size());
      return members == 0 ? Possible{} : Possible{{{0, members - 1}}};
    }
    default: return {{{kLowestKey, kHighestKey}}};
  }
}

Possible anythingOf(const ir::Program& program, Type type) { return {allOf(program, type).values, true, true}; }

Truths truthsOf(const Possible& flag) {
  Truths truths = (flag.unknown ? kUnknownOnly : 0U) | (flag.error ? kErrorOnly : 0U);
  for (const Range& range : flag.values)
    truths |= (range.low == 0 ? kFalseOnly : 0U) | (range.high == 1 ? kTrueOnly : 0U);
  return truths;
}

Possible flagOf(Truths truths) {
  Possible flag{{}, (truths & kUnknownOnly) != 0, (truths & kErrorOnly) != 0};
  const bool no = (truths & kFalseOnly) != 0, yes = (truths & kTrueOnly) != 0;
  if (no || yes) flag.values.push_back({no ? 0 : 1, yes ? 1 : 0});
  return flag;
}

Truths combine(Truth (*operation)(Truth, Truth), Truths a, Truths b) {
  Truths result = 0;
  for (const Truth x : kTruths)
    for (const Truth y : kTruths)
      if ((a & bitOf(x)) != 0 && (b & bitOf(y)) != 0) result |= bitOf(operation(x, y));
  return result;
}

Truths explaining(Truth (*operation)(Truth, Truth), Truths a, Truths b, Truths result) {
  Truths kept = 0;
  for (const Truth x : kTruths)
    if ((a & bitOf(x)) != 0 && (combine(operation, bitOf(x), b) & result) != 0) kept |= bitOf(x);
  return kept;
}

std::int64_t keyOf(Type type, Cell cell) {
  return type.kind == TypeKind::kNumber ? keyOfNumber(cell.asDouble()) : cell.asInt();
}

Cell cellOf(Type type, std::int64_t key) {
  return type.kind == TypeKind::kNumber ? Cell::ofDouble(numberOfKey(key)) : Cell::ofInt(key);
}

Scalar scalarOf(Type type, const Possible& decided) {
  REGARD_CHECK(decided.isDecided(), decided.values.size());
  if (decided.unknown) return Scalar::unknown();
  if (decided.error) return Scalar::error(ValueError::kNone);
  return Scalar::known(cellOf(type, decided.lowest()));
}

Possible possibleOf(Type type, Scalar value) {
  if (value.state == State::kUnknown) return onlyUnknown();
  if (value.state == State::kError) return {{}, false, true};
  return onlyValue(keyOf(type, value.cell));
}

std::string textOfKey(const ir::Program& program, std::int64_t key) {
  if (key >= 0 && static_cast<std::size_t>(key) < program.constants.size()) {
    const ir::Constant& constant = program.constants[static_cast<std::size_t>(key)];
    const TextRef text = constant.cell.asText();
    if (constant.type.kind == TypeKind::kText)
      return program.textPool.substr(text.offset & ~TextRef::kProgramPool, text.length);
  }
  return "something else (" + std::to_string(key) + ")";
}

std::int64_t plainKey(Type type, Range range) {
  if (type.kind == TypeKind::kNumber) return plainNumber(range);
  if (type.kind == TypeKind::kDate) return std::clamp<std::int64_t>(kUsualDay, range.low, range.high);
  if (type.kind == TypeKind::kInstant)
    return std::clamp<std::int64_t>(kUsualDay * kMsPerDay + kMsPerDay / 2, range.low, range.high);
  if (range.low <= 0 && range.high >= 0) return 0;
  const std::int64_t unit = unitOf(type.kind);
  if (range.low > 0) {
    const std::int64_t rest = range.low % unit;
    return rest == 0 || range.high - range.low < unit - rest ? range.low : range.low + (unit - rest);
  }
  const std::int64_t rest = range.high % unit;  // towards zero: not above it
  return rest == 0 || range.high - range.low < unit + rest ? range.high : range.high - (unit + rest);
}

}  // namespace regard::dsl
