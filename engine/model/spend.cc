#include "engine/model/spend.h"

#include <cmath>
#include <limits>

#include "engine/model/special.h"

namespace regard::model {

double logLikelihood(const GammaGamma& m, double x, double mean) {
  const double shape = m.p * x;
  return logGamma(shape + m.q) - logGamma(shape) - logGamma(m.q) + m.q * std::log(m.v) + (shape - 1) * std::log(mean) +
         shape * std::log(x) - (shape + m.q) * std::log(m.v + x * mean);
}

double expectedSpend(const GammaGamma& m, double repeats, double mean) {
  const double below = m.p * repeats + m.q - 1;
  if (!(below > 0)) return std::numeric_limits<double>::quiet_NaN();
  return m.p * (m.v + repeats * mean) / below;
}

}  // namespace regard::model
