// What follows a customer through time: journeys and experiments.

#include <algorithm>

#include "dsl/sema/context.h"

namespace regard::dsl {
namespace {

void declareExperiment(Context& c, const ast::Experiment& experiment) {
  ir::Choice choice{experiment.name.text, false, {}};
  std::vector<Span> spans;
  ir::Experiment out;
  out.name = experiment.name.text;
  out.title = experiment.title.text;
  out.span = experiment.name.span;
  std::int64_t sum = 0;
  bool each = true;
  for (const ast::Arm& arm : experiment.arms) {
    choice.members.push_back({arm.name.text, {}});
    spans.push_back(arm.name.span);
    out.shares.push_back(arm.share);
    sum += std::min(arm.share.e8, kOneE8 + 1);
    each = each && arm.share.e8 > 0;
  }
  if (!each || sum != kOneE8)
    c.sink.report(Code::E0415, experiment.span,
                  "the arms of " + quoted(experiment.name.text) + " do not share out all customers",
                  "give each arm more than 0%, all together 100%");
  requireMember(c, ir::kOutcomeChoice, experiment.measure, "outcome");
  out.measure = experiment.measure.text;
  if (experiment.within.amount.isPeriod || experiment.within.working)
    c.sink.report(Code::E0204, experiment.within.span, "an answer is waited for exactly so long",
                  "write days or weeks, as in `within 28 days`");
  out.withinMs = experiment.within.amount.amount;
  out.choice = addChoice(c, std::move(choice), spans, experiment.name.span);
  const Type type{TypeKind::kChoice, out.choice};
  const auto index = static_cast<std::uint32_t>(c.out.experiments.size());
  c.out.experiments.push_back(std::move(out));
  const std::uint32_t input = inputNamed(c.out, ir::InputSource::kExperiment, experiment.name.text, type, index);
  addSymbol(c, experiment.name, {Resolved::Kind::kInput, input, experiment.name.span});
}

}  // namespace

std::uint16_t declareJourney(Context& c, const ast::Journey& journey) {
  ir::Choice choice{journey.name.text, true, {{"outside", {}}}};
  std::vector<Span> spans{journey.name.span};
  for (const ast::JourneyStage& stage : journey.stages) {
    choice.members.push_back({stage.name.text, stage.title.text});
    spans.push_back(stage.name.span);
  }
  const std::uint16_t index = addChoice(c, std::move(choice), spans, journey.name.span);
  c.out.journeys.push_back({journey.name.text, journey.title.text, index, journey.name.span});
  return index;
}

Type checkJourney(Context& c, const ast::Journey& journey, std::uint16_t choice) {
  const auto refuse = [&](Span span, std::string fact, std::string hint) {
    c.sink.report(Code::E0417, span, std::move(fact), std::move(hint));
  };
  if (journey.enters.size() != 1)
    refuse(journey.span,
           quoted(journey.name.text) +
               (journey.enters.empty() ? " never says who enters it" : " says twice who enters it"),
           "write one `enter when …`, with `or` between several reasons");
  if (journey.leaves.size() > 1)
    refuse(journey.span, quoted(journey.name.text) + " says twice who leaves it", "write one `leave when …`");
  if (journey.stages.empty())
    refuse(journey.span, quoted(journey.name.text) + " has no stages",
           "write them in order, as in `stage welcome until count(order) >= 1`");
  for (const ast::ExprId condition : journey.enters) typeCondition(c, condition, Where::kRule);
  for (const ast::ExprId condition : journey.leaves) typeCondition(c, condition, Where::kRule);
  for (std::size_t i = 0; i < journey.stages.size(); ++i) {
    const ast::JourneyStage& stage = journey.stages[i];
    typeCondition(c, stage.until, Where::kRule);
    if (stage.until == ast::kNoExpr && i + 1 < journey.stages.size())
      refuse(stage.span, "nobody ever gets beyond " + quoted(stage.name.text),
             "say what ends it, with `until …`, or put it last");
  }
  return {TypeKind::kChoice, choice};
}

void collectFollowers(Context& c) {
  for (const ast::Item& item : c.book.items) {
    if (const auto* experiment = std::get_if<ast::Experiment>(&item)) declareExperiment(c, *experiment);
    if (const auto* model = std::get_if<ast::Model>(&item)) declareModel(c, *model);
    if (const auto* kpi = std::get_if<ast::Kpi>(&item))
      c.kpis.emplace(kpi->name.text, static_cast<std::uint32_t>(c.kpis.size()));
  }
}

}  // namespace regard::dsl
