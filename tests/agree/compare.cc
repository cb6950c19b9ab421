#include "tests/agree/compare.h"

#include <utility>

#include "dsl/ir/print.h"
#include "engine/reference/explain.h"
#include "tests/agree/batch_compare.h"
#include "tests/agree/random_book.h"
#include "tests/agree/shrink.h"
#include "tests/support/both.h"
#include "tests/support/plan_of_text.h"

namespace regard::agree {
namespace {

std::string differenceInWords(const Plan& plan, const Inputs& inputs, const std::vector<Scalar>& law,
                              const reference::Candidate& candidate, ir::InstIndex inst) {
  exact::Scratch scratch;
  exact::Machine machine(plan, inputs, scratch);
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
  if (program.actions.empty()) return {candidate};
  candidate.action = static_cast<std::uint32_t>(random.below(program.actions.size()));
  if (channels > 0) candidate.channel = static_cast<std::int16_t>(random.below(channels));
  reference::Candidate ranked = candidate;
  ranked.propensity = Scalar::known(Cell::ofInt(kOneE8 / 8));
  ranked.value = Scalar::known(Cell::ofInt(1'234'567));
  ranked.benefit = Scalar::known(Cell::ofInt(-50'000));
  ranked.cost = Scalar::known(Cell::ofInt(99'900));
  return {support::kNobody, candidate, ranked};
}

/// What an Explainer computes and looks up once, beside the law; `inWords`: the explanations too.
std::string explainedDifference(const ir::Program& program, const Inputs& inputs, const reference::Result& law,
                                bool inWords) {
  reference::Explainer explainer(program, inputs);
  const reference::Result once = explainer.evaluate();
  if (!(once.decision == law.decision)) return "the values agree, and computed once they give another decision";
  for (const reference::Outcome& outcome : law.outcomes) {
    const std::string& action = program.actions[outcome.action].name;
    if (!(once.outcomes[outcome.action] == outcome)) return "computed once, " + action + " comes to something else";
    if (!inWords) continue;
    const reference::Explanation plain = reference::explain(program, inputs, outcome);
    const reference::Explanation said = explainer.explain(outcome);
    if (!(said == plain)) return action + " is explained by `" + said.sentence + "`, by the law: " + plain.sentence;
  }
  return {};
}

}  // namespace

Inputs customerOf(const ir::Program& program, std::uint64_t seed, int customer) {
  Random random(seed * 1'000 + static_cast<std::uint64_t>(customer));
  return randomCustomer(program, random);
}

std::string Comparison::valueDifference(const Plan& plan, const Inputs& inputs, std::uint64_t seed, int customer,
                                        bool eachAlone) {
  for (const reference::Candidate& candidate : candidatesToTry(*plan.program, seed, customer)) {
    const auto law = reference::evaluateAll(*plan.program, inputs, candidate);
    const ir::InstIndex found =
        support::firstDifference(plan, inputs, law, candidate, scratch_.single.machine, eachAlone);
    if (found != ir::kNone) return differenceInWords(plan, inputs, law, candidate, found);
    tally.addValues(*plan.program, law);
  }
  return {};
}

std::vector<Plan> plansOf(const std::shared_ptr<const ir::Program>& program) {
  PlanOptions none, coarse;
  none.index.columns = false;
  coarse.index.everyColumn = true;
  coarse.index.bucketsMax = 2;
  std::vector<Plan> plans;
  for (const PlanOptions& options : {PlanOptions{}, none, coarse})
    plans.push_back(makePlan(program, Catalog{}, options).value());
  return plans;
}

std::string Comparison::difference(const std::vector<Plan>& plans, std::uint64_t seed, int customer, bool eachAlone) {
  const Plan& plan = plans.front();
  const Inputs inputs = customerOf(*plan.program, seed, customer);
  tally.addCustomer(*plan.program, inputs);
  if (std::string found = valueDifference(plan, inputs, seed, customer, eachAlone); !found.empty()) return found;
  customers_.push_back(inputs);
  laws_.push_back(reference::evaluate(*plan.program, inputs));
  const reference::Result& law = laws_.back();
  tally.addOutcomes(*plan.program, law);
  if (std::string found = explainedDifference(*plan.program, inputs, law, eachAlone); !found.empty()) return found;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    decide(plans[i], inputs, scratch_, decision_);
    if (decision_ == law.decision) continue;
    return "the values agree and the decision by plan " + std::to_string(i) + " differs: the law keeps " +
           std::to_string(law.decision.kept.size()) + ", the fast evaluator " + std::to_string(decision_.kept.size());
  }
  return {};
}

std::string Comparison::batchDifference(const Plan& plan) {
  const Verdicts law = verdictsOf(*plan.program, std::exchange(laws_, {}));
  const std::vector<Inputs> customers = std::exchange(customers_, {});
  const std::string found =
      agree::difference(*plan.program, law, verdictsOf(batch::makeBatchPlan(plan), customers, batch::kBlockRowsMax));
  return found.empty() ? found : "in batch, " + found;
}

std::string anyDifference(const std::string& text, std::uint64_t seed, int customers) {
  const std::optional<Plan> plan = support::planIfSound(text);
  if (!plan) return {};
  const std::vector<Plan> plans = plansOf(plan->program);
  Comparison comparison;
  for (int customer = 0; customer < customers; ++customer)
    if (std::string found = comparison.difference(plans, seed, customer, true); !found.empty())
      return "customer " + std::to_string(customer) + ": " + found;
  return comparison.batchDifference(plans.front());
}

std::string failureReport(const std::string& text, std::uint64_t seed, int customers) {
  const std::string least =
      shrunk(text, [&](const std::string& less) { return !anyDifference(less, seed, customers).empty(); });
  return "seed " + std::to_string(seed) + ", " + anyDifference(least, seed, customers) + "\n" + least;
}

}  // namespace regard::agree
