// What makes Pareto/NBD hard to compute is
//   A0 = F(t_x)/(M+t_x)^k - F(T)/(M+T)^k,  F(t) = 2F1(k, c; k+1; D/(M+t)),  k = r+s+x,
// with M the larger of alpha and beta, D their difference, and c = s+1 or r+x (Fader & Hardie, note 009, eq. 19-20).
// Euler's transformation turns F into (1-z)^(1-c) 2F1(1, k+1-c; k+1; z), a fraction of positive terms, and all powers
// are taken as logarithms: x = 1000 is as good as x = 1.

#include "engine/model/pareto.h"

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>

#include "engine/model/beta_geometric.h"
#include "engine/model/special.h"

namespace regard::model {
namespace {

/// ln of 2F1(k, c; k+1; difference/(larger+t)) / (larger+t)^k.
double logBranch(double k, double c, double larger, double difference, double t) {
  const double z = difference / (larger + t);
  const double series = z > 0 ? (1 - c) * std::log1p(-z) + std::log(hypergeometricOne(k + 1 - c, k + 1, z)) : 0;
  return series - k * std::log(larger + t);
}

/// (1 - ratio^e) / e, also where e is 0; ratio is given by its logarithm.
double oneMinusPower(double logRatio, double e) { return e == 0 ? -logRatio : -std::expm1(e * logRatio) / e; }

}  // namespace

double ParetoNbd::logLikelihoodOfRepeats(double x) const {
  return logGamma(r + x) - logGamma(r) + r * std::log(alpha) + s * std::log(beta);
}

double ParetoNbd::logStays(const Purchases& c) const {
  return -(r + c.repeats) * std::log(alpha + c.age) - s * std::log(beta + c.age);
}

double ParetoNbd::logLeaves(const Purchases& customer) const {
  const double k = r + s + customer.repeats;
  const bool alphaIsLarger = alpha >= beta;
  const double larger = alphaIsLarger ? alpha : beta, difference = std::abs(alpha - beta);
  const double c = alphaIsLarger ? s + 1 : r + customer.repeats;
  const double before = logBranch(k, c, larger, difference, customer.recency);
  const double after = logBranch(k, c, larger, difference, customer.age);
  return std::log(s / k) + logSubExp(before, after);
}

double ParetoNbd::logLikelihoodOfTimes(const Purchases& c) const { return logAddExp(logStays(c), logLeaves(c)); }

double ParetoNbd::probabilityAlive(const Purchases& c) const { return logistic(logLeaves(c) - logStays(c)); }

double ParetoNbd::expectedPurchases(const Purchases& c, double horizon) const {
  if (!(horizon > 0)) return 0;
  const double logRest = std::log((beta + c.age) / (beta + c.age + horizon));
  return probabilityAlive(c) * (r + c.repeats) * (beta + c.age) / (alpha + c.age) * oneMinusPower(logRest, s - 1);
}

double ParetoNbd::probabilityOfRepeats(unsigned n, double t) const {
  const double stays = std::exp(s * std::log(beta / (beta + t)) + logNegativeBinomial(r, alpha, n, t));
  const auto leavesAt = [&](double when) {
    return s / beta * std::exp((s + 1) * std::log(beta / (beta + when)) + logNegativeBinomial(r, alpha, n, when));
  };
  using Rule = boost::math::quadrature::gauss_kronrod<double, 31>;
  return t > 0 ? stays + Rule::integrate(leavesAt, 0.0, t, 10, 1e-11) : stays;
}

}  // namespace regard::model
