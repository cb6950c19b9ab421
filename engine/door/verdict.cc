// What failed is told as a marketer would ask: who was first instead and by how much, what held the action back or let
// it through, what the figure is made of.

#include "engine/door/verdict.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "dsl/ir/print.h"
#include "engine/door/brings.h"
#include "engine/door/standing.h"
#include "engine/gather/gather.h"
#include "engine/reference/explain.h"
#include "engine/reference/origin.h"
#include "engine/render/render.h"

namespace regard {
namespace {

constexpr std::string_view kExpect = "expect ";
constexpr reference::Candidate kNoCandidate{ir::kNone, -1, {}, {}, {}, {}};

const std::string& channelName(const ir::Program& program, std::int32_t channel) {
  return program.choices[ir::kChannelChoice].members[static_cast<std::size_t>(channel)].name;
}

std::string byChannel(const ir::Program& program, std::int32_t channel) {
  return channel < 0 ? std::string() : " by " + channelName(program, channel);
}

std::string_view ordinalOf(std::uint32_t rank) {
  constexpr std::string_view kWords[] = {"first", "second", "third"};
  return rank <= std::size(kWords) ? kWords[rank - 1] : std::string_view();
}

}  // namespace

TestRun::TestRun(const Plan& plan, const ir::Test& test, Scratch& scratch)
    : program_(*plan.program),
      channelInput_(plan.channelInput),
      inputs_(gatherTest(program_, plan.zone, test)),
      values_(reference::evaluateAll(program_, inputs_, kNoCandidate)),
      law_(reference::evaluate(program_, inputs_)) {
  decide(plan, inputs_, scratch, fast_);
}

std::string TestRun::disagreement() const {
  if (fast_ == law_.decision) return {};
  return fmt::format("the reference evaluator keeps {}, the fast one {}: this is a fault of Regard, please report it",
                     listed(law_.decision), listed(fast_));
}

std::string TestRun::listed(const Decision& decision) const {
  std::string list;
  for (const Scored& kept : decision.kept)
    list += fmt::format("{}{}{} at {}", list.empty() ? "" : ", ", program_.actions[kept.action].name,
                        byChannel(program_, kept.channel), formatMoney(kept.priority, program_.currency));
  return list.empty() ? "nothing" : list;
}

const Scored* TestRun::keptOf(std::uint32_t action) const {
  const reference::Outcome& outcome = outcomeOf(action);
  return outcome.kept ? &law_.decision.kept[outcome.rank - 1] : nullptr;
}

std::string TestRun::valueText(ir::InstIndex inst) const {
  return reference::spell(program_, inputs_, ir::typeOf(program_.insts[inst]), values_[inst]);
}

TestFailure::Reason TestRun::reasonAt(std::string text, Span span) const {
  const Standing at = standingOf(program_, span);
  return {std::move(text), at.path, at.line};
}

// ---- whether -----------------------------------------------------------------------------------------------------

bool TestRun::isOffered(const ir::Expectation& expected) const {
  const Scored* kept = keptOf(expected.action);
  return kept != nullptr && (expected.channel < 0 || kept->channel == expected.channel) &&
         (!expected.hasPriority || kept->priority == expected.priority) &&
         (expected.kind != ir::ExpectKind::kFirst || firstByMerit(expected.action) == kept);
}

bool TestRun::bringsAndSays(const ir::Expectation& expected) const {
  if (!bringsAll(expected.brings, program_.actions[expected.action].brings)) return false;
  if (expected.saying.empty()) return true;
  const std::vector<std::string> texts = textsOf(*keptOf(expected.action));
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return text.find(expected.saying) != std::string::npos; });
}

std::vector<std::string> TestRun::textsOf(const Scored& kept) const {
  const auto values = reference::evaluateAll(program_, inputs_, {kept.action, kept.channel, {}, {}, {}, {}});
  std::vector<std::string> texts;
  Renderer renderer;
  for (RenderedField& field : renderer.render(program_, inputs_, kept, [&](ir::InstIndex i) { return values[i]; }))
    texts.push_back(std::move(field.text));
  return texts;
}

bool TestRun::isHeldBack(const ir::Expectation& expected) const {
  const reference::Outcome& outcome = outcomeOf(expected.action);
  if (outcome.kept) return false;
  if (expected.policy >= 0) return reference::forbids(program_, inputs_, outcome, expected.policy);
  return !expected.hasStage || outcome.stage == expected.stage;
}

