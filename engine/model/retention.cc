#include "engine/model/retention.h"

#include <cmath>
#include <limits>

#include "engine/model/special.h"

namespace regard::model {
namespace {

/// 2F1(1, b; c; 1/(1+discount)).
double payments(double b, double c, double discount) {
  if (discount > 0) return hypergeometricOne(b, c, 1 / (1 + discount));
  return c - b > 1 ? (c - 1) / (c - b - 1) : std::numeric_limits<double>::infinity();  // Gauss's sum at z = 1
}

}  // namespace

double lifetimeValue(const Retention& c, FirstMargin first) {
  const double below = 1 + c.discount - c.retained;
  if (!(below > 0)) return std::numeric_limits<double>::quiet_NaN();
  const double above = first == FirstMargin::kNow ? 1 + c.discount : c.retained;
  return c.margin * above / below - c.acquisition;
}

double lifetimeValue(const Retention& c, FirstMargin first, unsigned periods) {
  const double q = c.retained / (1 + c.discount);
  const double n = periods;
  const double sum = q == 1 ? n : (1 - std::pow(q, n)) / (1 - q);
  return c.margin * (first == FirstMargin::kNow ? sum : q * sum) - c.acquisition;
}

double historicValue(std::span<const PastAmount> amounts, double discount) {
  double sum = 0;
  for (const PastAmount& past : amounts) sum += past.amount * std::pow(1 + discount, past.agoPeriods);
  return sum;
}

double logSurvival(const ShiftedBetaGeometric& m, double periods) {
  return logBeta(m.alpha, m.beta + periods) - logBeta(m.alpha, m.beta);
}

double survival(const ShiftedBetaGeometric& m, double periods) { return std::exp(logSurvival(m, periods)); }

double logChurn(const ShiftedBetaGeometric& m, double period) {
  return logBeta(m.alpha + 1, m.beta + period - 1) - logBeta(m.alpha, m.beta);
}

double retentionRate(const ShiftedBetaGeometric& m, double period) {
  return (m.beta + period - 1) / (m.alpha + m.beta + period - 1);
}

double expectedLifetime(const ShiftedBetaGeometric& m, double discount) {
  return payments(m.beta, m.alpha + m.beta, discount);
}

double expectedLifetimeLeft(const ShiftedBetaGeometric& m, double renewal, double discount) {
  return retentionRate(m, renewal) * payments(m.beta + renewal, m.alpha + m.beta + renewal, discount);
}

}  // namespace regard::model
