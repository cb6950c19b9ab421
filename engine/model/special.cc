#include "engine/model/special.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <limits>

namespace regard::model {
namespace {

/// Results only: nothing is thrown, promoted to long double, or kept in errno.
using Quiet = boost::math::policies::policy<boost::math::policies::domain_error<boost::math::policies::ignore_error>,
                                            boost::math::policies::pole_error<boost::math::policies::ignore_error>,
                                            boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
                                            boost::math::policies::promote_double<false>>;

constexpr double kFarOut = 700;  // e^700 is still a double
constexpr int kStepsMax = 100'000;

}  // namespace

double logGamma(double x) { return boost::math::lgamma(x, Quiet{}); }

double logBeta(double x, double y) { return logGamma(x) + logGamma(y) - logGamma(x + y); }

double logAddExp(double x, double y) {
  const double high = std::max(x, y), low = std::min(x, y);
  if (high - low > kFarOut || std::isinf(high)) return high;
  return high + std::log1p(std::exp(low - high));
}

double logSubExp(double x, double y) {
  if (!(x > y)) return -std::numeric_limits<double>::infinity();
  if (x - y > kFarOut) return x;
  return x + std::log(-std::expm1(y - x));
}

double logistic(double x) {
  if (x > kFarOut) return 0;
  if (x < -kFarOut) return 1;
  return 1 / (1 + std::exp(x));
}

double hypergeometricOne(double b, double c, double z) {
  // F = 1/(1 - d1 z/(1 - d2 z/(1 - …))), evaluated from the front (modified Lentz).
  constexpr double kTiny = 1e-300;
  double f = 1, front = 1, back = 0;
  for (int n = 1; n < kStepsMax; ++n) {
    const double k = (n - 1) / 2;  // NOLINT: whole numbers on purpose
    const double d = n % 2 == 1 ? (b + k) * (c - 1 + k) / ((c + 2 * k - 1) * (c + 2 * k))
                                : (k + 1) * (c - b + k) / ((c + 2 * k) * (c + 2 * k + 1));
    const double step = n == 1 ? b / c * z : d * z;  // d1 is b/c even where c is 1
    back = 1 - step * back;
    back = 1 / (back == 0 ? kTiny : back);
    front = 1 - step / front;
    if (front == 0) front = kTiny;
    const double change = front * back;
    f *= change;
    if (std::abs(change - 1) < 1e-15) break;
  }
  return 1 / f;
}

}  // namespace regard::model
