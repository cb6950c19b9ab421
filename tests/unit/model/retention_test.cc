#include <catch2/catch.hpp>
#include <cmath>

#include "engine/model/fit.h"
#include "engine/model/retention.h"

namespace regard::model {
namespace {

TEST_CASE("simple retention, by both conventions of when the first margin comes", "[model]") {
  // Gupta & Lehmann's margin multiple r/(1+d-r).
  CHECK(lifetimeValue({1, 0.8, 0.10}, FirstMargin::kNextPeriod) == Approx(2.666667).margin(5e-7));
  CHECK(lifetimeValue({1, 0.9, 0.12}, FirstMargin::kNextPeriod) == Approx(4.090909).margin(5e-7));
  // Pega's documented example: 1400 a year, 80% retained, no discount, 50 to acquire.
  CHECK(lifetimeValue({1400, 0.8, 0, 50}, FirstMargin::kNow) == Approx(6950).epsilon(1e-12));
  CHECK(lifetimeValue({1, 0.8, 0.10}, FirstMargin::kNow) ==
        Approx(1 + lifetimeValue({1, 0.8, 0.10}, FirstMargin::kNextPeriod)).epsilon(1e-14));
  CHECK(std::isnan(lifetimeValue({1, 1.2, 0.1}, FirstMargin::kNow)));
}

TEST_CASE("some periods of a contract are a sum", "[model]") {
  for (const auto first : {FirstMargin::kNextPeriod, FirstMargin::kNow}) {
    const Retention contract{30, 0.8, 0.1, 7};
    double sum = 0;
    for (int t = 0; t < 5; ++t) sum += 30 * std::pow(0.8 / 1.1, first == FirstMargin::kNow ? t : t + 1);
    CHECK(lifetimeValue(contract, first, 5) == Approx(sum - 7).epsilon(1e-13));
    CHECK(lifetimeValue(contract, first, 5000) == Approx(lifetimeValue(contract, first)).epsilon(1e-12));
  }
  CHECK(lifetimeValue({10, 1, 0}, FirstMargin::kNow, 4) == 40);
}

TEST_CASE("what came in counts whole, or as if it had been put at interest", "[model]") {
  const PastAmount past[] = {{100, 2}, {50, 0}};
  CHECK(historicValue(past, 0) == 150);
  CHECK(historicValue(past, 0.1) == Approx(171).epsilon(1e-14));
}

/// Customers of 1,000 who were there after 1, 2 … 7 years, of whom the last are still there.
std::vector<Tenure> cohort(std::initializer_list<double> there) {
  std::vector<Tenure> out;
  double before = 1000, period = 0;
  for (const double now : there) {
    out.push_back({++period, true, before - now});
    before = now;
  }
  out.push_back({period, false, before});
  return out;
}

TEST_CASE("sBG of the two published cohorts", "[model]") {
  // Fader & Hardie, "How to project customer retention", 2007: figures 1 and 5, fitted on seven years.
  const auto high = fitContract(cohort({869, 743, 653, 593, 551, 517, 491}));
  REQUIRE(high.ok());
  CHECK(high->model.alpha == Approx(0.668).margin(1e-3));
  CHECK(high->model.beta == Approx(3.806).margin(2e-3));
  CHECK(high->logLikelihood == Approx(-1611.2).margin(0.05));
  const auto regular = fitContract(cohort({631, 468, 382, 326, 289, 262, 241}));
  REQUIRE(regular.ok());
  CHECK(regular->model.alpha == Approx(0.704).margin(1e-3));
  CHECK(regular->model.beta == Approx(1.182).margin(1e-3));
  CHECK(survival(high->model, 12) == Approx(0.380).margin(0.01));  // published: 38% after twelve years
}

TEST_CASE("sBG's lifetimes are sums of who is still there", "[model]") {
  for (const ShiftedBetaGeometric& model : {ShiftedBetaGeometric{0.668, 3.806}, {0.704, 1.182}, {1.4, 0.3}})
    for (const double discount : {0.02, 0.1, 0.25}) {
      double expected = 0, left = 0;
      for (int t = 0; t < 4000; ++t) {
        expected += survival(model, t) / std::pow(1 + discount, t);
        left += survival(model, 3 + t) / survival(model, 2) / std::pow(1 + discount, t);
      }
      CHECK(expectedLifetime(model, discount) == Approx(expected).epsilon(1e-10));
      CHECK(expectedLifetimeLeft(model, 3, discount) == Approx(left).epsilon(1e-10));
      CHECK(retentionRate(model, 3) == Approx(survival(model, 3) / survival(model, 2)).epsilon(1e-12));
    }
  CHECK(std::isinf(expectedLifetime({0.7, 2}, 0)));
  CHECK(expectedLifetime({3, 2}, 0) == Approx(2).epsilon(1e-14));
}

TEST_CASE("contracts that nobody or everybody left fit nothing", "[model]") {
  const auto messageOf = [](std::vector<Tenure> customers) { return fitContract(customers).fault().message; };
  CHECK(messageOf({}) == "there are no customers to fit on");
  CHECK(messageOf({{3, false}, {5, false}}) == "nobody left: sbg needs some who did");
  CHECK(messageOf({{1, true}, {1, true}}) == "everybody left after one period: sbg needs some who stayed");
  CHECK(messageOf({{0, true}}) == "a customer of 0 periods: who left did so after one or more");
}

}  // namespace
}  // namespace regard::model