const Scored* TestRun::firstByMerit(std::uint32_t wanted) const {
  for (const Scored& kept : law_.decision.kept)
    if (!kept.mandatory || kept.action == wanted) return &kept;
  return nullptr;
}

bool TestRun::meets(const ir::Expectation& expected) const {
  switch (expected.kind) {
    case ir::ExpectKind::kFirst:
    case ir::ExpectKind::kOffered: return isOffered(expected) && bringsAndSays(expected);
    case ir::ExpectKind::kWithheld: return isHeldBack(expected);
    case ir::ExpectKind::kHolds: return values_[expected.holds].truth() == Truth::True;
  }
  return false;
}

// ---- what --------------------------------------------------------------------------------------------------------

/// As written; of a table's cell, which holds the value alone, together with what its column is headed.
std::string TestRun::expectedValue(const ir::Expectation& expected) const {
  const std::string written = ir::excerpt(program_, expected.span);
  if (written.starts_with(kExpect)) return written.substr(kExpect.size());
  const ir::Inst& holds = program_.insts[expected.holds];
  if (holds.op == ir::Op::kIsUnknown) return reference::nameOf(program_, holds.a) + " is unknown";
  if (expected.actual == ir::kNone || holds.a != expected.actual) return written;
  const bool isConstant = program_.insts[holds.b].op == ir::Op::kConst;
  return fmt::format("{} = {}", reference::nameOf(program_, holds.a),
                     isConstant ? valueText(holds.b) : reference::nameOf(program_, holds.b));
}

std::string TestRun::expectedText(const ir::Expectation& expected) const {
  if (expected.kind == ir::ExpectKind::kHolds) return expectedValue(expected);
  std::string text = program_.actions[expected.action].name;
  text += expected.kind == ir::ExpectKind::kFirst     ? " first"
          : expected.kind == ir::ExpectKind::kOffered ? " offered"
                                                      : " withheld";
  text += byChannel(program_, expected.channel);
  if (expected.policy >= 0)
    text += " by policy " + program_.policies[static_cast<std::size_t>(expected.policy)].name;
  else if (expected.hasStage)
    text += std::string(" by ") + ir::stageName(expected.stage);
  if (expected.hasPriority) text += ", with a priority of " + formatMoney(expected.priority, program_.currency);
  if (const std::string brings = bringsText(program_, expected.brings); !brings.empty()) text += ", with " + brings;
  return expected.saying.empty() ? text : fmt::format("{}, saying \"{}\"", text, expected.saying);
}

/// "human_callback second by call, with a priority of $24.00" or "human_callback withheld by eligible".
std::string TestRun::fateOf(std::uint32_t action) const {
  const std::string& name = program_.actions[action].name;
  const Scored* kept = keptOf(action);
  if (kept == nullptr) return fmt::format("{} withheld by {}", name, ir::stageName(outcomeOf(action).stage));
  const std::uint32_t rank = outcomeOf(action).rank;
  const std::string_view ordinal = ordinalOf(rank);
  return fmt::format("{} {}{}, with a priority of {}", name,
                     ordinal.empty() ? fmt::format("offered as number {}", rank) : std::string(ordinal),
                     byChannel(program_, kept->channel), formatMoney(kept->priority, program_.currency));
}

/// What an offered action brings and says, as far as that was expected.
std::string TestRun::foundBeside(const ir::Expectation& expected) const {
  const Scored* kept = keptOf(expected.action);
  if (kept == nullptr) return {};
  std::string found;
  if (!bringsText(program_, expected.brings).empty()) {
    const std::string brings = bringsText(program_, program_.actions[expected.action].brings);
    found += ", with " + (brings.empty() ? "nothing besides" : brings);
  }
  if (expected.saying.empty()) return found;
  const std::vector<std::string> texts = textsOf(*kept);
  if (texts.empty()) return found + ", saying nothing";
  return fmt::format("{}, saying \"{}\"", found, fmt::join(texts, "\", \""));
}

