// Purchase models at given parameters: published values, and each formula against another way to compute it.

#include <catch2/catch.hpp>
#include <cfenv>
#include <cmath>

#include "engine/model/purchase_model.h"
#include "engine/model/spend.h"

namespace regard::model {
namespace {

constexpr PurchaseModel kBg{PurchaseKind::kBgNbd, {0.243, 4.414, 0.793, 2.426}};
constexpr PurchaseModel kMbg{PurchaseKind::kMbgNbd, {0.525, 6.183, 0.891, 1.614}};
constexpr PurchaseModel kPareto{PurchaseKind::kParetoNbd, {0.553, 10.578, 0.606, 11.669}};
constexpr PurchaseModel kModels[] = {kBg, kMbg, kPareto};

TEST_CASE("BG/NBD gives the values that Hardie's spreadsheet gives", "[model]") {
  // Fader, Hardie & Lee 2005, parameters of the CDNOW sample.
  CHECK(probabilityOfRepeats(kBg, 10, 2) == Approx(1.07869e-7).epsilon(1e-5));
  CHECK(probabilityOfRepeats(kBg, 0, 39) == Approx(0.5737864).epsilon(1e-6));
  CHECK(expectedPurchases(kBg, {2, 30.43, 38.86}, 39) == Approx(1.226).margin(5e-4));
}

TEST_CASE("who bought once only has not left, says BG/NBD", "[model]") {
  CHECK(probabilityAlive(kBg, {0, 0, 38.86}) == 1.0);
  CHECK(probabilityAlive(kBg, {0, 0, 1e9}) == 1.0);
  CHECK(probabilityAlive(kMbg, {0, 0, 38.86}) < 1.0);
}

TEST_CASE("heavy buyers who stopped are gone, and nothing overflows", "[model]") {
  for (const PurchaseModel& model : kModels) {
    CAPTURE(nameOf(model.kind));
    for (const double repeats : {200.0, 1000.0}) {
      std::feclearexcept(FE_ALL_EXCEPT);
      CHECK(probabilityAlive(model, {repeats, 10, 100}) == Approx(0).margin(1e-50));
      CHECK(expectedPurchases(model, {repeats, 10, 100}, 52) == Approx(0).margin(1e-50));
      CHECK(std::isfinite(logLikelihood(model, {repeats, 10, 100})));
      CHECK(probabilityAlive(model, {repeats, 100, 100}) > 0.5);
      CHECK(expectedPurchases(model, {repeats, 100, 100}, 52) > 0.2 * repeats);
      CHECK(expectedPurchases(model, {repeats, 100, 100}, 52) < 0.6 * repeats);
      CHECK_FALSE(std::fetestexcept(FE_OVERFLOW | FE_INVALID | FE_DIVBYZERO));
    }
    CHECK(probabilityAlive(model, {1000, 10, 100}) == 0.0);
  }
}

/// The expectation as the papers write it: 2F1 summed term by term, in long double.
long double textbookExpectation(const PurchaseModel& m, const Purchases& c, double horizon) {
  const long double r = m.parameters[0], alpha = m.parameters[1], a = m.parameters[2], b = m.parameters[3];
  const bool modified = m.kind == PurchaseKind::kMbgNbd;
  const long double p = r + c.repeats, q = b + c.repeats + (modified ? 1 : 0);
  const long double below = a + b + c.repeats - (modified ? 0 : 1), z = horizon / (alpha + c.age + horizon);
  long double term = 1, sum = 1;
  for (int n = 0; n < 200'000 && std::abs(term) > 1e-22L * std::abs(sum); ++n)
    sum += term *= (p + n) * (q + n) / ((below + n) * (n + 1)) * z;
  return below / (a - 1) * (1 - std::pow((alpha + c.age) / (alpha + c.age + horizon), p) * sum) *
         static_cast<long double>(probabilityAlive(m, c));
}

TEST_CASE("the transformed expectation is the textbook's", "[model]") {
  for (const PurchaseModel& model : {kBg, kMbg, PurchaseModel{PurchaseKind::kBgNbd, {2.5, 30, 1.7, 0.4}},
                                     PurchaseModel{PurchaseKind::kBgNbd, {0.2, 9, 0.3, 0.2}},
                                     PurchaseModel{PurchaseKind::kMbgNbd, {0.9, 1, 3.0, 40}}})
    for (const Purchases& customer :
         {Purchases{0, 0, 38.86}, {0, 0, 0}, {2, 30.43, 38.86}, {29, 37.7, 38.86}, {80, 50, 51}})
      for (const double horizon : {0.01, 1.0, 39.0, 520.0}) {
        CAPTURE(nameOf(model.kind), model.parameters, customer.repeats, customer.age, horizon);
        CHECK(expectedPurchases(model, customer, horizon) ==
              Approx(static_cast<double>(textbookExpectation(model, customer, horizon))).epsilon(1e-9));
      }
}

TEST_CASE("an expectation is no different just where its formula divides by nothing", "[model]") {
  for (const auto kind : {PurchaseKind::kBgNbd, PurchaseKind::kMbgNbd, PurchaseKind::kParetoNbd}) {
    const PurchaseModel at{kind, {0.7, 4, 1, 2}}, beside{kind, {0.7, 4, 1 + 1e-7, 2}};
    CAPTURE(nameOf(kind));
    CHECK(expectedPurchases(at, {3, 20, 30}, 52) == Approx(expectedPurchases(beside, {3, 20, 30}, 52)).epsilon(1e-6));
  }
  // … nor where a + b = 1, so that C is 0 for whoever bought once.
  const PurchaseModel at{PurchaseKind::kBgNbd, {0.7, 4, 0.25, 0.75}},
      beside{PurchaseKind::kBgNbd, {0.7, 4, 0.25, 0.75 + 1e-7}};
  CHECK(expectedPurchases(at, {0, 0, 30}, 52) == Approx(expectedPurchases(beside, {0, 0, 30}, 52)).epsilon(1e-6));
}

TEST_CASE("what is expected of a new customer is the mean of what may happen", "[model]") {
  for (const PurchaseModel& model : kModels) {
    double sum = 0, mean = 0;
    for (unsigned n = 0; n < 400; ++n) {
      const double p = probabilityOfRepeats(model, n, 39);
      CHECK(p >= 0);
      sum += p;
      mean += n * p;
    }
    CAPTURE(nameOf(model.kind));
    CHECK(sum == Approx(1).epsilon(1e-9));
    CHECK(expectedPurchases(model, 39) == Approx(mean).epsilon(1e-8));
  }
}

TEST_CASE("Pareto/NBD is the same whichever of its rates is the larger", "[model]") {
  // At alpha = beta the two branches of A0 meet.
  for (const double repeats : {0.0, 3.0, 200.0}) {
    const Purchases customer{repeats, repeats > 0 ? 30.0 : 0.0, 39};
    const double below = probabilityAlive({PurchaseKind::kParetoNbd, {0.5, 10 - 1e-9, 0.6, 10}}, customer);
    const double equal = probabilityAlive({PurchaseKind::kParetoNbd, {0.5, 10, 0.6, 10}}, customer);
    const double above = probabilityAlive({PurchaseKind::kParetoNbd, {0.5, 10 + 1e-9, 0.6, 10}}, customer);
    CHECK(below == Approx(equal).epsilon(1e-7));
    CHECK(above == Approx(equal).epsilon(1e-7));
    CHECK(equal > 0);
    CHECK(equal < 1);
  }
}

TEST_CASE("gamma-gamma draws a customer's mean towards everybody's", "[model]") {
  constexpr GammaGamma kSpend{6, 4, 16};  // Fader & Hardie 2013
  CHECK(expectedSpend(kSpend, 3, 35) == Approx(242.0 / 7).epsilon(1e-14));
  CHECK(expectedSpend(kSpend, 2, 40) == Approx(38.4).epsilon(1e-14));
  CHECK(expectedSpend(kSpend, 0, 0) == Approx(6.0 * 16 / 3).epsilon(1e-14));
  CHECK(std::isnan(expectedSpend({6, 0.9, 16}, 0, 0)));
}

}  // namespace
}  // namespace regard::model
