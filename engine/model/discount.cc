// One way for all models: of E(t), the purchases expected within t, the discounted ones are, by parts,
//   e^(-d t) E(t) + d * integral from 0 to t of e^(-d u) E(u) du.
// E bends on the scale of the time that the customer was watched and is ever flatter then: it is analytic but for u at
// or below minus that time, as far before the first piece as that is long, and so for each of the next, which double in
// length. Gauss-Legendre quadrature with n points is off by about (3 + sqrt 8)^-2n then: 10 leave 10^-15.

#include "engine/model/discount.h"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>

namespace regard::model {
namespace {
constexpr double kNothingLeft = 40;  // e^-40: nothing that a double would show
}

double continuousRate(double yearlyRate, double unitsPerYear) { return std::log1p(yearlyRate) / unitsPerYear; }

double discountedPurchases(const PurchaseModel& model, const Purchases& customer, double horizon, double rate) {
  if (!(rate > 0)) return expectedPurchases(model, customer, horizon);
  const double end = std::min(horizon, kNothingLeft / rate);
  const auto density = [&](double u) { return std::exp(-rate * u) * expectedPurchases(model, customer, u); };
  double sum = 0, from = 0, length = model.parameters[1] + customer.age;
  while (from < end) {
    const double to = std::min({end, from + length, from + 1 / rate});
    sum += boost::math::quadrature::gauss<double, 10>::integrate(density, from, to);
    length += to - from;
    from = to;
  }
  return std::exp(-rate * end) * expectedPurchases(model, customer, end) + rate * sum;
}

double discountedByPeriods(const PurchaseModel& model, const Purchases& customer, double period, unsigned periods,
                           double ratePerPeriod) {
  double sum = 0, before = 0;
  for (unsigned k = 1; k <= periods; ++k) {
    const double now = expectedPurchases(model, customer, k * period);
    sum += (now - before) / std::pow(1 + ratePerPeriod, k);
    before = now;
  }
  return sum;
}

}  // namespace regard::model
