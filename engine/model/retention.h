#pragma once
// Value under a contract, where one sees who leaves: a constant rate of retention, and the shifted beta-geometric
// distribution (Fader & Hardie, "How to project customer retention", 2007), in which rates differ between customers and
// those who stay are more and more those who would.

#include <span>

namespace regard::model {

/// The first margin comes in one period from now if the customer is retained, or now whatever happens.
enum class FirstMargin : unsigned char { kNextPeriod, kNow };

struct Retention {
  double margin = 0;       ///< per period
  double retained = 0;     ///< share of customers retained from period to period, 0 … 1
  double discount = 0;     ///< per period: 0.10; retained < 1 + discount
  double acquisition = 0;  ///< what it cost to win the customer, once
};
/// Over all periods to come: margin r/(1+d-r), or margin (1+d)/(1+d-r) if the first comes now (Gupta & Lehmann).
/// NaN if retained >= 1 + discount: the sum has no end.
double lifetimeValue(const Retention& contract, FirstMargin first);
/// Over `periods` of them.
double lifetimeValue(const Retention& contract, FirstMargin first, unsigned periods);

/// What a customer has brought: each amount is what came in, `agoPeriods` before now, at `discount` per period (0: the
/// plain sum). The amounts' order is the order of the sum.
struct PastAmount {
  double amount = 0, agoPeriods = 0;
};
double historicValue(std::span<const PastAmount> amounts, double discount);

struct ShiftedBetaGeometric {
  double alpha = 0, beta = 0;  ///< > 0
};
double logSurvival(const ShiftedBetaGeometric& model, double periods);   ///< ln S(t)
double survival(const ShiftedBetaGeometric& model, double periods);      ///< S(t): is there after t periods
double logChurn(const ShiftedBetaGeometric& model, double period);       ///< ln P(leaves at the end of period t >= 1)
double retentionRate(const ShiftedBetaGeometric& model, double period);  ///< r_t = S(t) / S(t-1), t >= 1
/// Discounted expected lifetime of a new customer, in periods, whose first payment is now. Infinity if it has no end
/// (discount 0 and alpha <= 1).
double expectedLifetime(const ShiftedBetaGeometric& model, double discount);
/// … that is left of one who is about to be asked for the `renewal`-th time (1: the first), this payment counted.
double expectedLifetimeLeft(const ShiftedBetaGeometric& model, double renewal, double discount);

}  // namespace regard::model
