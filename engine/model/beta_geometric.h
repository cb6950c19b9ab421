#pragma once
// BG/NBD and MBG/NBD, which differ in whether a customer may leave at once. Inside engine/model only.

#include "engine/model/purchase_model.h"

namespace regard::model {

struct BetaGeometric {
  double r, alpha, a, b;
  bool leavesAtOnce;  ///< MBG/NBD

  double logLikelihoodOfRepeats(double repeats) const;
  double logLikelihoodOfTimes(const Purchases& customer) const;
  double probabilityAlive(const Purchases& customer) const;
  double expectedPurchases(const Purchases& customer, double horizon) const;
  double probabilityOfRepeats(unsigned n, double t) const;

 private:
  /// ln of the odds that the customer has left; minus infinity: certainly not.
  double logOddsGone(const Purchases& customer) const;
};

/// ln P(n purchases within t) of a customer who never leaves: the negative binomial distribution.
double logNegativeBinomial(double r, double alpha, unsigned n, double t);

}  // namespace regard::model
