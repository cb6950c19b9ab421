#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "engine/model/discount.h"

namespace regard::model {
namespace {

constexpr PurchaseModel kBg{PurchaseKind::kBgNbd, {0.243, 4.414, 0.793, 2.426}};
constexpr PurchaseModel kPareto{PurchaseKind::kParetoNbd, {0.553, 10.578, 0.606, 11.669}};
constexpr double kEver = std::numeric_limits<double>::infinity();

TEST_CASE("a yearly rate becomes one of the unit of time", "[model]") {
  CHECK(continuousRate(0.15, 52) == Approx(0.0026877).margin(5e-8));  // BTYD's .0027
  CHECK(continuousRate(0.15, kDaysPerYear / 7) == Approx(std::log(1.15) * 7 / 365.25).epsilon(1e-14));
}

TEST_CASE("without end the discounted purchases are DERT", "[model]") {
  // Fader, Hardie & Lee 2005 (JMR), as P(alive) (r+x)/(alpha+T) times an integral, here by Simpson's rule.
  const double rate = continuousRate(0.15, 52);
  const auto [r, alpha, s, beta] = kPareto.parameters;
  for (const Purchases& c : {Purchases{0, 0, 38.86}, {2, 30.43, 38.86}, {7, 30, 38.86}, {1000, 38, 38.86}}) {
    const int steps = 2'000'000;
    const double h = 15'000.0 / steps;
    double integral = 0;
    for (int i = 0; i <= steps; ++i) {
      const double t = i * h, f = std::pow((beta + c.age) / (beta + c.age + t), s) * std::exp(-rate * t);
      integral += f * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2);
    }
    const double want = probabilityAlive(kPareto, c) * (r + c.repeats) / (alpha + c.age) * integral * h / 3;
    CHECK(discountedPurchases(kPareto, c, kEver, rate) == Approx(want).epsilon(1e-8));
  }
}

TEST_CASE("discounting by ever shorter steps comes to discounting at every moment", "[model]") {
  const double rate = continuousRate(0.10, 52);
  for (const PurchaseModel& model : {kBg, kPareto}) {
    const Purchases customer{2, 30.43, 38.86};
    const double steps = discountedByPeriods(model, customer, 0.001, 52'000, std::expm1(rate * 0.001));
    CHECK(discountedPurchases(model, customer, 52, rate) == Approx(steps).epsilon(1e-5));
    CHECK(discountedByPeriods(model, customer, 52, 1, 0) == Approx(expectedPurchases(model, customer, 52)));
  }
}

TEST_CASE("ten points a piece are as good as thousands of steps", "[model]") {
  const double rate = continuousRate(0.15, 52), end = 104;
  const auto check = [&](const PurchaseModel& model, const Purchases& customer, int steps) {
    CAPTURE(nameOf(model.kind), customer.repeats, customer.age);
    double integral = 0;  // by Simpson's rule, whose error is far below what is asked for
    for (int i = 0; i <= steps; ++i) {
      const double u = end * i / steps, f = std::exp(-rate * u) * expectedPurchases(model, customer, u);
      integral += f * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2);
    }
    const double want =
        std::exp(-rate * end) * expectedPurchases(model, customer, end) + rate * integral * end / steps / 3;
    CHECK(discountedPurchases(model, customer, end, rate) == Approx(want).epsilon(1e-11));
  };
  constexpr PurchaseModel kMbg{PurchaseKind::kMbgNbd, {0.525, 6.183, 0.891, 1.614}};
  for (const PurchaseModel& model : {kBg, kPareto, kMbg})
    for (const Purchases& customer : {Purchases{0, 0, 38.86}, {2, 30.43, 38.86}, {29, 37.7, 38.86}})
      check(model, customer, 2'000);
  check({PurchaseKind::kBgNbd, {0.05, 2, 0.3, 0.2}}, {0, 0, 0}, 10'000);  // bends most just now
}

TEST_CASE("a rate takes something off, more the further it looks; none takes nothing", "[model]") {
  const Purchases customer{2, 30.43, 38.86};
  CHECK(discountedPurchases(kBg, customer, 52, 0) == expectedPurchases(kBg, customer, 52));
  const double year = discountedPurchases(kBg, customer, 52, 0.002),
               ever = discountedPurchases(kBg, customer, kEver, 0.002);
  CHECK(year < expectedPurchases(kBg, customer, 52));
  CHECK(ever > year);
  CHECK(std::isfinite(ever));
}

}  // namespace
}  // namespace regard::model
