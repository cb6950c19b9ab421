// A rulebook's own tests, each on the reference evaluator and on the fast one.

#include "engine/door/standing.h"
#include "engine/door/verdict.h"
#include "regard/rulebook.h"

namespace regard {

std::vector<TestResult> runTests(const Rulebook& rulebook) {
  const ir::Program& program = *rulebook.program();
  const auto plan = makePlan(rulebook.program(), Catalog{});
  Scratch scratch;
  std::vector<TestResult> results;
  for (const ir::Test& test : program.tests) {
    const Standing at = standingOf(program, test.span);
    TestResult& result = results.emplace_back(TestResult{test.title, at.path, at.line, {}});
    const auto stopped = [&](std::string found) {
      result.failures.push_back({{}, "a decision", std::move(found), {}, at.path, at.line, at.column});
    };
    if (!plan) {
      stopped(plan.fault().message);
      continue;
    }
    const TestRun run(*plan, test, scratch);
    if (std::string disagreement = run.disagreement(); !disagreement.empty()) stopped(std::move(disagreement));
    for (const ir::Expectation& expected : test.expected)
      if (!run.meets(expected)) result.failures.push_back(run.failure(expected));
  }
  return results;
}

}  // namespace regard