/// The left side's value, and the right side's if it was computed too.
std::string TestRun::valuesFound(const ir::Expectation& expected) const {
  if (expected.actual == ir::kNone) {
    const Scalar holds = values_[expected.holds];
    return holds.isKnown() ? "no" : valueText(expected.holds);
  }
  std::string found = fmt::format("{} = {}", reference::nameOf(program_, expected.actual), valueText(expected.actual));
  const ir::InstIndex right = program_.insts[expected.holds].b;
  const bool isComparison = program_.insts[expected.holds].a == expected.actual;
  if (isComparison && program_.insts[right].op != ir::Op::kConst)
    found += fmt::format(", {} = {}", reference::nameOf(program_, right), valueText(right));
  return found;
}

std::string TestRun::foundText(const ir::Expectation& expected) const {
  if (expected.kind == ir::ExpectKind::kHolds) return valuesFound(expected);
  const std::string fate = fateOf(expected.action) + foundBeside(expected);
  const Scored* first = firstByMerit(expected.action);
  if (expected.kind != ir::ExpectKind::kFirst || (first != nullptr && first->action == expected.action)) return fate;
  return fmt::format("{}; {}", first == nullptr ? "nothing is offered" : fateOf(first->action), fate);
}

// ---- why ---------------------------------------------------------------------------------------------------------

void TestRun::whyWithheld(std::uint32_t action, Reasons& into) const {
  const reference::Explanation said = reference::explain(program_, inputs_, outcomeOf(action));
  const bool hasRule = outcomeOf(action).why == reference::Outcome::Why::kClause && !said.clause.empty();
  const std::string rule = hasRule ? fmt::format("{}: ", said.clause) : std::string();
  into.push_back({rule + said.sentence, said.path, said.line});
  if (outcomeOf(action).hasScore) whyPriority(action, into);
}

/// The clauses that could have held it back, with what they found.
void TestRun::whyLetThrough(const ir::Expectation& expected, Reasons& into) const {
  const ir::Action& action = program_.actions[expected.action];
  const auto values =
      reference::evaluateAll(program_, inputs_, {expected.action, keptOf(expected.action)->channel, {}, {}, {}, {}});
  for (std::uint32_t i = action.firstClause; i < action.firstClause + action.clauseCount; ++i) {
    const ir::Clause& clause = program_.clauses[i];
    if (expected.hasStage && clause.stage != expected.stage) continue;
    std::string facts;
    for (const reference::Fact& fact : reference::whyTrue(program_, inputs_, values, clause.expr))
      facts += fmt::format("{}{} = {}", facts.empty() ? "" : ", ", fact.subject, fact.found);
    const Span span = program_.spans[clause.span];
    into.push_back(
        reasonAt(fmt::format("{} {}: {}", ir::stageName(clause.stage), ir::excerpt(program_, span), facts), span));
  }
  const bool mayHold =
      !expected.hasStage || (expected.stage >= ir::Stage::kEligible && expected.stage <= ir::Stage::kSuitable);
  if (expected.hasStage && expected.stage == ir::Stage::kDiversity)
    for (const ir::DiversityCap& cap : program_.arbitration.caps)
      into.push_back(reasonAt(ir::excerpt(program_, cap.span), cap.span));
  if (expected.hasStage && expected.stage == ir::Stage::kKeep)
    into.push_back(
        reasonAt(fmt::format("{} actions are kept", program_.arbitration.keep), program_.arbitration.keepSpan));
  if (into.empty() && mayHold)
    into.push_back(reasonAt(fmt::format("{} has no clause {}", action.name,
                                        expected.hasStage ? ir::stageName(expected.stage) : "that holds it back"),
                            action.span));
}

