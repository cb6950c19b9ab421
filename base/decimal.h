#pragma once
// Exact numbers: money has four decimal places, percent eight. Every product is formed in 128 bits and
// rounded once, half to even; nothing is reassociated. A result that does not fit is an error, not a wrap.

#include <bit>
#include <cstdint>

#include "base/cell.h"

namespace regard {

struct Money {
  std::int64_t e4 = 0;  ///< ten-thousandths of the currency unit
  friend constexpr auto operator<=>(const Money&, const Money&) = default;
};

struct Percent {
  std::int64_t e8 = 0;  ///< hundred-millionths of one; 100% == kOneE8
  friend constexpr auto operator<=>(const Percent&, const Percent&) = default;
};

inline constexpr std::int64_t kMoneyScale = 10'000;
inline constexpr std::int64_t kOneE8 = 100'000'000;

/// A value or the reason there is none.
template <class T>
struct Checked {
  T value{};
  ValueError error = ValueError::kNone;
  bool ok() const { return error == ValueError::kNone; }
};

Checked<std::int64_t> addChecked(std::int64_t a, std::int64_t b);
Checked<std::int64_t> subChecked(std::int64_t a, std::int64_t b);
Checked<std::int64_t> negChecked(std::int64_t a);

/// a * b / divisor in 128 bits, rounded half to even. REQUIRES divisor > 0.
Checked<std::int64_t> mulDiv(std::int64_t a, std::int64_t b, std::int64_t divisor);
/// a * b / kOneE8 likewise: what a percent does. Inline, because every price of every action goes through it.
inline Checked<std::int64_t> mulE8(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return mulDiv(a, b, kOneE8);
  const std::int64_t quotient = product / kOneE8, rest = product % kOneE8;  // both towards zero
  const std::int64_t twiceRest = rest < 0 ? -2 * rest : 2 * rest;
  const bool away = twiceRest > kOneE8 || (twiceRest == kOneE8 && quotient % 2 != 0);
  return {quotient + (away ? (product < 0 ? -1 : 1) : 0), ValueError::kNone};
}
/// a * scale / b, rounded half to even; kDivideByZero if b == 0. REQUIRES scale > 0.
Checked<std::int64_t> divScaled(std::int64_t a, std::int64_t scale, std::int64_t b);

/// a * x where x is a double: the double's exact binary value is multiplied, then rounded once, half to even.
Checked<std::int64_t> mulByAnyNumber(std::int64_t a, double x);
/// Likewise. Inline, for numbers from 2^-10 to 2^52 and results of one word, which is nearly always.
inline Checked<std::int64_t> mulByNumber(std::int64_t a, double x) {
  __extension__ using UInt128 = unsigned __int128;
  constexpr std::uint64_t kMantissa = (std::uint64_t{1} << 52U) - 1, kHalf = std::uint64_t{1} << 63U;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t shift = 1075 - ((bits >> 52U) & 0x7FFU);  // |x| is the mantissa divided by 2^shift
  if (shift - 1 > 61) return mulByAnyNumber(a, x);
  const std::uint64_t magnitude = a < 0 ? 0 - static_cast<std::uint64_t>(a) : static_cast<std::uint64_t>(a);
  const UInt128 product = UInt128{magnitude} * ((bits & kMantissa) | (kMantissa + 1));
  const auto high = static_cast<std::uint64_t>(product >> 64U), low = static_cast<std::uint64_t>(product);
  if ((high >> (shift - 1)) != 0) return mulByAnyNumber(a, x);  // from here on the quotient is below 2^63
  const std::uint64_t quotient = (high << (64 - shift)) | (low >> shift), rest = low << (64 - shift);
  const std::uint64_t rounded = quotient + (rest > kHalf || (rest == kHalf && (quotient & 1U) != 0) ? 1U : 0U);
  if (rounded >= kHalf) return mulByAnyNumber(a, x);
  const auto result = static_cast<std::int64_t>(rounded);
  return {(a < 0) != (x < 0) ? -result : result, ValueError::kNone};
}
/// a / x likewise. kDivideByZero if x == 0.
Checked<std::int64_t> divByNumber(std::int64_t a, double x);

/// A double that is a language number: finite, and never -0. Otherwise kOverflow or kNotANumber.
Checked<double> numberOf(double x);

}  // namespace regard
