// Events and what they start; journeys, experiments, indicators.
#include <algorithm>

#include "dsl/syntax/build.h"

namespace regard::dsl {

ast::Outcomes Builder::outcomes(P::OutcomesContext* context) {
  ast::Outcomes all;
  all.span = headOf(context);
  for (P::OutcomeContext* row : context->outcome()) {
    if (isFaulty(row)) continue;
    ast::Outcome outcome{nameOf(row->name()), signOf(row->children[1]) == "yes", {}};
    if (row->quantity() != nullptr) outcome.after = quantity(row->quantity());
    all.outcomes.push_back(std::move(outcome));
  }
  return all;
}

ast::Model Builder::model(P::ModelContext* context) {
  ast::Model model;
  model.name = nameOf(context->name(0));
  model.title = titleOf(context->title());
  model.doc = docOf(context);
  model.span = headOf(context);
  if (context->STRING() != nullptr) model.path = textOf(tokenOf(context->STRING()));
  // name = KIND (with NAME)? (of NAMES)? from PATH
  std::size_t next = 1;
  const auto after = [&](std::string_view word) {
    const bool there = std::any_of(context->children.begin(), context->children.end(),
                                   [&](Node* child) { return signOf(child) == word; });
    return there ? nameOf(context->name(next++)) : ast::Word{};
  };
  model.kind = nameOf(context->name(next++));
  model.with = after("with");
  if (context->names() != nullptr) model.of = namesOf(context->names());
  return model;
}

ast::Promise Builder::promise(P::PromiseContext* context) {
  ast::Promise promise;
  promise.name = nameOf(context->name(0));
  promise.title = titleOf(context->title());
  promise.doc = docOf(context);
  promise.span = headOf(context);
  promise.due = quantity(context->quantity()).value_or(ast::Quantity{});
  promise.keptBy.name = nameOf(context->name(1));
  promise.keptBy.span = promise.keptBy.name.span;
  if (context->expr() != nullptr) promise.keptBy.where = expr(context->expr());
  return promise;
}

ast::Trigger Builder::offer(P::OfferContext* context, ast::Trigger trigger) {
  if (isFaulty(context)) return trigger;
  trigger.action = nameOf(context->name());
  std::size_t next = 0;
  for (Node* child : context->children) {
    if (signOf(child) == "after") trigger.after = quantity(context->quantity(next++));
    if (signOf(child) == "within") trigger.within = quantity(context->quantity(next++));
  }
  trigger.by = namesOf(context->names());
  return trigger;
}

ast::Experiment Builder::experiment(P::ExperimentContext* context) {
  ast::Experiment experiment;
  experiment.name = nameOf(context->name(0));
  experiment.title = titleOf(context->title());
  experiment.doc = docOf(context);
  experiment.span = headOf(context);
  const auto shares = context->PERCENT();
  for (std::size_t i = 0; i < shares.size() && i + 2 < context->name().size(); ++i)
    experiment.arms.push_back({nameOf(context->name(i + 1)), percent(shares[i]).value_or(Percent{})});
  if (!context->name().empty()) experiment.measure = nameOf(context->name().back());
  experiment.within = quantity(context->quantity()).value_or(ast::Quantity{});
  return experiment;
}

ast::Journey Builder::journey(P::JourneyContext* context) {
  ast::Journey journey;
  journey.name = nameOf(context->name());
  journey.title = titleOf(context->title());
  journey.doc = docOf(context);
  journey.span = headOf(context);
  for (P::JourneyStepContext* step : context->journeyStep()) {
    if (isFaulty(step)) continue;
    const std::string_view word = signOf(step->children.front());
    const ast::ExprId condition = step->expr() != nullptr ? expr(step->expr()) : ast::kNoExpr;
    if (word == "enter") journey.enters.push_back(condition);
    if (word == "leave") journey.leaves.push_back(condition);
    if (word == "stage")
      journey.stages.push_back({nameOf(step->name()), titleOf(step->title()), condition, spanOf(step)});
  }
  return journey;
}

ast::Bundle Builder::bundle(P::BundleContext* context) {
  ast::Bundle bundle{nameOf(context->name()), titleOf(context->title()), {}, {}, docOf(context), headOf(context)};
  for (P::BundlePartContext* part : context->bundlePart()) {
    if (isFaulty(part)) continue;
    std::vector<ast::Word>& into = signOf(part->children.front()) == "needs" ? bundle.needs : bundle.mayAdd;
    for (ast::Word& name : namesOf(part->names())) into.push_back(std::move(name));
  }
  return bundle;
}

bool Builder::eventItem(P::ItemContext* context) {
  const auto put = [&](auto declaration) {
    book_.items.emplace_back(std::move(declaration));
    return true;
  };
  if (auto* c = context->outcomes()) return put(outcomes(c));
  if (auto* c = context->event()) {
    return put(ast::Event{nameOf(c->name()), titleOf(c->title()), false, fields(c->field()), {}, docOf(c), headOf(c)});
  }
  if (auto* c = context->caseDecl()) {
    ast::Event event{nameOf(c->name()), titleOf(c->title()), true, fields(c->field()), {}, docOf(c), headOf(c)};
    if (c->quantity() != nullptr) event.answerWithin = quantity(c->quantity());
    return put(std::move(event));
  }
  if (auto* c = context->model()) return put(model(c));
  if (auto* c = context->promise()) return put(promise(c));
  if (auto* c = context->bundle()) return put(bundle(c));
  if (auto* c = context->experiment()) return put(experiment(c));
  if (auto* c = context->journey()) return put(journey(c));
  if (auto* c = context->kpi()) {
    return put(
        ast::Kpi{nameOf(c->name()), titleOf(c->title()), source(c->source()), expr(c->expr()), docOf(c), headOf(c)});
  }
  return false;
}

}  // namespace regard::dsl
