#pragma once
// Pareto/NBD. Inside engine/model only.

#include "engine/model/purchase_model.h"

namespace regard::model {

struct ParetoNbd {
  double r, alpha, s, beta;

  double logLikelihoodOfRepeats(double repeats) const;
  double logLikelihoodOfTimes(const Purchases& customer) const;
  double probabilityAlive(const Purchases& customer) const;
  double expectedPurchases(const Purchases& customer, double horizon) const;
  double probabilityOfRepeats(unsigned n, double t) const;

 private:
  double logStays(const Purchases& customer) const;   ///< ln of the part of whoever is there at T
  double logLeaves(const Purchases& customer) const;  ///< … and of whoever left between t_x and T
};

}  // namespace regard::model
