#include "engine/door/decision_result.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/format.h"
#include "base/posterior.h"
#include "dsl/ir/print.h"
#include "engine/door/values.h"
#include "engine/exact/machine.h"
#include "engine/reference/explain.h"

namespace regard {
namespace {

std::string nameOfIssue(const ir::Program& program, const ir::Action& action) {
  return action.issue < 0 ? std::string() : program.issues[static_cast<std::size_t>(action.issue)].name;
}

std::string nameOfChannel(const ir::Program& program, std::int16_t channel) {
  if (channel < 0) return {};
  return program.choices[ir::kChannelChoice].members[static_cast<std::size_t>(channel)].name;
}

std::string rankFormula(const ir::Program& program) {
  const Span span = program.arbitration.rankSpan;
  return span.begin == span.end ? "propensity * (value + benefit - cost)" : ir::excerpt(program, span);
}

std::vector<LeverEffect> leversOf(const ir::Program& program, const Scored& kept) {
  std::vector<LeverEffect> effects;
  const auto& levers = program.actions[kept.action].levers;
  for (std::size_t i = 0; i < levers.size(); ++i) {
    if ((kept.levers >> i & 1U) == 0) continue;
    const std::string sign = levers[i].change.e8 > 0 ? "+" : "";
    effects.push_back({sign + formatPercent(levers[i].change), ir::excerpt(program, levers[i].span)});
  }
  return effects;
}

std::optional<LearnedPropensity> learnedOf(const ir::Program& program, const Inputs& inputs, const Scored& kept) {
  const ir::Action& action = program.actions[kept.action];
  if (action.learned.empty()) return std::nullopt;
  const ir::Learned& prior = action.learned.front();
  const auto isIts = [&](const Evidence& one) { return one.action == kept.action && one.channel == kept.channel; };
  const auto found = std::find_if(inputs.evidence.begin(), inputs.evidence.end(), isIts);
  const Evidence answers = found == inputs.evidence.end() ? Evidence{} : *found;
  LearnedPropensity learned;
  learned.yes = static_cast<double>(prior.prior.e8) / static_cast<double>(kOneE8) * prior.answers + answers.yes;
  learned.of = prior.answers + answers.of;
  learned.mean = Figure::share(posteriorMean(prior.prior, prior.answers, answers.yes, answers.of).e8);
  learned.drawn = inputs.explores(program, ir::ExploreKind::kThompson);
  return learned;
}

/// "eligible: monthly_charges >= $80 (monthly_charges = $95.50)" for each clause, in stage order.
std::vector<std::string> becauseOf(const ir::Program& program, reference::Explainer& explainer, const Scored& kept) {
  std::vector<std::string> because;
  const reference::Candidate candidate{kept.action, kept.channel, {}, {}, {}, {}};
  const ir::Action& action = program.actions[kept.action];
  for (std::uint32_t i = action.firstClause; i < action.firstClause + action.clauseCount; ++i) {
    const ir::Clause& clause = program.clauses[i];
    if (clause.kind != ir::ClauseKind::kCondition) continue;  // what forbids let it pass, as it does most
    const std::string text = ir::excerpt(program, program.spans[clause.span]);
    std::vector<std::string> facts;
    for (const reference::Fact& fact : explainer.whyTrue(candidate, clause.expr)) {
      std::string said = fmt::format("{} = {}", fact.subject, fact.found);
      if (said != text) facts.push_back(std::move(said));  // or the clause would be said twice
    }
    std::string line = fmt::format("{}: {}", ir::stageName(clause.stage), text);
    if (!facts.empty()) line += fmt::format(" ({})", fmt::join(facts, ", "));
    because.push_back(std::move(line));
  }
  return because;
}

/// All that is told of an action but its figures.
void describe(const ir::Program& program, const Scored& kept, OfferedAction& offered) {
  const ir::Action& action = program.actions[kept.action];
  offered.action = action.name;
  offered.title = action.title;
  offered.issue = nameOfIssue(program, action);
  if (action.group >= 0) offered.group = program.groups[static_cast<std::size_t>(action.group)].name;
  offered.channel = nameOfChannel(program, kept.channel);
  if (kept.treatment >= 0) offered.treatment = action.treatments[static_cast<std::size_t>(kept.treatment)].title;

  offered.mandatory = action.mandatory;
  const ir::Brings& brings = action.brings;
  offered.queue = brings.queue;
  offered.skill = brings.skill;
  offered.question = brings.question;
  offered.topic = brings.topic;
  if (brings.promise >= 0) offered.promise = program.promises[static_cast<std::size_t>(brings.promise)].name;
  offered.effect = brings.effect;
  for (const ir::EffectDetail& detail : brings.effectDetails)
    offered.effectDetails.emplace_back(detail.name, detail.value);
  offered.silently = brings.silently;
}

}  // namespace

std::vector<OfferedAction> factorsOf(const ir::Program& program, const Inputs& inputs, const Decision& decision) {
  const std::string formula = rankFormula(program);
  std::vector<OfferedAction> all(decision.kept.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    OfferedAction& offered = all[i];
    const Scored& kept = decision.kept[i];
    offered.rank = static_cast<std::uint32_t>(i + 1);
    describe(program, kept, offered);
    offered.priority = Figure::money(kept.priority.e4, program.currency);
    offered.propensity = Figure::share(kept.propensity.e8);
    offered.value = Figure::money(kept.value.e4, program.currency);
    offered.benefit = Figure::money(kept.benefit.e4, program.currency);
    offered.cost = Figure::money(kept.cost.e4, program.currency);
    offered.score = Figure::money(kept.score.e4, program.currency);
    offered.weight = Figure::share(kept.weight.e8);
    offered.learned = learnedOf(program, inputs, kept);
    offered.levers = leversOf(program, kept);
    offered.formula = formula;
  }
  return all;
}

namespace {

/// Treatment texts, by the values that `machine` has of the kept.
void tellTexts(const ir::Program& program, Session& session, const Scored& kept, exact::Machine& machine,
               OfferedAction& offered) {
  machine.beginCandidate(kept.action, kept.channel);
  const auto valueOfToken = [&](ir::InstIndex token) { return machine.demand(token); };
  std::vector<RenderedField> fields = session.renderer.render(program, session.inputs, kept, valueOfToken);
  offered.texts.reserve(fields.size());
  for (RenderedField& field : fields) offered.texts.push_back({std::move(field.name), std::move(field.text)});
}

WithheldAction withheldOf(const ir::Program& program, reference::Explainer& explainer,
                          const reference::Outcome& outcome) {
  reference::Explanation said = explainer.explain(outcome);
  WithheldAction withheld;
  withheld.action = std::move(said.action);
  withheld.title = std::move(said.title);
  withheld.issue = nameOfIssue(program, program.actions[outcome.action]);
  withheld.channel = nameOfChannel(program, outcome.channel);
  withheld.stage = std::move(said.stage);
  withheld.sentence = std::move(said.sentence);
  for (reference::Fact& fact : said.facts)
    withheld.facts.push_back({std::move(fact.subject), std::move(fact.found), std::move(fact.needed)});
  withheld.clause = std::move(said.clause);
  withheld.path = std::move(said.path);
  withheld.line = said.line;
  return withheld;
}

/// Bundles of which everything they need is offered.
std::vector<OfferedBundle> bundlesOf(const ir::Program& program, const std::vector<Scored>& kept) {
  const auto isOffered = [&](std::uint32_t action) {
    return std::any_of(kept.begin(), kept.end(), [&](const Scored& scored) { return scored.action == action; });
  };
  std::vector<OfferedBundle> bundles;
  for (const ir::Bundle& bundle : program.bundles) {
    if (!std::all_of(bundle.needs.begin(), bundle.needs.end(), isOffered)) continue;
    OfferedBundle& offered = bundles.emplace_back(OfferedBundle{bundle.name, bundle.title, {}});
    for (const std::uint32_t action : bundle.needs) offered.actions.push_back(program.actions[action].name);
    for (const std::uint32_t action : bundle.mayAdd)
      if (isOffered(action)) offered.actions.push_back(program.actions[action].name);
  }
  return bundles;
}

std::string placeOf(const reference::Outcome& outcome) {
  if (outcome.kept) return fmt::format("it ranks {}", reference::ordinal(outcome.rank));
  return outcome.rankIfKept == 0 ? std::string()
                                 : fmt::format("it ranks {} and is withheld", reference::ordinal(outcome.rankIfKept));
}

/// Beside the decision the one without exploration: what chance did to each place.
void tellChance(const ir::Program& program, const Inputs& inputs, const reference::Result& law,
                DecisionResult& result) {
  Inputs settled = inputs;
  settled.seed.reset();
  const reference::Result without = reference::Explainer(program, settled).evaluate();
  auto withheld = result.withheld.begin();  // in the order of the outcomes; what is offered, in that of the ranks
  for (const reference::Outcome& is : law.outcomes) {
    std::string& into = is.kept ? result.offered[is.rank - 1].chance : (withheld++)->chance;
    const reference::Outcome& was = without.outcomes[is.action];
    if (is.kept == was.kept && is.rank == was.rank) continue;
    const bool isLifted = is.kept && (!was.kept || is.rank < was.rank);
    into = fmt::format("{} by exploration: without, {}", isLifted ? "lifted" : "passed", placeOf(was));
  }
}

std::vector<std::string> notesOf(const Plan& plan) {
  std::vector<std::string> notes = plan.notes;
  if (!plan.absent.empty())
    notes.push_back(fmt::format("the store has never seen {}: {} unknown for every {}", fmt::join(plan.absent, ", "),
                                plan.absent.size() == 1 ? "it is" : "they are", plan.program->profileName));
  return notes;
}

}  // namespace

DecisionResult resultOf(const Plan& plan, Session& session, bool explain) {
  const ir::Program& program = *plan.program;
  const std::vector<Scored>& kept = session.decision.kept;
  DecisionResult result;
  result.rulebook = program.name;
  result.title = program.title;
  result.now = formatInstant(session.inputs.nowMs, plan.zone);
  result.locale = session.inputs.locale;
  result.currency = program.currency;
  result.notes = notesOf(plan);
  result.withheldCount = program.actions.size() - kept.size();
  std::optional<reference::Explainer> explainer;
  if (explain) explainer.emplace(program, session.inputs);
  result.offered = factorsOf(program, session.inputs, session.decision);
  exact::Machine machine(plan, session.inputs, session.scratch.single.machine);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    tellTexts(program, session, kept[i], machine, result.offered[i]);
    if (explainer) result.offered[i].because = becauseOf(program, *explainer, kept[i]);
  }
  result.bundles = bundlesOf(program, kept);
  if (!explain) return result;

  const reference::Result law = explainer->evaluate();
  REGARD_CHECK(law.decision == session.decision, "the evaluators disagree on a decision of", program.name);
  for (const reference::Outcome& outcome : law.outcomes)  // by action index, which is by name
    if (!outcome.kept) result.withheld.push_back(withheldOf(program, *explainer, outcome));
  if (session.inputs.seed) tellChance(program, session.inputs, law, result);
  return result;
}

}  // namespace regard
