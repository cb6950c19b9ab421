// Signs are set aside: every operation works on magnitudes in unsigned 128 bits, rounds once, and then asks whether
// the signed result fits. A double is taken apart into mantissa * 2^exponent, so products and quotients with it are
// as exact as those of integers.
#include "base/decimal.h"

#include <bit>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace regard {
namespace {

__extension__ using UInt128 = unsigned __int128;

constexpr std::uint64_t kMaxMagnitude = std::numeric_limits<std::int64_t>::max();

constexpr std::uint64_t magnitudeOf(std::int64_t v) {
  const auto bits = static_cast<std::uint64_t>(v);
  return v < 0 ? 0U - bits : bits;
}

Checked<std::int64_t> signedOf(UInt128 magnitude, bool negative) {
  if (magnitude > UInt128{kMaxMagnitude} + (negative ? 1U : 0U)) return {0, ValueError::kOverflow};
  const auto bits = static_cast<std::uint64_t>(magnitude);
  return {static_cast<std::int64_t>(negative ? 0U - bits : bits), ValueError::kNone};
}

/// n / d rounded half to even. REQUIRES 0 < d < 2^127.
UInt128 roundedQuotient(UInt128 n, UInt128 d) {
  const UInt128 quotient = n / d;
  const UInt128 twiceRest = (n % d) << 1U;
  const bool up = twiceRest > d || (twiceRest == d && (quotient & 1U) != 0);
  return quotient + (up ? 1U : 0U);
}

/// n / 2^shift likewise. REQUIRES 0 < shift < 127.
UInt128 roundedShift(UInt128 n, unsigned shift) {
  const UInt128 quotient = n >> shift;
  const UInt128 rest = n - (quotient << shift), half = UInt128{1} << (shift - 1);
  const bool up = rest > half || (rest == half && (quotient & 1U) != 0);
  return quotient + (up ? 1U : 0U);
}

/// |x| == mantissa * 2^exponent.
struct BinaryNumber {
  std::uint64_t mantissa = 0;  ///< below 2^53; 0 only for zero; at least 2^52 unless x is subnormal
  int exponent = 0;
};

BinaryNumber binaryOf(double x) {
  constexpr int kMantissaBits = 52, kBias = 1075;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << kMantissaBits) - 1);
  const int biased = static_cast<int>((bits >> kMantissaBits) & 0x7FFU);
  if (biased == 0) return {fraction, 1 - kBias};
  return {fraction | (std::uint64_t{1} << kMantissaBits), biased - kBias};
}

ValueError faultOf(double x) {
  if (std::isfinite(x)) return ValueError::kNone;
  return std::isnan(x) ? ValueError::kNotANumber : ValueError::kOverflow;
}

}  // namespace

Checked<std::int64_t> addChecked(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return {0, ValueError::kOverflow};
  return {sum, ValueError::kNone};
}

Checked<std::int64_t> subChecked(std::int64_t a, std::int64_t b) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a, b, &difference)) return {0, ValueError::kOverflow};
  return {difference, ValueError::kNone};
}

Checked<std::int64_t> negChecked(std::int64_t a) { return subChecked(0, a); }

Checked<std::int64_t> mulDiv(std::int64_t a, std::int64_t b, std::int64_t divisor) {
  REGARD_CHECK(divisor > 0, divisor);
  const UInt128 product = UInt128{magnitudeOf(a)} * magnitudeOf(b);
  return signedOf(roundedQuotient(product, magnitudeOf(divisor)), (a < 0) != (b < 0));
}

Checked<std::int64_t> divScaled(std::int64_t a, std::int64_t scale, std::int64_t b) {
  REGARD_CHECK(scale > 0, scale);
  if (b == 0) return {0, ValueError::kDivideByZero};
  const UInt128 scaled = UInt128{magnitudeOf(a)} * magnitudeOf(scale);
  return signedOf(roundedQuotient(scaled, magnitudeOf(b)), (a < 0) != (b < 0));
}

Checked<std::int64_t> mulByAnyNumber(std::int64_t a, double x) {
  if (const ValueError fault = faultOf(x); fault != ValueError::kNone) return {0, fault};
  const bool negative = (a < 0) != (x < 0);
  const auto [mantissa, exponent] = binaryOf(x);
  const UInt128 product = UInt128{magnitudeOf(a)} * mantissa;  // below 2^117
  if (product == 0) return {};
  if (exponent >= 0) {  // the mantissa is at least 2^52, so anything past 2^11 is too large already
    if (exponent > 11) return {0, ValueError::kOverflow};
    return signedOf(product << static_cast<unsigned>(exponent), negative);
  }
  if (exponent < -118) return {};  // below a quarter
  return signedOf(roundedShift(product, static_cast<unsigned>(-exponent)), negative);
}

Checked<std::int64_t> divByNumber(std::int64_t a, double x) {
  if (const ValueError fault = faultOf(x); fault != ValueError::kNone) return {0, fault};
  if (x == 0) return {0, ValueError::kDivideByZero};
  if (a == 0) return {};
  const bool negative = (a < 0) != (x < 0);
  const auto [mantissa, exponent] = binaryOf(x);
  const std::uint64_t magnitude = magnitudeOf(a);
  if (exponent >= 0) {  // the divisor is at least 2^(52 + exponent), the dividend at most 2^63
    if (exponent > 12) return {};
    return signedOf(roundedQuotient(magnitude, UInt128{mantissa} << static_cast<unsigned>(exponent)), negative);
  }
  // The quotient is at least 2^(width - 1 - exponent - 53): refuse what cannot fit before shifting past 128 bits.
  const int width = static_cast<int>(std::bit_width(magnitude));
  if (width - exponent > 63 + 54) return {0, ValueError::kOverflow};
  return signedOf(roundedQuotient(UInt128{magnitude} << static_cast<unsigned>(-exponent), mantissa), negative);
}

Checked<double> numberOf(double x) {
  if (const ValueError fault = faultOf(x); fault != ValueError::kNone) return {0, fault};
  return {x == 0 ? 0.0 : x, ValueError::kNone};
}

}  // namespace regard
