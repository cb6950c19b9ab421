#include "base/elementary.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace regard {
namespace {

// ln 2 in two parts: the first has 32 zeros at its end, so that its product with an exponent is exact.
constexpr double kLn2High = 0x1.62e42feep-1, kLn2Low = 0x1.a39ef35793c76p-33;
constexpr double kLn2Inverse = 0x1.71547652b82fep+0;
constexpr double kSqrt2 = 0x1.6a09e667f3bcdp+0;
constexpr int kMantissaBits = 52, kExponentBias = 1023;

double powerOfTwo(int exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + kExponentBias) << kMantissaBits);
}

}  // namespace

// x = m · 2^e with m between √½ and √2; ln m = 2 artanh s with s = (m − 1) ÷ (m + 1), |s| < 0.172: eleven terms.
double exactLn(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  int exponent = static_cast<int>(bits >> kMantissaBits) - kExponentBias;
  double m = x * powerOfTwo(-std::clamp(exponent, -1022, 1022));
  if (m >= 2) m /= 2;  // of the greatest exponent, whose inverse is subnormal
  if (m > kSqrt2) {
    m /= 2;
    ++exponent;
  }
  const double s = (m - 1) / (m + 1), square = s * s;
  double sum = 0;
  for (int term = 21; term >= 3; term -= 2) sum = (sum + 1.0 / term) * square;
  return exponent * kLn2High + (exponent * kLn2Low + (2 * s * sum + 2 * s));
}

// e^x = 2^k · e^r with |r| at most half of ln 2: fourteen terms of the series.
double exactExp(double x) {
  constexpr double kMost = 700;
  if (x < -kMost) return 0;
  x = std::min(x, kMost);
  const double k = std::floor(x * kLn2Inverse + 0.5);
  const double r = (x - k * kLn2High) - k * kLn2Low;
  double sum = 1;
  for (int term = 14; term >= 1; --term) sum = 1 + sum * r / term;
  return sum * powerOfTwo(static_cast<int>(k));
}

}  // namespace regard
