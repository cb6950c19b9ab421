#include "regard/coverage.h"

#include "engine/coverage/coverage.h"
#include "engine/door/standing.h"
#include "engine/door/values.h"
#include "engine/gather/gather.h"

namespace regard {
namespace {

CoveredCondition::Outcome outcomeOf(const coverage::Condition& condition, Truth truth, Coverage::Count& count) {
  const CoveredCondition::Outcome outcome{condition.possible.has(truth), condition.seen.has(truth)};
  count.possible += outcome.possible;
  count.seen += outcome.seen;
  return outcome;
}

CoveredCondition shown(const ir::Program& program, const coverage::Condition& condition, Coverage& into) {
  const Standing at = standingOf(program, condition.span);
  CoveredCondition covered{std::string(condition.kind), condition.owner, condition.text, at.path, at.line, {}, {}, {}};
  covered.isTrue = outcomeOf(condition, Truth::True, into.isTrue);
  covered.isFalse = outcomeOf(condition, Truth::False, into.isFalse);
  covered.isUnknown = outcomeOf(condition, Truth::Unknown, into.isUnknown);
  return covered;
}

}  // namespace

Expected<Coverage> coverageOf(const Rulebook& rulebook) {
  const ir::Program& program = *rulebook.program();
  const auto plan = makePlan(rulebook.program(), Catalog{});
  if (!plan) return errorOf(plan.fault());
  coverage::Counter counter(program);
  for (const ir::Test& test : program.tests) {
    const Inputs inputs = gatherTest(program, plan->zone, test);
    counter.see(inputs, reference::evaluate(program, inputs));
  }
  Coverage result;
  for (const coverage::Condition& condition : counter.conditions())
    result.conditions.push_back(shown(program, condition, result));
  return result;
}

}  // namespace regard
