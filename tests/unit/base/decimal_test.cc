// Exact arithmetic against a second way of doing it: integers of 128 bits and, for doubles, long division bit by bit.
#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <random>

#include "base/decimal.h"
#include "base/truth.h"
#include "tests/unit/base/any_int.h"

namespace regard {
namespace {

__extension__ using Int128 = __int128;
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

/// n / d half to even, by way of the floor.
Int128 nearestEven(Int128 n, Int128 d) {
  if (d < 0) {
    n = -n;
    d = -d;
  }
  Int128 floor = n / d;
  if (n % d < 0) --floor;
  const Int128 rest = n - floor * d;
  if (rest * 2 > d || (rest * 2 == d && floor % 2 != 0)) ++floor;
  return floor;
}

Checked<std::int64_t> expected(Int128 v) {
  if (v > kMax || v < kMin) return {0, ValueError::kOverflow};
  return {static_cast<std::int64_t>(v), ValueError::kNone};
}

void checkSame(Checked<std::int64_t> got, Checked<std::int64_t> want) {
  CHECK(got.error == want.error);
  CHECK(got.value == want.value);
}

TEST_CASE("sums, differences and negatives fit or are errors") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t a = anyInt(random);
    const std::int64_t b = anyInt(random);
    CAPTURE(a, b);
    checkSame(addChecked(a, b), expected(Int128{a} + b));
    checkSame(subChecked(a, b), expected(Int128{a} - b));
    checkSame(negChecked(a), expected(-Int128{a}));
  }
  CHECK(negChecked(kMin).error == ValueError::kOverflow);
}

TEST_CASE("products and quotients are rounded once, half to even") {
  std::mt19937_64 random(2);
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t a = anyInt(random);
    const std::int64_t b = anyInt(random);
    const std::int64_t divisor = std::max<std::int64_t>(1, anyInt(random));
    CAPTURE(a, b, divisor);
    checkSame(mulDiv(a, b, divisor), expected(nearestEven(Int128{a} * b, divisor)));
    checkSame(mulDiv(b, a, divisor), mulDiv(a, b, divisor));
    checkSame(mulE8(a, b), expected(nearestEven(Int128{a} * b, kOneE8)));
    if (b != 0) checkSame(divScaled(a, divisor, b), expected(nearestEven(Int128{a} * divisor, b)));
  }
  CHECK(divScaled(1, 1, 0).error == ValueError::kDivideByZero);
  checkSame(mulDiv(kMin, kMin, kMax), {0, ValueError::kOverflow});
  checkSame(mulDiv(kMin, 1, 1), {kMin, ValueError::kNone});
}

TEST_CASE("ties go to the even neighbour on both sides of zero") {
  struct Case {
    std::int64_t twice, rounded;
  };
  const Case c = GENERATE(values<Case>({{1, 0}, {3, 2}, {5, 2}, {7, 4}, {-1, 0}, {-3, -2}, {-5, -2}, {-7, -4}}));
  CAPTURE(c.twice);
  CHECK(mulDiv(c.twice, 1, 2).value == c.rounded);
  CHECK(divScaled(c.twice, 1, 2).value == c.rounded);
  CHECK(divScaled(c.twice, 1, -2).value == -c.rounded);
  CHECK(mulE8(c.twice, kOneE8 / 2).value == c.rounded);
  CHECK(mulByNumber(c.twice, 0.5).value == c.rounded);
  CHECK(divByNumber(c.twice, 2.0).value == c.rounded);
}

TEST_CASE("a double takes part with its exact binary value") {
  // x = m / 2^shift with small m: then 128-bit integers can say the exact answer.
  std::mt19937_64 random(3);
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t a = anyInt(random);
    const auto mantissa = static_cast<std::int64_t>(random() % (1ULL << 53U)) - (std::int64_t{1} << 52U);
    const int shift = static_cast<int>(random() % 60);
    const double x = std::ldexp(static_cast<double>(mantissa), -shift);
    CAPTURE(a, mantissa, shift);
    checkSame(mulByNumber(a, x), expected(nearestEven(Int128{a} * mantissa, Int128{1} << shift)));
    checkSame(mulByAnyNumber(a, x), mulByNumber(a, x));
    const std::int64_t small = a >> 4;
    if (mantissa != 0) checkSame(divByNumber(small, x), expected(nearestEven(Int128{small} << shift, mantissa)));
    // Scaling up: x = m * 2^shift.
    const int up = static_cast<int>(random() % 12);
    const double big = std::ldexp(static_cast<double>(mantissa), up);
    checkSame(mulByNumber(small, big), expected((Int128{small} * mantissa) * (Int128{1} << up)));
    if (mantissa != 0) checkSame(divByNumber(a, big), expected(nearestEven(a, Int128{mantissa} * (Int128{1} << up))));
  }
}

