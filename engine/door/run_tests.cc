// A rulebook's own tests, each on the reference evaluator and on the fast one. What failed is told as a marketer would
// ask: who was first instead, what held the action back, what the figure really is.

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/format.h"
#include "dsl/ir/print.h"
#include "engine/decide/decide.h"
#include "engine/gather/gather.h"
#include "engine/reference/explain.h"
#include "regard/rulebook.h"

namespace regard {
namespace {

/// One test, run: what happened, and how to tell it.
class Run {
 public:
  Run(const Plan& plan, const ir::Test& test, Scratch& scratch)
      : program_(*plan.program),
        inputs_(gatherTest(program_, plan.zone, test)),
        values_(reference::evaluateAll(program_, inputs_, {ir::kNone, -1, {}, {}, {}, {}})),
        law_(reference::evaluate(program_, inputs_)) {
    decide(plan, inputs_, test.seed, scratch, fast_);
  }

  bool evaluatorsAgree() const { return fast_ == law_.decision; }
  std::string disagreement() const {
    return fmt::format("the reference evaluator keeps {}, the fast one {}: this is a fault of Regard, please report it",
                       listed(law_.decision), listed(fast_));
  }

  /// What happened instead, or nothing if the expectation was met.
  std::string found(const ir::Expectation& expected) const {
    switch (expected.kind) {
      case ir::ExpectKind::kFirst: return foundFirst(expected);
      case ir::ExpectKind::kOffered: return foundOffered(expected);
      case ir::ExpectKind::kWithheld: return foundWithheld(expected);
      case ir::ExpectKind::kHolds: return foundHolds(expected);
    }
    return {};
  }

 private:
  const reference::Outcome& outcomeOf(std::uint32_t action) const { return law_.outcomes[action]; }
  const std::string& nameOf(std::uint32_t action) const { return program_.actions[action].name; }

  std::string channelOf(const Scored& kept) const {
    if (kept.channel < 0) return {};
    return program_.choices[ir::kChannelChoice].members[static_cast<std::size_t>(kept.channel)].name;
  }

  std::string listed(const Decision& decision) const {
    if (decision.kept.empty()) return "nothing";
    std::string list;
    for (const Scored& kept : decision.kept) {
      list += (list.empty() ? "" : ", ") + nameOf(kept.action);
      if (const std::string channel = channelOf(kept); !channel.empty()) list += " by " + channel;
      list += " at " + formatMoney(kept.priority, program_.currency);
    }
    return list;
  }

  /// "human_callback is offered by call at rank 1, with a priority of $24" or "… is withheld by eligible: arrears = …".
  std::string fateOf(std::uint32_t action) const {
    const reference::Outcome& outcome = outcomeOf(action);
    if (outcome.kept) {
      const Scored& kept = law_.decision.kept[outcome.rank - 1];
      const std::string channel = channelOf(kept);
      return fmt::format("{} is offered{}{} at rank {}, with a priority of {}", nameOf(action),
                         channel.empty() ? "" : " by ", channel, outcome.rank,
                         formatMoney(kept.priority, program_.currency));
    }
    const reference::Explanation said = reference::explain(program_, inputs_, outcome);
    return fmt::format("{} is withheld by {}: {}", nameOf(action), said.stage, said.sentence);
  }

  bool wrongChannel(const ir::Expectation& expected) const {
    const Scored& kept = law_.decision.kept[outcomeOf(expected.action).rank - 1];
    return expected.channel >= 0 && kept.channel != expected.channel;
  }

  /// What is mandatory goes ahead of what was ranked; it is first only where one asks for it.
  const Scored* firstByMerit(std::uint32_t wanted) const {
    for (const Scored& kept : law_.decision.kept)
      if (!kept.mandatory || kept.action == wanted) return &kept;
    return nullptr;
  }

  std::string foundFirst(const ir::Expectation& expected) const {
    const Scored* first = firstByMerit(expected.action);
    if (first == nullptr) return fmt::format("nothing is offered; {}", fateOf(expected.action));
    if (first->action != expected.action)
      return fmt::format("{} is first, with a priority of {}; {}", nameOf(first->action),
                         formatMoney(first->priority, program_.currency), fateOf(expected.action));
    return wrongChannel(expected) ? fateOf(expected.action) : std::string();
  }

  std::string foundOffered(const ir::Expectation& expected) const {
    const bool met = outcomeOf(expected.action).kept && !wrongChannel(expected);
    return met ? std::string() : fateOf(expected.action);
  }

  std::string foundWithheld(const ir::Expectation& expected) const {
    const reference::Outcome& outcome = outcomeOf(expected.action);
    const bool byPolicy = expected.policy >= 0;
    const bool bySame = byPolicy ? reference::forbids(program_, inputs_, outcome, expected.policy)
                                 : !expected.hasStage || outcome.stage == expected.stage;
    const bool met = !outcome.kept && bySame;
    return met ? std::string() : fateOf(expected.action);
  }

  std::string foundHolds(const ir::Expectation& expected) const {
    if (values_[expected.holds].truth() == Truth::True) return {};
    if (expected.actual != ir::kNone) {
      const std::string because = reference::causeOf(program_, values_, expected.actual);
      return fmt::format(
          "{} is {}{}{}", reference::nameOf(program_, expected.actual),
          reference::spell(program_, inputs_, ir::typeOf(program_.insts[expected.actual]), values_[expected.actual]),
          because.empty() ? "" : ": ", because);
    }
    std::string facts;
    for (const reference::Fact& fact : reference::whyNotTrue(program_, inputs_, values_, expected.holds))
      facts += (facts.empty() ? "" : "; ") + reference::sentenceOf(fact);
    return facts;
  }

  const ir::Program& program_;
  Inputs inputs_;
  std::vector<Scalar> values_;  ///< of every instruction, without a candidate
  reference::Result law_;
  Decision fast_;
};

struct Standing {
  std::string path;
  std::uint32_t line = 0;
};

Standing standingOf(const ir::Program& program, Span span) {
  if (span.file >= program.sources.size()) return {};
  const ir::Source& source = program.sources[span.file];
  return {source.path, placeOf(source.text, span.begin).line};
}

TestFailure failureAt(const ir::Program& program, Span span, std::string found) {
  const Standing at = standingOf(program, span);
  return {ir::excerpt(program, span), std::move(found), at.path, at.line};
}

}  // namespace

std::vector<TestResult> runTests(const Rulebook& rulebook) {
  const ir::Program& program = *rulebook.program();
  const auto plan = makePlan(rulebook.program(), Catalog{});
  Scratch scratch;
  std::vector<TestResult> results;
  for (const ir::Test& test : program.tests) {
    const Standing at = standingOf(program, test.span);
    TestResult& result = results.emplace_back(TestResult{test.title, at.path, at.line, {}});
    if (!plan) {
      result.failures.push_back({{}, plan.fault().message, at.path, at.line});
      continue;
    }
    const Run run(*plan, test, scratch);
    if (!run.evaluatorsAgree()) result.failures.push_back({{}, run.disagreement(), at.path, at.line});
    for (const ir::Expectation& expected : test.expected)
      if (std::string found = run.found(expected); !found.empty())
        result.failures.push_back(failureAt(program, expected.span, std::move(found)));
  }
  return results;
}

}  // namespace regard
