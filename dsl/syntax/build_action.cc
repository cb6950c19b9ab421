#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dsl/syntax/build.h"

namespace regard::dsl {

// ---- actions
// ---------------------------------------------------------------------------------------------------------

namespace {

template <class Kind>
struct WordRow {
  std::string_view word;
  Kind kind;
};

constexpr WordRow<ast::ConditionKind> kConditions[] = {{"eligible", ast::ConditionKind::kEligible},
                                                       {"applicable", ast::ConditionKind::kApplicable},
                                                       {"suitable", ast::ConditionKind::kSuitable}};
constexpr WordRow<ast::FigureKind> kFigures[] = {{"value", ast::FigureKind::kValue},
                                                 {"benefit", ast::FigureKind::kBenefit},
                                                 {"cost", ast::FigureKind::kCost},
                                                 {"propensity", ast::FigureKind::kPropensity}};

template <class Row, std::size_t N>
const Row* rowOf(const Row (&rows)[N], std::string_view word) {
  const Row* found = std::find_if(std::begin(rows), std::end(rows), [&](const Row& row) { return row.word == word; });
  return found == std::end(rows) ? nullptr : found;
}

}  // namespace

ast::ActionBody Builder::body(const std::vector<P::ClauseContext*>& clauses) {
  ast::ActionBody body;
  for (P::ClauseContext* one : clauses) {
    if (!isFaulty(one)) clause(one, body);
  }
  return body;
}

void Builder::clause(P::ClauseContext* context, ast::ActionBody& into) {
  const std::string_view word = meant(firstOf(context));
  const Span span = spanOf(context);
  if (const auto* row = rowOf(kConditions, word)) {
    into.conditions.push_back({row->kind, expr(context->expr()), span, waivers(context->waive())});
  } else if (const auto* figure = rowOf(kFigures, word)) {
    if (context->expr() == nullptr) return learned(context, into);
    into.figures.push_back({figure->kind, expr(context->expr()), span});
  } else if (word == "weight") {
    into.levers.push_back(lever(context->lever(), context->expr(), span));
  } else if (word == "issue") {
    into.issues.push_back(nameOf(context->name()));
  } else if (word == "active") {
    const auto from = read<Day>(tokenOf(context->DATE(0)), &parseDate),
               to = read<Day>(tokenOf(context->DATE(1)), &parseDate);
    if (from && to) into.active.push_back({*from, *to, span});
  } else if (word == "mandatory") {
    into.mandatory.push_back(titleOf(context->title()));
  } else if (context->brings() != nullptr) {
    if (!isFaulty(context->brings())) brings(context->brings(), into.brings);
  } else if (context->treatment() != nullptr) {
    if (!isFaulty(context->treatment())) treatment(context->treatment(), into);
  } else if (context->limit() != nullptr) {
    if (auto one = limit(context->limit())) into.limits.push_back(*std::move(one));
  } else if (context->pause() != nullptr) {
    if (auto one = pause(context->pause())) into.pauses.push_back(*std::move(one));
  }
}

void Builder::learned(P::ClauseContext* context, ast::ActionBody& into) {
  ast::Learned learned;
  learned.span = spanOf(context);
  if (context->names() != nullptr)
    for (P::NameContext* name : context->names()->name())
      if (!isFaulty(name)) learned.by.push_back(add(ast::NameExpr{nameOf(name).text}, spanOf(name)));
  learned.prior = percent(context->PERCENT()).value_or(Percent{});
  if (context->NUMBER() != nullptr) learned.answers = number(context->NUMBER());
  if (context->forgetting() != nullptr && !isFaulty(context->forgetting()))
    learned.half = quantity(context->forgetting()->quantity());
  if (auto* reaching = context->reaching(); reaching != nullptr && !isFaulty(reaching)) {
    learned.reach = percent(reaching->PERCENT());
    learned.reachesAll = number(reaching->NUMBER());
  }
  into.learned.push_back(std::move(learned));
}

void Builder::brings(P::BringsContext* context, ast::Brings& into) {
  const std::string_view word = meant(firstOf(context));
  const Span span = spanOf(context);
  const auto text = [&](std::size_t i) { return textOf(tokenOf(context->STRING(i))); };
  if (word == "handover") {
    into.handovers.push_back({text(0), context->STRING().size() > 1 ? text(1) : ast::Word{}, span});
  } else if (word == "promise") {
    into.promises.push_back(nameOf(context->name()));
  } else if (word == "ask") {
    into.asks.push_back({text(0), nameOf(context->name()), span});
  } else if (word == "do") {
    ast::Effect effect;
    effect.name = nameOf(context->name());
    effect.span = span;
    effect.silently = signOf(context->children.back()) == "silently";
    pairs(context->pairs(), effect.details);
    into.effects.push_back(std::move(effect));
  }
}

void Builder::treatment(P::TreatmentContext* context, ast::ActionBody& into) {
  ast::Treatment treatment;
  treatment.channel = nameOf(context->name());
  treatment.title = titleOf(context->title());
  treatment.span = headOf(context);
  treatment.waivers = waivers(context->waive());
  if (context->expr() != nullptr) treatment.when = expr(context->expr());
  for (P::TextFieldContext* field : context->textField()) {
    if (!isFaulty(field)) treatment.fields.push_back({nameOf(field->name()), textOf(tokenOf(field->STRING()))});
  }
  into.treatments.push_back(std::move(treatment));
}

ast::LeverClause Builder::lever(P::LeverContext* lever, P::ExprContext* when, Span span) {
  ast::LeverClause clause;
  clause.span = span;
  clause.change = percent(lever->PERCENT()).value_or(Percent{});
  if (meant(firstOf(lever)) == "-") clause.change.e8 = -clause.change.e8;
  if (when != nullptr) clause.when = expr(when);
  return clause;
}

std::vector<ast::Waiver> Builder::waivers(const std::vector<P::WaiveContext*>& contexts) {
  std::vector<ast::Waiver> waivers;
  for (P::WaiveContext* one : contexts)
    if (!isFaulty(one)) waivers.push_back({nameOf(one->name()), textOf(tokenOf(one->STRING()))});
  return waivers;
}

// ---- arbitration
// -----------------------------------------------------------------------------------------------------

std::int64_t Builder::wholeNumber(antlr4::tree::TerminalNode* node) {
  constexpr double kMost = 1e15;  // every whole number up to here has an exact double
  const Token& token = tokenOf(node);
  const double value = read<double>(token, &parseNumber).value_or(0);
  if (value == std::floor(value) && value <= kMost) return static_cast<std::int64_t>(value);
  sink_.report(Code::E0105, spanOf(token), fmt::format("`{}` is not a whole number", file_.written(token)),
               "write a number without decimals, such as `3`");
  return 0;
}

ast::Arbitrate Builder::arbitrate(P::ArbitrateContext* context) {
  ast::Arbitrate arbitrate;
  arbitrate.span = headOf(context);
  for (P::ArbItemContext* item : context->arbItem()) {
    if (!isFaulty(item)) arbItem(item, arbitrate);
  }
  return arbitrate;
}

void Builder::arbItem(P::ArbItemContext* context, ast::Arbitrate& into) {
  const std::string_view word = meant(firstOf(context));
  const Span span = spanOf(context);
  if (word == "rank") {
    into.ranks.push_back({expr(context->expr()), span});
  } else if (word == "favour") {
    into.favours.push_back({nameOf(context->name()), lever(context->lever(), context->expr(), span)});
  } else if (word == "keep") {
    into.keeps.push_back({wholeNumber(context->NUMBER()), span});
  } else if (word == "at") {
    into.caps.push_back({wholeNumber(context->NUMBER()), nameOf(context->name()), span});
  } else if (word == "explore") {
    ast::Explore explore;
    explore.span = span;
    const std::string_view how = meant(tokenOf(static_cast<antlr4::tree::TerminalNode*>(context->children[1])));
    explore.kind = how == "thompson"  ? ast::Explore::Kind::kThompson
                   : how == "epsilon" ? ast::Explore::Kind::kEpsilon
                                      : ast::Explore::Kind::kNone;
    if (context->PERCENT() != nullptr) explore.epsilon = percent(context->PERCENT()).value_or(Percent{});
    into.explores.push_back(explore);
  } else if (word == "hold") {
    into.holdOuts.push_back(
        {percent(context->PERCENT()).value_or(Percent{}), namesOf(context->names()), nameOf(context->name()), span});
  } else if (word == "when") {
    into.lateAnswers.push_back(nameOf(context->name()));
  }
}

}  // namespace regard::dsl
