// The expectation is usually written with 2F1(r+x, b+x; a+b+x-1; z), z = t/(alpha+T+t), whose terms grow before they
// fall: at x = 1000 it overflows. Euler's transformation gives
//   E = C/(a-1) [1 - (1-z)^(a-1) 2F1(C-r-x, a-1; C; z)] P(alive),  C = a+b+x-1 (MBG/NBD: a+b+x),
// whose parameters stay small however many purchases there were. What vanishes together is divided out by hand: with
// e = a-1, 2F1 = 1 + e S, so that a = 1 is no special case; and C goes into S, so that C may be 0 or below.

#include "engine/model/beta_geometric.h"

#include <cmath>
#include <limits>

#include "engine/model/special.h"

namespace regard::model {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

/// C S = sum over n >= 1 of (p)_n (e+1)_(n-1) / ((c+1)_(n-1) n!) z^n. Terms end up falling by about z each.
double tail(double p, double e, double c, double z) {
  constexpr int kTermsMax = 1'000'000;
  double term = p * z, sum = term;
  for (int n = 1; n < kTermsMax; ++n) {
    const double ratio = (p + n) * (e + n) / ((c + n) * (n + 1)) * z;
    term *= ratio;
    sum += term;
    // What is left is at most a geometric series, once the ratio is below one.
    if (std::abs(ratio) < 1 && std::abs(term) < 1e-15 * (1 - std::abs(ratio)) * std::abs(sum)) break;
  }
  return sum;
}

}  // namespace

double logNegativeBinomial(double r, double alpha, unsigned n, double t) {
  const double stay = r * std::log(alpha / (alpha + t));
  if (n == 0) return stay;
  if (!(t > 0)) return kNever;
  return logGamma(r + n) - logGamma(r) - logGamma(n + 1.0) + stay + n * std::log(t / (alpha + t));
}

double BetaGeometric::logLikelihoodOfRepeats(double x) const {
  // Of the customer who is still there; logOddsGone() then adds the one who is not.
  const double stays = leavesAtOnce ? logBeta(a, b + x + 1) : logBeta(a, b + x);
  return logGamma(r + x) - logGamma(r) + r * std::log(alpha) + stays - logBeta(a, b);
}

double BetaGeometric::logLikelihoodOfTimes(const Purchases& c) const {
  return -(r + c.repeats) * std::log(alpha + c.age) + logAddExp(0, logOddsGone(c));
}

double BetaGeometric::logOddsGone(const Purchases& c) const {
  const double since = (r + c.repeats) * (std::log(alpha + c.age) - std::log(alpha + c.recency));
  if (leavesAtOnce) return std::log(a) - std::log(b + c.repeats) + since;
  return c.repeats > 0 ? std::log(a) - std::log(b + c.repeats - 1) + since : kNever;
}

double BetaGeometric::probabilityAlive(const Purchases& c) const { return logistic(logOddsGone(c)); }

double BetaGeometric::expectedPurchases(const Purchases& c, double horizon) const {
  if (!(horizon > 0)) return 0;
  const double sum = a + b + c.repeats - (leavesAtOnce ? 0 : 1);  // C of the top
  const double e = a - 1, z = horizon / (alpha + c.age + horizon);
  const double logRest = std::log((alpha + c.age) / (alpha + c.age + horizon));  // ln(1-z)
  const double first = e == 0 ? -logRest : -std::expm1(e * logRest) / e;
  const double expected = sum * first - std::exp(e * logRest) * tail(sum - r - c.repeats, e, sum, z);
  return std::fmax(0, expected) * probabilityAlive(c);
}

double BetaGeometric::probabilityOfRepeats(unsigned n, double t) const {
  const double count = n;
  // Still there after n purchases, or gone right after the n-th while time was left.
  const double stays = leavesAtOnce ? logBeta(a, b + count + 1) : logBeta(a, b + count);
  double p = std::exp(stays - logBeta(a, b) + logNegativeBinomial(r, alpha, n, t));
  if (n == 0 && !leavesAtOnce) return p;
  double fewer = 0;
  for (unsigned j = 0; j < n; ++j) fewer += std::exp(logNegativeBinomial(r, alpha, j, t));
  const double leaves = leavesAtOnce ? logBeta(a + 1, b + count) : logBeta(a + 1, b + count - 1);
  if (fewer < 1) p += std::exp(leaves - logBeta(a, b)) * (1 - fewer);
  return p;
}

}  // namespace regard::model
