// Logistic regression: a table whose estimates are known in closed form, and data that determine nothing.

#include <catch2/catch.hpp>
#include <cmath>

#include "engine/model/logistic.h"

namespace regard::model {
namespace {

using Catch::Contains;

/// `count` customers with the value of whom `yes` did.
void add(Observations& data, std::vector<double> values, int count, int yes) {
  for (int i = 0; i < count; ++i) {
    data.values.insert(data.values.end(), values.begin(), values.end());
    data.cameTrue.push_back(i < yes ? 1 : 0);
  }
}

std::string faultOf(const Observations& data) {
  const auto fit = fitLogistic(data);
  REQUIRE_FALSE(fit.ok());
  CHECK(fit.fault().kind == FaultKind::kInvalid);
  return fit.fault().message;
}

TEST_CASE("two groups have the log odds ratio, its error by Woolf and the area by counting", "[model]") {
  Observations data{{"gold"}, {}, {}};
  add(data, {0}, 60, 20);
  add(data, {1}, 40, 30);
  const auto fit = fitLogistic(data);
  REQUIRE(fit.ok());
  CHECK(fit->intercept == Approx(std::log(20.0 / 40)).epsilon(1e-9));
  CHECK(fit->weights.at(0) == Approx(std::log(30.0 / 10 * 40 / 20)).epsilon(1e-9));
  CHECK(fit->errors.at(0) == Approx(std::sqrt(1.0 / 20 + 1.0 / 40)).epsilon(1e-6));
  CHECK(fit->errors.at(1) == Approx(std::sqrt(1.0 / 20 + 1.0 / 40 + 1.0 / 30 + 1.0 / 10)).epsilon(1e-6));
  const auto likelihood = [](double n, double yes) {
    return yes * std::log(yes / n) + (n - yes) * std::log(1 - yes / n);
  };
  CHECK(fit->logLikelihood == Approx(likelihood(60, 20) + likelihood(40, 30)).epsilon(1e-9));
  CHECK(fit->nullLogLikelihood == Approx(likelihood(100, 50)).epsilon(1e-9));
  // Pairs of one of each: 30 x 40 in order, 30 x 10 and 20 x 40 tied.
  CHECK(fit->auc == Approx((30.0 * 40 + 0.5 * (30 * 10 + 20 * 40)) / (50 * 50)));
}

TEST_CASE("a column's unit does not change what is found", "[model]") {
  Observations small{{"spend"}, {}, {}}, large{{"spend"}, {}, {}};
  for (int i = 0; i < 40; ++i) {
    add(small, {1 + i * 0.001}, 10, 1 + i % 7 + i / 10);
    add(large, {1000 + i * 1.0}, 10, 1 + i % 7 + i / 10);
  }
  const auto a = fitLogistic(small), b = fitLogistic(large);
  REQUIRE(a.ok());
  REQUIRE(b.ok());
  CHECK(a->logLikelihood == Approx(b->logLikelihood).epsilon(1e-10));
  CHECK(a->weights.at(0) == Approx(b->weights.at(0) * 1000).epsilon(1e-6));
  CHECK(a->errors.at(1) == Approx(b->errors.at(1) * 1000).epsilon(1e-6));
  CHECK(a->errors.at(0) == Approx(b->errors.at(0)).epsilon(1e-6));
}

TEST_CASE("data that determine nothing are said to, by name", "[model]") {
  Observations data{{"visits"}, {}, {}};
  CHECK_THAT(faultOf(data), Contains("no customers"));
  add(data, {1}, 5, 0);
  add(data, {2}, 5, 0);
  CHECK_THAT(faultOf(data), Contains("none of 10 customers did"));
  data = {{"visits"}, {}, {}};
  add(data, {1}, 5, 5);
  CHECK_THAT(faultOf(data), Contains("all of 5 customers did"));
  data = {{"visits", "same"}, {}, {}};
  add(data, {1, 7}, 5, 2);
  add(data, {2, 7}, 5, 3);
  CHECK_THAT(faultOf(data), Contains("`same` is the same for all 10 customers"));
  data = {{"visits", "twice"}, {}, {}};
  add(data, {1, 2}, 5, 2);
  add(data, {2, 4}, 5, 3);
  add(data, {3, 6}, 5, 3);
  CHECK_THAT(faultOf(data), Contains("`twice` says nothing"));
  data = {{"visits"}, {}, {}};
  for (int i = 0; i < 10; ++i) add(data, {double(i)}, 3, i < 5 ? 0 : 3);
  CHECK_THAT(faultOf(data), Contains("`visits`, alone or with others, tells who did without an exception"));
}

TEST_CASE("quasi-separation has no end either", "[model]") {
  Observations data{{"gold"}, {}, {}};
  add(data, {0}, 50, 20);
  add(data, {1}, 10, 10);
  CHECK_THAT(faultOf(data), Contains("without an exception"));
}

}  // namespace
}  // namespace regard::model
