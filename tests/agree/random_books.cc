// The fast evaluator must give the law's answer on whatever can be written, for whomever. Everything here follows from
// the seed that a failure prints.

#include <catch2/catch.hpp>

#include <memory>

#include "dsl/ir/print.h"
#include "engine/reference/explain.h"
#include "tests/agree/mutants.h"
#include "tests/agree/random_book.h"
#include "tests/agree/tally.h"
#include "tests/support/both.h"
#include "tests/support/compile_text.h"

namespace regard::agree {
namespace {

constexpr std::uint64_t kBooks = 400;
constexpr int kCustomers = 30;
constexpr int kCustomersThorough = 4;  ///< for whom every instruction is also evaluated on its own
constexpr std::size_t kTimesMet = 50;
constexpr std::uint64_t kMutatedBooks = 40;

Inputs customerOf(const ir::Program& program, std::uint64_t seed, int customer) {
  Random random(seed * 1'000 + static_cast<std::uint64_t>(customer));
  return randomCustomer(program, random);
}

std::string differenceInWords(const Plan& plan, const Inputs& inputs, const std::vector<Scalar>& law,
                              const reference::Candidate& candidate, ir::InstIndex inst) {
  single::Scratch scratch;
  single::Machine machine(plan, inputs, scratch);
  support::begin(machine, candidate);
  const ir::Program& program = *plan.program;
  const Type type = ir::typeOf(program.insts[inst]);
  return "%" + std::to_string(inst) + " `" + ir::excerpt(program, program.spans[program.insts[inst].span]) +
         "`: the law says " + reference::spell(program, inputs, type, law[inst]) + ", the fast evaluator " +
         reference::spell(program, inputs, type, machine.demand(inst));
}

/// Nobody, a candidate on its way, and the same one with its figures known.
std::vector<reference::Candidate> candidatesToTry(const ir::Program& program, std::uint64_t seed, int customer) {
  Random random(seed * 7'919 + static_cast<std::uint64_t>(customer));
  const std::size_t channels = program.choices[ir::kChannelChoice].members.size();
  reference::Candidate candidate = support::kNobody;
  candidate.action = static_cast<std::uint32_t>(random.below(program.actions.size()));
  if (channels > 0) candidate.channel = static_cast<std::int16_t>(random.below(channels));
  reference::Candidate ranked = candidate;
  ranked.propensity = Scalar::known(Cell::ofInt(kOneE8 / 8));
  ranked.value = Scalar::known(Cell::ofInt(1'234'567));
  ranked.benefit = Scalar::known(Cell::ofInt(-50'000));
  ranked.cost = Scalar::known(Cell::ofInt(99'900));
  return {support::kNobody, candidate, ranked};
}

void compareValues(const Plan& plan, const Inputs& inputs, std::uint64_t seed, int customer, Scratch& scratch,
                   Tally& tally) {
  for (const reference::Candidate& candidate : candidatesToTry(*plan.program, seed, customer)) {
    const auto law = reference::evaluateAll(*plan.program, inputs, candidate);
    const ir::InstIndex found =
        support::firstDifference(plan, inputs, law, candidate, scratch.single, customer < kCustomersThorough);
    if (found != ir::kNone) FAIL(differenceInWords(plan, inputs, law, candidate, found));
    tally.addValues(law);
  }
}

/// The plans that one program can have: as it is used, without an index, and with as coarse and as full an index as can
/// be, where every clause that is decided by chance would show.
std::vector<Plan> otherPlansOf(const Plan& plan) {
  PlanOptions none, coarse;
  none.index.columns = false;
  coarse.index.everyColumn = true;
  coarse.index.bucketsMax = 2;
  return {makePlan(plan.program, Catalog{}, none).value(), makePlan(plan.program, Catalog{}, coarse).value()};
}

TEST_CASE("the fast evaluator gives the law's answer on random rulebooks and customers", "[agree]") {
  Tally tally;
  Scratch scratch;
  Decision decision;
  for (std::uint64_t seed = 1; seed <= kBooks; ++seed) {
    const std::string text = randomBook(seed);
    const Plan plan = support::planOfText(text);
    const std::vector<Plan> otherPlans = otherPlansOf(plan);
    tally.addProgram(*plan.program);
    for (int customer = 0; customer < kCustomers; ++customer) {
      INFO("seed " << seed << ", customer " << customer << "\n" << text);
      const Inputs inputs = customerOf(*plan.program, seed, customer);
      const reference::Result law = reference::evaluate(*plan.program, inputs);
      decide(plan, inputs, seed, scratch, decision);
      if (!(decision == law.decision)) {
        CHECK(decision.kept.size() == law.decision.kept.size());
        compareValues(plan, inputs, seed, customer, scratch, tally);
        FAIL("the decisions differ");
      }
      for (const Plan& other : otherPlans) {
        decide(other, inputs, seed, scratch, decision);
        CHECK(decision == law.decision);
      }
      compareValues(plan, inputs, seed, customer, scratch, tally);
      tally.addOutcomes(law);
    }
  }
  for (const std::string& what : Tally::wanted()) {
    INFO(what << " was met " << tally.of(what) << " times");
    CHECK(tally.of(what) >= kTimesMet);
  }
}

/// Whether the comparison of every value, or of every decision, notices the fault for any customer.
bool isNoticed(const Plan& plan, const Mutation& mutation, std::uint64_t seed, bool byDecision) {
  auto faulty = std::make_shared<ir::Program>(*plan.program);
  if (!mutation.plant(*faulty)) return false;
  const Plan wrong = makePlan(faulty, Catalog{}).value();
  Scratch scratch;
  Decision decision;
  for (int customer = 0; customer < kCustomers; ++customer) {
    const Inputs inputs = customerOf(*plan.program, seed, customer);
    if (byDecision) {
      decide(wrong, inputs, seed, scratch, decision);
      if (!(decision == reference::evaluate(*plan.program, inputs).decision)) return true;
    } else {
      const auto law = reference::evaluateAll(*plan.program, inputs, support::kNobody);
      if (support::firstDifference(wrong, inputs, law, support::kNobody, scratch.single, false) != ir::kNone)
        return true;
    }
  }
  return false;
}

TEST_CASE("a planted fault of any kind is noticed", "[agree]") {
  std::vector<Plan> plans;
  for (std::uint64_t seed = 1; seed <= kMutatedBooks; ++seed) plans.push_back(support::planOfText(randomBook(seed)));
  const auto noticed = [&](const Mutation& mutation, bool byDecision) {
    for (std::uint64_t seed = 1; seed <= kMutatedBooks; ++seed)
      if (isNoticed(plans[seed - 1], mutation, seed, byDecision)) return true;
    return false;
  };
  for (const Mutation& mutation : valueMutations()) {
    INFO(mutation.name);
    CHECK(noticed(mutation, false));
  }
  for (const Mutation& mutation : decisionMutations()) {
    INFO(mutation.name);
    CHECK(noticed(mutation, true));
  }
}

}  // namespace
}  // namespace regard::agree
