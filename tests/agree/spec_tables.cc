// The tables of tests/spec that need the whole language: rule text through the compiler, on both evaluators, and what
// is decided in bulk as well.

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

#include "engine/gather/gather.h"
#include "engine/reference/explain.h"
#include "tests/agree/batch_compare.h"
#include "tests/support/both.h"
#include "tests/support/compile_text.h"

namespace regard {
namespace {

struct Row {
  std::size_t line = 0;
  std::string rules, given, result;
};

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

/// The parts between separators that follow a blank, so that a `;` inside a sentence is part of it.
std::vector<std::string> splitAt(const std::string& text, const std::string& separator) {
  std::vector<std::string> parts;
  std::size_t at = 0;
  for (std::size_t end; (end = text.find(" " + separator, at)) != std::string::npos; at = end + 1 + separator.size())
    parts.push_back(trimmed(text.substr(at, end - at)));
  parts.push_back(trimmed(text.substr(at)));
  return parts;
}

std::string fileText(const std::string& name) {
  std::ifstream file(std::string(REGARD_SPEC_DIR) + "/" + name);
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<Row> rowsOf(const std::string& chapter) {
  std::vector<Row> rows;
  std::istringstream lines(fileText(chapter + ".csv"));
  bool seenHeader = false;
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    const bool isHeader = !std::exchange(seenHeader, true);
    if (isHeader) continue;
    const std::vector<std::string> cells = splitAt(line, ";");
    INFO(chapter << ".csv:" << number << ": " << line);
    REQUIRE(cells.size() == 4);
    rows.push_back({number, cells[0], cells[1], cells[2]});
  }
  return rows;
}

/// Rules as they stand in one cell: a declaration begins on a line of its own.
std::string onLines(const std::string& rules) {
  static const std::string kLineEnd = " ⏎ ";
  std::string text = rules;
  for (std::size_t at; (at = text.find(kLineEnd)) != std::string::npos;) text.replace(at, kLineEnd.size(), "\n");
  return text;
}

Inputs customerOf(const Plan& plan) { return gatherTest(*plan.program, plan.zone, plan.program->tests.at(0)); }

/// The value of `formula answer`, spelled; both evaluators must give it.
std::string answerOf(const std::string& book) {
  const Plan plan = support::planOfText(book);
  const ir::Program& program = *plan.program;
  const Inputs inputs = customerOf(plan);
  const auto law = reference::evaluateAll(program, inputs, support::kNobody);
  exact::Scratch scratch;
  CHECK(support::firstDifference(plan, inputs, law, support::kNobody, scratch, true) == ir::kNone);
  for (const ir::Named& named : program.names)
    if (named.name == "answer")
      return reference::spell(program, inputs, ir::typeOf(program.insts[named.inst]), law[named.inst]);
  return "no formula `answer`";
}

/// `given`: what a row's second column says to a test.
using Given = std::string (*)(const std::string& column);
std::string aCustomer(const std::string& column) { return "customer { " + column + " }"; }
std::string aTest(const std::string& column) { return column; }

void checkExpressions(const std::string& chapter, Given given) {
  const std::string declarations = fileText(chapter + ".regard");
  for (const Row& row : rowsOf(chapter)) {
    INFO(chapter << ".csv:" << row.line << ": " << row.rules << " ; " << row.given);
    CHECK(answerOf(declarations + "formula answer = " + row.rules + "\ntest \"row\" { " + given(row.given) +
                   " expect answer is known }\n") == row.result);
  }
}

TEST_CASE("tests/spec: truth", "[spec]") { checkExpressions("02-truth", aCustomer); }
TEST_CASE("tests/spec: missing values", "[spec]") { checkExpressions("03-missing-values", aCustomer); }
TEST_CASE("tests/spec: decision tables", "[spec]") { checkExpressions("05-tables", aCustomer); }
TEST_CASE("tests/spec: rows", "[spec]") { checkExpressions("06-rows", aTest); }
TEST_CASE("tests/spec: others", "[spec]") { checkExpressions("08-others", aTest); }

std::string channelSuffix(const ir::Program& program, std::int16_t channel) {
  if (channel < 0) return "";
  return " by " + program.choices[ir::kChannelChoice].members[static_cast<std::size_t>(channel)].name;
}

/// The kept in rank order, then why each other action was not: the law's words, after the fast evaluator agreed.
std::string outcomeOf(const Plan& plan) {
  const ir::Program& program = *plan.program;
  const Inputs inputs = customerOf(plan);
  const reference::Result law = reference::evaluate(program, inputs);
  Scratch scratch;
  Decision decision;
  decide(plan, inputs, scratch, decision);
  CHECK(decision == law.decision);
  const batch::BatchPlan batchPlan = batch::makeBatchPlan(plan);
  const auto inBulk = agree::verdictsOf(batchPlan, {inputs}, 1, batch::kernelsOf(batch::bestLevel()));
  CHECK(agree::difference(program, agree::verdictsOf(program, {law}), inBulk).empty());

  std::string said;
  const auto add = [&](const std::string& part) { said += (said.empty() ? "" : " | ") + part; };
  for (const Scored& kept : law.decision.kept)
    add(program.actions[kept.action].name + channelSuffix(program, kept.channel));
  for (const reference::Outcome& outcome : law.outcomes) {
    const reference::Explanation why = reference::explain(program, inputs, outcome);
    CHECK(why.kept == outcome.kept);
    if (!outcome.kept) add(why.action + " " + why.stage + ": " + why.sentence);
  }
  return said;
}

void checkDecisions(const std::string& chapter) {
  const std::string declarations = fileText(chapter + ".regard");
  for (const Row& row : rowsOf(chapter)) {
    INFO(chapter << ".csv:" << row.line << ": " << row.rules << " ; " << row.given);
    CHECK(outcomeOf(support::planOfText(declarations + onLines(row.rules) + "\ntest \"row\" { " + row.given +
                                        " }\n")) == row.result);
  }
}

TEST_CASE("tests/spec: decisions", "[spec]") { checkDecisions("04-decisions"); }
TEST_CASE("tests/spec: policies", "[spec]") { checkDecisions("07-policies"); }

TEST_CASE("a reason points at the rule", "[spec]") {
  const std::string rules =
      "\naction a \"An offer\" {\n  benefit £5\n  eligible when visits > 3\n    and not\n  vulnerable\n}\n";
  const std::string declarations = fileText("04-decisions.regard");
  const Plan plan =
      support::planOfText(declarations + rules + "test \"t\" { customer { visits 5, vulnerable yes } }\n");
  const Inputs inputs = customerOf(plan);
  const auto law = reference::evaluate(*plan.program, inputs);
  const auto why = reference::explain(*plan.program, inputs, law.outcomes.at(0));
  const auto linesBefore = std::count(declarations.begin(), declarations.end(), '\n');
  CHECK(why.title == "An offer");
  CHECK(why.path == "book.regard");
  CHECK(why.line == static_cast<std::uint32_t>(linesBefore) + 5);
  CHECK(why.clause == "not vulnerable");
  REQUIRE(why.facts.size() == 1);
  CHECK(why.facts[0].subject == "vulnerable");
}

}  // namespace
}  // namespace regard