TEST_CASE("doubles at the edges") {
  constexpr double kTiny = std::numeric_limits<double>::denorm_min();
  constexpr double kHuge = std::numeric_limits<double>::max();
  checkSame(mulByNumber(kMax, kTiny), {0, ValueError::kNone});
  checkSame(mulByNumber(0, kHuge), {0, ValueError::kNone});
  checkSame(mulByNumber(1, kHuge), {0, ValueError::kOverflow});
  checkSame(mulByNumber(1, -0x1p63), {kMin, ValueError::kNone});
  checkSame(mulByNumber(1, 0x1p63), {0, ValueError::kOverflow});
  checkSame(mulByNumber(kMin, 1.0), {kMin, ValueError::kNone});
  checkSame(mulByNumber(kMin, -1.0), {0, ValueError::kOverflow});
  checkSame(divByNumber(1, kTiny), {0, ValueError::kOverflow});
  checkSame(divByNumber(kMin, kHuge), {0, ValueError::kNone});
  checkSame(divByNumber(kMin, 1.0), {kMin, ValueError::kNone});
  checkSame(divByNumber(0, kTiny), {0, ValueError::kNone});
  checkSame(divByNumber(5, 0.0), {0, ValueError::kDivideByZero});
  checkSame(mulByNumber(1, std::nan("")), {0, ValueError::kNotANumber});
  checkSame(divByNumber(1, std::nan("")), {0, ValueError::kNotANumber});
  checkSame(mulByNumber(1, std::numeric_limits<double>::infinity()), {0, ValueError::kOverflow});
}

TEST_CASE("a number is finite and never minus zero") {
  CHECK_FALSE(std::signbit(numberOf(-0.0).value));
  CHECK(numberOf(-0.0).ok());
  CHECK(numberOf(-1.5).value == -1.5);
  CHECK(numberOf(std::nan("")).error == ValueError::kNotANumber);
  CHECK(numberOf(-std::numeric_limits<double>::infinity()).error == ValueError::kOverflow);
}

TEST_CASE("15% + 25% + 20% - 10% is 50%") {
  constexpr std::int64_t kPercentE8 = kOneE8 / 100;
  const auto plus = addChecked(addChecked(15 * kPercentE8, 25 * kPercentE8).value, 20 * kPercentE8);
  CHECK(subChecked(plus.value, 10 * kPercentE8).value == kOneE8 / 2);
}

TEST_CASE("truth: and is the first present of false, error, unknown, true; or of true, error, unknown, false") {
  constexpr std::array kAll = {Truth::False, Truth::Error, Truth::Unknown, Truth::True};
  const auto firstPresent = [](Truth a, Truth b, std::array<Truth, 4> order) {
    for (const Truth t : order) {
      if (a == t || b == t) return t;
    }
    return order[3];
  };
  for (const Truth a : kAll) {
    CHECK(truthNot(truthNot(a)) == a);
    for (const Truth b : kAll) {
      CAPTURE(static_cast<int>(a), static_cast<int>(b));
      CHECK(truthAnd(a, b) == firstPresent(a, b, {Truth::False, Truth::Error, Truth::Unknown, Truth::True}));
      CHECK(truthOr(a, b) == firstPresent(a, b, {Truth::True, Truth::Error, Truth::Unknown, Truth::False}));
      CHECK(truthAnd(a, b) == truthAnd(b, a));
      CHECK(truthOr(a, b) == truthOr(b, a));
      CHECK(truthNot(truthAnd(a, b)) == truthOr(truthNot(a), truthNot(b)));
      for (const Truth c : kAll) {
        CHECK(truthAnd(truthAnd(a, b), c) == truthAnd(a, truthAnd(b, c)));
        CHECK(truthOr(truthOr(a, b), c) == truthOr(a, truthOr(b, c)));
      }
    }
  }
}

}  // namespace
}  // namespace regard
