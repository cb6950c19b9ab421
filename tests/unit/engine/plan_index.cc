// The index by itself: where conditions can be true, cut into buckets, asked for every customer that matters.

#include <catch2/catch.hpp>

#include "engine/decide/decide.h"
#include "engine/reference/reference.h"
#include "tests/support/program_builder.h"

namespace regard {
namespace {

using support::kNumber;
using support::ProgramBuilder;

/// Actions of which action i needs `x >= i`, or, if it is odd, `x = i or x is unknown`.
ProgramBuilder manyThresholds(std::uint32_t actions) {
  ProgramBuilder b;
  const auto x = b.input("x", kNumber);
  const auto unknown = b.add(ir::Op::kIsUnknown, support::kFlag, x);
  const auto score = b.money(1);
  for (std::uint32_t i = 0; i < actions; ++i) {
    b.action("a" + std::to_string(1'000 + i), score);
    const auto number = b.number(i);
    b.clause(ir::Stage::kEligible,
             i % 2 == 0 ? b.scalar(ScalarOp::GeNumber, x, number)
                        : b.add(ir::Op::kOr, support::kFlag, b.scalar(ScalarOp::EqNumber, number, x), unknown));
  }
  b.program().arbitration.keep = actions;
  return b;
}

Plan planWith(const ProgramBuilder& b, IndexOptions index) {
  return makePlan(b.plan().program, Catalog{}, {index}).value();
}

TEST_CASE("any number of thresholds fits the buckets, and the answer stays the law's", "[index]") {
  constexpr std::uint32_t kActions = 90;
  const ProgramBuilder b = manyThresholds(kActions);
  std::vector<Plan> plans;
  for (const std::uint32_t buckets : {1U, 2U, 3U, 64U, 1'000U}) {
    plans.push_back(planWith(b, {true, true, buckets}));
    const Index& index = plans.back().index;
    CAPTURE(buckets);
    REQUIRE(index.columns.size() == 1);
    CHECK(index.axes[0].cutCount < buckets);
    CHECK(index.columns[0].exact == (buckets == 1'000U));
    CHECK(index.residual.empty() == (buckets == 1'000U));
    CHECK(index.residual.size() <= kActions);
  }
  Scratch scratch;
  Decision decision;
  Inputs inputs = b.inputs();
  const auto check = [&] {
    const Decision law = reference::evaluate(*plans[0].program, inputs).decision;
    for (const Plan& plan : plans) {
      decide(plan, inputs, scratch, decision);
      CHECK(decision == law);
    }
  };
  check();
  CHECK(decision.kept.size() == kActions / 2);
  for (int x = -2; x < static_cast<int>(kActions) + 2; x += 3)
    for (const double nearby : {x - 0.25, x + 0.0, x + 0.25}) {
      inputs.set(0, Scalar::known(Cell::ofDouble(nearby)));
      check();
    }
}

TEST_CASE("what the rows decide is not checked again, and what cannot be true is not looked at", "[index]") {
  ProgramBuilder b;
  const auto x = b.input("x", kNumber), y = b.input("y", kNumber);
  const auto low = b.scalar(ScalarOp::LtNumber, x, b.number(3)), high = b.scalar(ScalarOp::GeNumber, x, b.number(7));
  const auto likeY = b.scalar(ScalarOp::EqNumber, x, y);
  const auto score = b.money(1);
  const auto actionWith = [&](const char* name, std::vector<ir::InstIndex> clauses) {
    b.action(name, score);
    for (const ir::InstIndex clause : clauses) b.clause(ir::Stage::kEligible, clause);
  };
  actionWith("a", {low});
  actionWith("b", {b.add(ir::Op::kOr, support::kFlag, low, high)});
  actionWith("c", {b.add(ir::Op::kAnd, support::kFlag, low, high)});
  actionWith("d", {likeY});
  actionWith("e", {b.add(ir::Op::kOr, support::kFlag, low, likeY), high});
  const Plan plan = planWith(b, {true, true, 64});
  const auto residualOf = [&](std::size_t action) {
    return plan.index.firstResidual[action + 1] - plan.index.firstResidual[action];
  };
  CHECK(plan.index.everyone[0] == 0b11011);
  CHECK(residualOf(0) == 0);
  CHECK(residualOf(1) == 0);
  CHECK(residualOf(2) == 0);
  CHECK(residualOf(3) == 0);  // a flag of its own, which every column is wanted for
  CHECK(residualOf(4) == 0);
  IndexOptions worthwhile;
  CHECK(planWith(b, worthwhile).index.firstResidual.back() ==
        2);  // one user of `x = y` is not worth evaluating it for all
  IndexOptions none;
  none.columns = false;
  CHECK(planWith(b, none).index.columns.empty());
  CHECK(planWith(b, none).index.firstResidual.back() == 5);
}

TEST_CASE("an `or` over several values is in the index, whatever is known of them", "[index]") {
  ProgramBuilder b;
  const auto x = b.input("x", kNumber), y = b.input("y", kNumber);
  const auto over = [&](ir::InstIndex value, double least) {
    return b.scalar(ScalarOp::GeNumber, value, b.number(least));
  };
  const auto both = [&](ir::Op op, ir::InstIndex one, ir::InstIndex other) {
    return b.add(op, support::kFlag, one, other);
  };
  const auto score = b.money(1);
  const auto actionWith = [&](const char* name, ir::InstIndex clause) {
    b.action(name, score);
    b.clause(ir::Stage::kEligible, clause);
  };
  actionWith("a", both(ir::Op::kOr, over(x, 1), over(y, 2)));
  actionWith("b", both(ir::Op::kOr, over(x, 3), both(ir::Op::kAnd, over(x, 1), over(y, 4))));
  actionWith("c",
             both(ir::Op::kAnd, both(ir::Op::kOr, over(x, 5), over(y, 5)), both(ir::Op::kOr, over(y, 1), over(x, 7))));
  actionWith("d", over(x, 2));
  b.program().arbitration.keep = 4;
  const Plan exact = planWith(b, {true, true, 64}), coarse = planWith(b, {true, true, 2});
  CHECK(exact.index.groups == std::vector<std::uint32_t>{2, 2});  // c needs two at once
  CHECK(exact.index.firstResidual.back() == 0);
  CHECK(coarse.index.firstResidual.back() == 4);
  Scratch scratch;
  Decision decision;
  Inputs inputs = b.inputs();
  const std::vector<Scalar> values = {Scalar::unknown(), Scalar::error(ValueError::kDivideByZero)};
  for (int at = 0; at < 100; ++at) {
    for (const std::uint32_t input : {0U, 1U}) {
      const int value = input == 0 ? at / 10 : at % 10;
      inputs.set(input, value < 2 ? values[static_cast<std::size_t>(value)] : Scalar::known(Cell::ofDouble(value - 2)));
    }
    const Decision law = reference::evaluate(*exact.program, inputs).decision;
    for (const Plan* plan : {&exact, &coarse}) {
      decide(*plan, inputs, scratch, decision);
      CAPTURE(at);
      CHECK(decision == law);
    }
  }
}

}  // namespace
}  // namespace regard
