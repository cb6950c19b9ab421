#include "base/chance.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/elementary.h"

namespace regard {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t kStep = 0x9E37'79B9'7F4A'7C15U;  // 2⁶⁴ ÷ the golden ratio

std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ (z >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D0'49BB'1331'11EBU;
  return z ^ (z >> 31U);
}

/// FNV-1a, each byte mixed in.
std::uint64_t hashed(std::uint64_t hash, std::string_view text) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x0000'0100'0000'01B3U;
  return mixed(hash);
}

/// The logarithm of a gamma variate of scale 1: its own would not fit a double where the shape is small.
double lnGamma(double shape, Draws& draws) {
  double smaller = 0;
  if (shape < 1) {  // G(a) = G(a + 1) · U^(1/a)
    smaller = exactLn(draws.uniform()) / shape;
    shape += 1;
  }
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = draws.normal(), root = 1 + c * x;
    if (!(root > 0)) continue;
    const double v = root * root * root, u = draws.uniform();
    const double square = x * x;
    if (u < 1 - 0.0331 * square * square || exactLn(u) < square / 2 + d * (1 - v + exactLn(v)))
      return exactLn(d) + exactLn(v) + smaller;
  }
}

}  // namespace

Draws::Draws(std::uint64_t seed, DrawFor purpose, std::string_view name, std::string_view detail)
    : state_(hashed(hashed(mixed(seed + kStep * static_cast<std::uint64_t>(purpose)), name), detail)) {}

std::uint64_t Draws::bits() { return mixed(state_ += kStep); }

double Draws::uniform() { return (static_cast<double>(bits() >> 12U) + 0.5) * 0x1p-52; }

std::uint64_t Draws::below(std::uint64_t count) {
  REGARD_CHECK(count > 0, count);
  return static_cast<std::uint64_t>(static_cast<Wide>(bits()) * count >> 64U);  // off by at most count ÷ 2⁶⁴
}

double Draws::normal() {
  for (;;) {
    const double x = 2 * uniform() - 1, y = 2 * uniform() - 1;
    const double square = x * x + y * y;
    if (square > 0 && square < 1) return x * std::sqrt(-2 * exactLn(square) / square);
  }
}

Percent betaDraw(double yes, double no, Draws& draws) {
  constexpr double kMillionths = 1e6;
  constexpr std::int64_t kE8PerMillionth = 100;
  if (!(yes > 0)) return {0};
  if (!(no > 0)) return {kOneE8};
  constexpr double kLeast = 1e-100, kMost = 1e100;  // beyond, a draw is the mean or one of the ends anyway
  const double lnYes = lnGamma(std::clamp(yes, kLeast, kMost), draws);
  const double lnNo = lnGamma(std::clamp(no, kLeast, kMost), draws);
  const double share = 1 / (1 + exactExp(lnNo - lnYes));
  return {static_cast<std::int64_t>(std::floor(share * kMillionths + 0.5)) * kE8PerMillionth};
}

}  // namespace regard