/// The figures and what they are made of, each where it is written; then what changes the weight.
void TestRun::whyPriority(std::uint32_t action, Reasons& into) const {
  const Scored& scored = outcomeOf(action).scored;
  const ir::Action& of = program_.actions[action];
  const auto money = [&](Money amount) { return formatMoney(amount, program_.currency); };
  into.push_back(reasonAt(
      fmt::format("{} has {}: score {} (propensity {}, value {}, benefit {}, cost {}), weight {}", of.name,
                  money(scored.priority), money(scored.score), formatPercent(scored.propensity), money(scored.value),
                  money(scored.benefit), money(scored.cost), formatPercent(scored.weight)),
      of.span));
  const auto values = reference::evaluateAll(program_, inputs_, {action, scored.channel, {}, {}, {}, {}});
  const auto figure = [&](std::string_view name, ir::InstIndex inst, Span written) {
    if (inst == ir::kNone) return;
    into.push_back(reasonAt(fmt::format("{}: {}", name, ir::excerpt(program_, written)), written));
    for (reference::Origin& origin : reference::allOriginsOf(program_, inputs_, values, inst))
      into.push_back(reasonAt(std::move(origin.text), origin.span));
  };
  figure("propensity", of.propensity, of.written.propensity);
  figure("value", of.value, of.written.value);
  figure("benefit", of.benefit, of.written.benefit);
  figure("cost", of.cost, of.written.cost);
  if (const Span rank = program_.arbitration.rankSpan; rank != Span{})
    into.push_back(reasonAt("ranked by: " + ir::excerpt(program_, rank), rank));
  for (std::size_t i = 0; i < of.levers.size(); ++i) {
    const bool counts = (scored.levers >> i & 1U) != 0;
    const Span span = of.levers[i].span;
    into.push_back(reasonAt(fmt::format("{}{}", counts ? "" : "not now: ", ir::excerpt(program_, span)), span));
  }
}

/// The treatment that was chosen, or the action where it has none.
void TestRun::whyItSays(std::uint32_t action, Reasons& into) const {
  const std::int32_t treatment = keptOf(action)->treatment;
  const ir::Action& of = program_.actions[action];
  const Span span = treatment < 0 ? of.span : of.treatments[static_cast<std::size_t>(treatment)].span;
  into.push_back(reasonAt(treatment < 0 ? of.name + " has no treatment" : ir::excerpt(program_, span), span));
}

/// Whether the request itself says by which channel, and it is not the expected one.
bool TestRun::isOtherChannel(const ir::Expectation& expected) const {
  const bool isGiven = channelInput_ >= 0 && inputs_.at(static_cast<std::uint32_t>(channelInput_)).isKnown();
  return isGiven && expected.channel >= 0 && keptOf(expected.action)->channel != expected.channel;
}

void TestRun::whyValue(const ir::Expectation& expected, Reasons& into) const {
  const auto origins = [&](ir::InstIndex of) {
    for (reference::Origin& origin : reference::originOf(program_, inputs_, values_, of))
      into.push_back(reasonAt(std::move(origin.text), origin.span));
  };
  if (expected.actual == ir::kNone) return origins(expected.holds);
  origins(expected.actual);
  if (program_.insts[expected.holds].a == expected.actual) origins(program_.insts[expected.holds].b);
}

TestRun::Reasons TestRun::reasonsOf(const ir::Expectation& expected) const {
  Reasons reasons;
  if (expected.kind == ir::ExpectKind::kHolds) {
    whyValue(expected, reasons);
  } else if (expected.kind == ir::ExpectKind::kWithheld && keptOf(expected.action) != nullptr) {
    whyLetThrough(expected, reasons);
  } else if (keptOf(expected.action) == nullptr) {
    whyWithheld(expected.action, reasons);
  } else if (isOffered(expected)) {
    whyItSays(expected.action, reasons);
  } else if (isOtherChannel(expected)) {
    reasons.push_back(
        {fmt::format("the request comes by {}", channelName(program_, keptOf(expected.action)->channel)), {}, 0});
  } else {
    whyPriority(expected.action, reasons);
  }
  const Scored* first = firstByMerit(expected.action);
  const bool comparesFirst = expected.kind == ir::ExpectKind::kFirst && outcomeOf(expected.action).hasScore;
  if (comparesFirst && first != nullptr && first->action != expected.action) whyPriority(first->action, reasons);
  // What two actions have in common is said once.
  Reasons once;
  for (TestFailure::Reason& reason : reasons)
    if (std::none_of(once.begin(), once.end(), [&](const TestFailure::Reason& other) {
          return other.text == reason.text && other.path == reason.path && other.line == reason.line;
        }))
      once.push_back(std::move(reason));
  return once;
}

TestFailure TestRun::failure(const ir::Expectation& expected) const {
  const Standing at = standingOf(program_, expected.span);
  const std::string written = ir::excerpt(program_, expected.span);
  TestFailure failure;
  failure.expected = expectedText(expected);
  failure.expectation = written.starts_with(kExpect) ? written : std::string(kExpect) + failure.expected;
  failure.found = foundText(expected);
  failure.because = reasonsOf(expected);
  failure.path = at.path;
  failure.line = at.line;
  failure.column = at.column;
  return failure;
}

}  // namespace regard
