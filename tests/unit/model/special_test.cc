#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "engine/model/special.h"

namespace regard::model {
namespace {

TEST_CASE("2F1(1, b; c; z) is its power series", "[model]") {
  for (const double b : {0.1, 1.0, 3.806, 250.0})
    for (const double over : {0.2, 1.0, 0.668, 40.0})
      for (const double z : {0.0, 1e-9, 0.3, 0.909, 0.999}) {
        long double term = 1, sum = 1;
        for (int n = 0; n < 3'000'000 && term > 1e-20L * sum; ++n) sum += term *= (b + n) / (b + over + n) * z;
        CAPTURE(b, over, z);
        CHECK(hypergeometricOne(b, b + over, z) == Approx(static_cast<double>(sum)).epsilon(1e-11));
      }
}

TEST_CASE("sums and differences of exponentials stay logarithms", "[model]") {
  constexpr double kNone = -std::numeric_limits<double>::infinity();
  CHECK(logAddExp(1000, 1000) == Approx(1000 + std::log(2)));
  CHECK(logAddExp(-5000, 3) == 3);
  CHECK(logAddExp(kNone, 3) == 3);
  CHECK(logAddExp(kNone, kNone) == kNone);
  CHECK(logSubExp(std::log(5), std::log(3)) == Approx(std::log(2)));
  CHECK(logSubExp(7, 7) == kNone);
  CHECK(logistic(0) == 0.5);
  CHECK(logistic(1e6) == 0);
  CHECK(logistic(-1e6) == 1);
}

}  // namespace
}  // namespace regard::model
