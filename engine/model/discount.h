#pragma once
// What is to come, worth less the later it comes.

#include "engine/model/purchase_model.h"

namespace regard::model {

/// The continuous rate per unit of time that a yearly rate is (0.15: 15%), with so many units in a year. A year has
/// 365.25 days: ln(1.15)/(365.25/7) a week. Literature that counts 52 weeks a year gives 52.
double continuousRate(double yearlyRate, double unitsPerYear);
inline constexpr double kDaysPerYear = 365.25;

/// Purchases to expect of a customer within `horizon` (infinity: ever), each worth e^(-rate t) of one today. Without
/// end and discounted this is the literature's DERT, discounted expected residual transactions. REQUIRES rate > 0 if
/// the horizon is infinite.
double discountedPurchases(const PurchaseModel& model, const Purchases& customer, double horizon, double rate);

/// The same by steps of `period`, each worth 1/(1+rate)^k at its end (lifetimes, section 6 of its utils).
double discountedByPeriods(const PurchaseModel& model, const Purchases& customer, double period, unsigned periods,
                           double ratePerPeriod);

}  // namespace regard::model
