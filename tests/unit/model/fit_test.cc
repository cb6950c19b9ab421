// Fits from the raw log of purchases. Tolerances: log-likelihood 0.01; parameters 1e-3 of their value, b, q and v 2e-3,
// Pareto's beta 5e-3, whose likelihood is flat. Published parameters have three decimals, which adds half of the last.

#include "engine/model/fit.h"

#include <catch2/catch.hpp>

#include "tests/unit/model/cdnow.h"

namespace regard::model {
namespace {

struct Cohort {
  std::vector<Purchases> purchases;
  std::vector<SpendObservation> spend;
};

std::optional<Cohort> cohort() {
  const auto customers = tests::cdnow();
  if (!customers) return std::nullopt;
  Cohort out;
  for (const auto& days : *customers) {
    const Summary summary = summarise(days, tests::kCdnowUntil, 7);
    out.purchases.push_back(summary.purchases);
    out.spend.push_back({summary.purchases.repeats, summary.meanSpend});
  }
  return out;
}

Approx published(double value, double relative) { return Approx(value).margin(value * relative + 0.0005); }

TEST_CASE("BG/NBD of the CDNOW log has the published parameters", "[model]") {
  const auto customers = cohort();
  if (!customers) return;
  REQUIRE(customers->purchases.size() == 2'357);
  const auto fit = fitPurchases(PurchaseKind::kBgNbd, customers->purchases);  // Fader, Hardie & Lee 2005
  REQUIRE(fit.ok());
  CAPTURE(fit->model.parameters, fit->errors, fit->logLikelihood, fit->evaluations);
  CHECK(fit->model.parameters[0] == published(0.243, 1e-3));
  CHECK(fit->model.parameters[1] == published(4.414, 1e-3));
  CHECK(fit->model.parameters[2] == published(0.793, 1e-3));
  CHECK(fit->model.parameters[3] == published(2.426, 2e-3));
  CHECK(fit->logLikelihood == Approx(-9582.4).margin(0.05 + 0.01));
  REQUIRE(fit->errors.size() == 4);
  CHECK(fit->errors[0] == Approx(0.0126).epsilon(0.02));  // lifetimes prints 0.01, 0.38, 0.19, 0.71
  CHECK(fit->errors[1] == Approx(0.378).epsilon(0.02));
  CHECK(fit->errors[2] == Approx(0.186).epsilon(0.02));
  CHECK(fit->errors[3] == Approx(0.705).epsilon(0.02));
}

TEST_CASE("MBG/NBD of the CDNOW log has the parameters that other programs find", "[model]") {
  const auto customers = cohort();
  if (!customers) return;
  const auto fit = fitPurchases(PurchaseKind::kMbgNbd, customers->purchases);
  REQUIRE(fit.ok());
  CAPTURE(fit->model.parameters, fit->errors, fit->logLikelihood, fit->evaluations);
  // As BTYDplus finds them, which the tests of lifetimes hold to three digits.
  CHECK(fit->model.parameters[0] == published(0.525, 1e-3));
  CHECK(fit->model.parameters[1] == published(6.183, 1e-3));
  CHECK(fit->model.parameters[2] == published(0.891, 1e-3));
  CHECK(fit->model.parameters[3] == published(1.614, 2e-3));
}

TEST_CASE("Pareto/NBD of the CDNOW log has the published parameters", "[model]") {
  const auto customers = cohort();
  if (!customers) return;
  const auto fit = fitPurchases(PurchaseKind::kParetoNbd, customers->purchases);  // Fader, Hardie & Lee 2005
  REQUIRE(fit.ok());
  CAPTURE(fit->model.parameters, fit->errors, fit->logLikelihood, fit->evaluations);
  CHECK(fit->model.parameters[0] == published(0.553, 1e-3));
  CHECK(fit->model.parameters[1] == published(10.578, 1e-3));
  CHECK(fit->model.parameters[2] == published(0.606, 1e-3));
  CHECK(fit->model.parameters[3] == published(11.669, 5e-3));
  CHECK(fit->logLikelihood == Approx(-9595.0).margin(0.05 + 0.01));
}

TEST_CASE("gamma-gamma of the CDNOW log has the published parameters", "[model]") {
  const auto customers = cohort();
  if (!customers) return;
  const auto fit = fitSpend(customers->spend);  // Fader & Hardie 2013
  REQUIRE(fit.ok());
  CAPTURE(fit->model.p, fit->model.q, fit->model.v, fit->errors, fit->logLikelihood, fit->correlation);
  CHECK(fit->customers == 946);
  CHECK(fit->model.p == Approx(6.25).margin(6.25 * 2e-3 + 0.005));
  CHECK(fit->model.q == Approx(3.74).margin(3.74 * 2e-3 + 0.005));
  CHECK(fit->model.v == Approx(15.44).margin(15.44 * 2e-3 + 0.005));
  CHECK(fit->logLikelihood == Approx(-4055.9177).margin(0.01));
  CHECK(fit->correlation == Approx(0.11).margin(0.02));
}

TEST_CASE("a fit in days is the same fit", "[model]") {
  const auto customers = cohort();
  if (!customers) return;
  std::vector<Purchases> inDays = customers->purchases;
  for (Purchases& one : inDays) {
    one.recency *= 7;
    one.age *= 7;
  }
  const auto weeks = fitPurchases(PurchaseKind::kMbgNbd, customers->purchases),
             days = fitPurchases(PurchaseKind::kMbgNbd, inDays);
  REQUIRE((weeks.ok() && days.ok()));
  CHECK(days->model.parameters[0] == Approx(weeks->model.parameters[0]).epsilon(1e-4));
  CHECK(days->model.parameters[1] == Approx(7 * weeks->model.parameters[1]).epsilon(1e-4));
  CHECK(days->model.parameters[2] == Approx(weeks->model.parameters[2]).epsilon(1e-4));
  CHECK(days->model.parameters[3] == Approx(weeks->model.parameters[3]).epsilon(1e-4));
}

TEST_CASE("customers that determine no parameters are told so", "[model]") {
  const auto messageOf = [](std::vector<Purchases> customers) {
    const auto fit = fitPurchases(PurchaseKind::kBgNbd, customers);
    return fit.ok() ? "fitted: " + std::to_string(fit->model.parameters[2]) : fit.fault().message;
  };
  CHECK(messageOf({}) == "there are no customers to fit on");
  CHECK(messageOf({{3, 20, 30}}) == "one customer says nothing of how customers differ: fit on many");
  CHECK(messageOf({{0, 0, 30}, {0, 0, 20}, {0, 0, 10}}) ==
        "none of 3 customers bought a second time: bg_nbd needs repeat customers");
  CHECK(messageOf(std::vector<Purchases>(500, {3, 20, 30})) ==
        "the customers are too much alike for bg_nbd: its parameters can be anything");
  CHECK(messageOf({{3, 20, 30}, {2, 25, 30}, {4, 28, 30}}) ==
        "the customers are too much alike for bg_nbd: its parameters can be anything");
  CHECK(messageOf({{3, 40, 30}, {1, 2, 3}}) ==
        "a customer with 3 repeats, the last at 40, watched for 30: times run from the first purchase to the last to "
        "the end");
}

TEST_CASE("amounts that determine no parameters are told so", "[model]") {
  const auto messageOf = [](std::vector<SpendObservation> customers) {
    const auto fit = fitSpend(customers);
    return fit.ok() ? "fitted" : fit.fault().message;
  };
  CHECK(messageOf({{2, -4}, {3, 5}}) == "a customer who spends -4 on average: gamma_gamma is about amounts above zero");
  CHECK(messageOf({{0, 0}, {3, 5}}) ==
        "there are not two customers with a repeat that was worth anything: gamma_gamma needs many");
  CHECK(messageOf({{2, 5}, {3, 5}, {9, 5}}) ==
        "all mean amounts are too much alike for gamma_gamma: its parameters can be anything");
}

TEST_CASE("a summary counts days after the first", "[model]") {
  const auto customers = byCustomer({{7, 10, 5}, {7, 3, 2}, {2, 4, 1}, {7, 10, 6}, {7, 25, 30}});
  REQUIRE(customers.size() == 2);
  const Summary summary = summarise(customers[1], 24, 7);
  CHECK(summary.first == 3);
  CHECK(summary.purchases == Purchases{1, 1, 3});
  CHECK(summary.meanSpend == 11);
  CHECK(summarise(customers[0], 4, 1).purchases == Purchases{0, 0, 0});
}

}  // namespace
}  // namespace regard::model
