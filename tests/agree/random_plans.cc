// That the plans of random rulebooks hold every kind of step and column, and that a fault planted in a plan is noticed:
// otherwise the agreement of decisions would prove little about them.

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/decide/decide.h"
#include "engine/exact/machine.h"
#include "engine/reference/reference.h"
#include "engine/single/bounds.h"
#include "engine/single/runner.h"
#include "tests/agree/compare.h"
#include "tests/agree/random_book.h"
#include "tests/support/compile_text.h"

namespace regard::agree {
namespace {

constexpr std::uint64_t kPlanBooks = 400;
constexpr std::size_t kTimesMet = 5;

/// Every column, of two buckets: so that columns are not exact, and clauses are left for code.
Plan coarsePlan(const std::shared_ptr<const ir::Program>& program) {
  PlanOptions coarse;
  coarse.index.everyColumn = true;
  coarse.index.bucketsMax = 2;
  return makePlan(program, Catalog{}, coarse).value();
}

Plan planWithoutIndex(const std::shared_ptr<const ir::Program>& program) {
  PlanOptions none;
  none.index.columns = false;
  return makePlan(program, Catalog{}, none).value();
}

std::string kindOf(const Plan& plan, const Index::Column& column) {
  const Subject subject = plan.index.axes[column.axis].subject;
  if (subject == kTodaySubject) return "column of the day";
  if (subject == kChannelSubject) return "column of the channel";
  if (subject == kDirectionSubject) return "column of the direction";
  return plan.program->insts[subject].op == ir::Op::kInput ? "column of an input" : "column of a computed value";
}

TEST_CASE("random plans hold every kind of step and column", "[agree]") {
  std::map<std::string, std::size_t> met;
  for (std::uint64_t seed = 1; seed <= kPlanBooks; ++seed) {
    const auto program = support::planOfText(randomBook(seed)).program;
    const Plan coarse = coarsePlan(program), plain = planWithoutIndex(program);
    for (const Index::Column& column : coarse.index.columns) {
      ++met[kindOf(coarse, column)];
      ++met[column.exact ? "exact column" : "column that is not exact"];
    }
    for (const std::uint32_t columns : coarse.index.groups)
      ++met[columns == 2 ? "one of two values" : "one of several values"];
    for (const ActionCode& action : plain.code.actions) ++met[action.entry == ir::kNone ? "by machine" : "by code"];
    for (const Code& code : plain.code.code) {
      ++met["step " + std::to_string(static_cast<int>(code.op))];
      if (code.op >= CodeOp::kJump) ++met[(code.extra & kIfTrue) != 0 ? "if" : "unless"];
      if ((code.extra & kMustBeKnown) != 0) ++met["must be known"];
    }
    for (const Bound& bound : plain.code.bounds.actions) {
      ++met[bound.weight < 0 ? "no bound" : "bound"];
      if (bound.scale != 0) ++met["bound of money that is no constant"];
      if (bound.slack > 0) ++met["bound of amounts"];
      if (bound.weight >= 0 && std::isfinite(bound.low)) ++met["bound with a low end"];
      if (bound.weight >= 0 && std::isfinite(bound.high)) ++met["bound with a high end"];
    }
    for (const Measure& measure : plain.code.bounds.measures) {
      ++met[measure.isNumber ? "measured number" : "measured amount or percent"];
      if (program->insts[measure.inst].op != ir::Op::kInput) ++met["measured and computed"];
    }
    if (plain.code.scoreFollowsPropensity) ++met["score follows propensity"];
    if (!plain.code.scoreFollowsPropensity && plain.code.score != ir::kNone) ++met["score of its own mind"];
  }
  std::vector<std::string> wanted = {"column of the day",
                                     "column of the channel",
                                     "column of an input",
                                     "column of a computed value",
                                     "exact column",
                                     "column that is not exact",
                                     "one of two values",
                                     "one of several values",
                                     "by machine",
                                     "by code",
                                     "if",
                                     "unless",
                                     "must be known",
                                     "bound",
                                     "no bound",
                                     "bound of money that is no constant",
                                     "bound of amounts",
                                     "measured number",
                                     "measured amount or percent",
                                     "measured and computed",
                                     "bound with a low end",
                                     "bound with a high end",
                                     "score follows propensity",
                                     "score of its own mind"};
  for (int op = 0; op <= static_cast<int>(CodeOp::kHasNoInt); ++op) wanted.push_back("step " + std::to_string(op));
  for (const std::string& what : wanted) {
    INFO(what << " was met " << met[what] << " times");
    CHECK(met[what] >= kTimesMet);
  }
}

/// How often a priority, as the law has it, was found above its bound, and how often it was not.
struct Bounded {
  std::size_t above = 0, within = 0;
};

Bounded boundsOf(const Plan& plan, std::uint64_t seed) {
  constexpr int kPlanCustomers = 20;
  Bounded found;
  exact::Scratch scratch;
  std::vector<std::uint64_t> registers;
  for (int customer = 0; customer < kPlanCustomers; ++customer) {
    const Inputs inputs = customerOf(*plan.program, seed, customer);
    exact::Machine machine(plan, inputs, scratch);
    single::Runner runner(plan.code, inputs, -1, machine, registers);
    if (!runner.isOrdinary()) continue;
    runner.measure(plan.code.bounds);
    for (const reference::Outcome& outcome : reference::evaluate(*plan.program, inputs).outcomes) {
      if (!outcome.hasScore) continue;
      const double most = single::boundOfAction(plan.code.bounds)(plan.code.bounds, outcome.action, runner.registers());
      if (std::isinf(most)) continue;
      ++(static_cast<double>(outcome.scored.priority.e4) > most ? found.above : found.within);
    }
  }
  return found;
}

TEST_CASE("no priority is above its bound, and one that is would be noticed", "[agree]") {
  Bounded sound, tooLow;
  for (std::uint64_t seed = 1; seed <= kPlanBooks; ++seed) {
    Plan plan = planWithoutIndex(support::planOfText(randomBook(seed)).program);
    if (plan.code.bounds.actions.empty()) continue;
    const Bounded found = boundsOf(plan, seed);
    sound.above += found.above;
    sound.within += found.within;
    for (Bound& bound : plan.code.bounds.actions)
      if (bound.weight >= 0) bound.weight *= 0.999;
    tooLow.above += boundsOf(plan, seed).above;
  }
  CHECK(sound.above == 0);
  CHECK(sound.within >= 100);
  CHECK(tooLow.above > 0);
}

}  // namespace
}  // namespace regard::agree
