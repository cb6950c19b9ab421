// What models of the rules say: the published values, and trees worked out by hand.

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "base/date.h"
#include "engine/model/answer.h"
#include "engine/model/discount.h"
#include "engine/model/spend.h"

namespace regard::model {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t kWeekMs = 7 * kMsPerDay;

ir::Model fitted(ir::ModelKind kind, std::vector<double> parameters) {
  ir::Model model;
  model.kind = kind;
  model.isFitted = true;
  model.unitDays = 7;
  model.parameters = std::move(parameters);
  return model;
}

ir::ModelCall asked(ir::ModelFunction function, std::int64_t weeks = 0, std::int64_t percent = 0) {
  return {0, function, weeks * kWeekMs, {percent * (kOneE8 / 100)}};
}

TEST_CASE("a purchase model says what was published", "[model]") {
  // Fader, Hardie & Lee 2005, and Hardie's spreadsheet of it; amounts as in Fader & Hardie 2013.
  ir::Model model = fitted(ir::ModelKind::kBgNbd, {0.243, 4.414, 0.793, 2.426, 6, 4, 16});
  model.hasSpend = true;
  const Reading customer{{2, 30.43, 38.86}, 40, {}};
  CHECK(answer(model, asked(ir::ModelFunction::kPurchases, 39), customer) == Approx(1.226).margin(5e-4));
  CHECK(answer(model, asked(ir::ModelFunction::kSpend, 39), customer) == Approx(1.226 * 38.4).epsilon(5e-4));
  CHECK(answer(model, asked(ir::ModelFunction::kAlive), {{0, 0, 38.86}, 0, {}}) == 1);
  CHECK(answer(model, asked(ir::ModelFunction::kAlive), {{1000, 10, 100}, 40, {}}) == 0);
  // Repeats that were worth nothing say as little of amounts as no repeats.
  CHECK(answer(model, asked(ir::ModelFunction::kSpend, 39), {{2, 30.43, 38.86}, 0, {}}) ==
        Approx(1.226 * 6 * 16 / 3).epsilon(5e-4));
}

TEST_CASE("a yearly rate becomes that of the model's unit of time", "[model]") {
  const std::vector<double> weekly{0.243, 4.414, 0.793, 2.426};
  ir::Model weeks = fitted(ir::ModelKind::kBgNbd, weekly);
  ir::Model days = fitted(ir::ModelKind::kBgNbd, {weekly[0], weekly[1] * 7, weekly[2], weekly[3]});
  days.unitDays = 1;
  const auto call = asked(ir::ModelFunction::kPurchases, 156, 15);
  const double byWeeks = answer(weeks, call, {{2, 30.43, 38.86}, 0, {}});
  CHECK(answer(days, call, {{2, 30.43 * 7, 38.86 * 7}, 0, {}}) == Approx(byWeeks).epsilon(1e-9));
  CHECK(byWeeks < answer(weeks, asked(ir::ModelFunction::kPurchases, 156), {{2, 30.43, 38.86}, 0, {}}));
  const PurchaseModel model{PurchaseKind::kBgNbd, {0.243, 4.414, 0.793, 2.426}};
  CHECK(byWeeks == discountedPurchases(model, {2, 30.43, 38.86}, 156, std::log1p(0.15) / (365.25 / 7)));
}

TEST_CASE("contracts and formulas", "[model]") {
  const auto call = asked(ir::ModelFunction::kProbability);
  const double periods[] = {2};
  CHECK(answer(fitted(ir::ModelKind::kSbg, {0.7, 1.2}), call, {{}, 0, periods}) == Approx((1.2 + 2) / (0.7 + 1.2 + 2)));
  const ir::Model formula = fitted(ir::ModelKind::kLogistic, {-1, 0.5, 2});
  const double columns[] = {4, 1}, unknown[] = {4, kUnknown};
  CHECK(answer(formula, call, {{}, 0, columns}) == Approx(1 / (1 + std::exp(-3.0))));
  CHECK(std::isnan(answer(formula, call, {{}, 0, unknown})));
}

/// One split on each of two columns; the threshold 0.1 is no number of either precision.
ir::Model trees(ir::TreeArithmetic arithmetic) {
  ir::Model model = fitted(ir::ModelKind::kTrees, {0.1, 1});
  model.arithmetic = arithmetic;
  model.columns = {0, 1};
  model.nodes = {{0, 1, 2, false, 0.1},         {ir::kNone, 0, 0, false, 0.2},  {1, 3, 4, true, 5},
                 {ir::kNone, 0, 0, false, 0.3}, {ir::kNone, 0, 0, false, -0.7}, {ir::kNone, 0, 0, false, 0.05}};
  model.trees = {0, 5};
  return model;
}

TEST_CASE("trees go the way they were trained, unknown or at the threshold", "[model]") {
  const ir::Model xgboost = trees(ir::TreeArithmetic::kXgboost), lightgbm = trees(ir::TreeArithmetic::kLightgbm);
  const auto sum = [](const ir::Model& model, double a, double b) {
    const double columns[] = {a, b};
    return sumOfTrees(model, columns);
  };
  // Of XGBoost a value at the threshold is not below it, and 0.1 is rounded as the threshold is; of LightGBM it is.
  CHECK(sum(xgboost, 0.1, 9) == (0.1F + -0.7F) + 0.05F);
  CHECK(sum(lightgbm, 0.1, 9) == (0.1 + 0.2) + 0.05);
  CHECK(sum(xgboost, 0.0999, 9) == (0.1F + 0.2F) + 0.05F);
  CHECK(sum(lightgbm, 0.1000001, 9) == (0.1 + -0.7) + 0.05);
  CHECK(sum(xgboost, 1, 5) == (0.1F + -0.7F) + 0.05F);
  CHECK(sum(lightgbm, 1, 5) == (0.1 + 0.3) + 0.05);
  // Unknown goes to `no` at the first question and to `yes` at the second.
  CHECK(sum(lightgbm, kUnknown, kUnknown) == (0.1 + 0.3) + 0.05);
  CHECK(sum(lightgbm, kUnknown, 9) == (0.1 + -0.7) + 0.05);
  const double columns[] = {kUnknown, kUnknown};
  CHECK(answer(lightgbm, asked(ir::ModelFunction::kProbability), {{}, 0, columns}) ==
        Approx(1 / (1 + std::exp(-0.45))));
}

}  // namespace
}  // namespace regard::model
