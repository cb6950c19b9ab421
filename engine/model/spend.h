#pragma once
// What a purchase is worth: gamma-gamma. Fader & Hardie, "The Gamma-Gamma Model of Monetary Value", 2013.
// Amounts of one customer differ by a gamma distribution (shape p) whose rate differs between customers by another
// (q, v). It takes for granted that how much somebody spends says nothing of how often they buy.

namespace regard::model {

struct GammaGamma {
  double p = 0, q = 0, v = 0;  ///< all > 0
};

/// Of a customer with `repeats` > 0 purchases of `mean` > 0 each.
double logLikelihood(const GammaGamma& model, double repeats, double mean);

/// The mean amount to expect of a customer with such purchases, drawn from their own mean towards everybody's; without
/// purchases everybody's. REQUIRES q > 1 for that; where it is not, the expectation does not exist and the result is
/// NaN.
double expectedSpend(const GammaGamma& model, double repeats, double mean);

}  // namespace regard::model
