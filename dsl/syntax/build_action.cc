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
  const Token& first = firstOf(context);
  const std::string_view word = meant(first);
  const Span span = spanOf(context);
  if (const auto* row = rowOf(kConditions, word)) {
    waivers(context->waive());
    into.conditions.push_back({row->kind, expr(context->expr()), span});
  } else if (const auto* figure = rowOf(kFigures, word)) {
    if (context->expr() == nullptr) return unsupported(spanOf(first), "propensity learned");
    into.figures.push_back({figure->kind, expr(context->expr()), span});
  } else if (word == "weight") {
    into.levers.push_back(lever(context->lever(), context->expr(), span));
  } else if (word == "issue") {
    into.issues.push_back(nameOf(context->name()));
  } else if (word == "active") {
    const auto from = read<Day>(tokenOf(context->DATE(0)), &parseDate),
               to = read<Day>(tokenOf(context->DATE(1)), &parseDate);
    if (from && to) into.active.push_back({*from, *to, span});
  } else if (context->treatment() != nullptr) {
    if (!isFaulty(context->treatment())) treatment(context->treatment(), into);
  } else {
    unsupported(spanOf(first), word == "at" ? "at most" : word);
  }
}

void Builder::treatment(P::TreatmentContext* context, ast::ActionBody& into) {
  ast::Treatment treatment;
  treatment.channel = nameOf(context->name());
  treatment.title = titleOf(context->title());
  treatment.span = headOf(context);
  waivers(context->waive());
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

void Builder::waivers(const std::vector<P::WaiveContext*>& waivers) {
  for (P::WaiveContext* waive : waivers) unsupported(spanOf(firstOf(waive)), "waive protected");
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
  const Token& first = firstOf(context);
  const std::string_view word = meant(first);
  const Span span = spanOf(context);
  if (word == "rank") {
    into.ranks.push_back({expr(context->expr()), span});
  } else if (word == "favour") {
    into.favours.push_back({nameOf(context->name()), lever(context->lever(), context->expr(), span)});
  } else if (word == "keep") {
    into.keeps.push_back({wholeNumber(context->NUMBER()), span});
  } else if (word == "at") {
    into.caps.push_back({wholeNumber(context->NUMBER()), nameOf(context->name()), span});
  } else {
    unsupported(spanOf(first), word == "hold" ? "hold out" : word == "when" ? "when late answer" : word);
  }
}

// ---- tests
// -----------------------------------------------------------------------------------------------------------

ast::Test Builder::test(P::TestDeclContext* context) {
  ast::Test test;
  test.title = titleOf(context->title());
  test.span = headOf(context);
  for (P::TestItemContext* item : context->testItem()) {
    if (!isFaulty(item)) testItem(item, test);
  }
  return test;
}

void Builder::testItem(P::TestItemContext* context, ast::Test& into) {
  const Token& first = firstOf(context);
  const std::string_view word = meant(first);
  const auto once = [&](bool already) {
    if (already)
      sink_.report(Code::E0110, spanOf(context), fmt::format("`{}` was already given", word), "keep one of them");
    return !already;
  };
  if (word == "now") {
    if (!once(into.now.has_value())) return;
    const auto* node = context->DATETIME() != nullptr ? context->DATETIME() : context->DATE();
    into.now = read<DateTimeLiteral>(tokenOf(const_cast<antlr4::tree::TerminalNode*>(node)), &parseDateTime);
  } else if (word == "customer") {
    pairs(context->pairs(0), into.customer);
  } else if (word == "request") {
    pairs(context->pairs(0), into.request);
  } else if (word == "seed") {
    if (once(into.seed.has_value())) into.seed = static_cast<std::uint64_t>(wholeNumber(context->NUMBER(0)));
  } else if (word == "expect") {
    into.expects.push_back(expect(context));
  } else {
    unsupported(spanOf(first), word);
  }
}

void Builder::pairs(P::PairsContext* context, std::vector<ast::Pair>& into) {
  if (context == nullptr) return;
  for (P::PairContext* pair : context->pair()) {
    if (isFaulty(pair) || isFaulty(pair->datum())) continue;
    P::DatumContext* datum = pair->datum();
    if (const std::string_view sign = signOf(datum->children.front()); sign == "{" || sign == "[") {
      unsupported(spanOf(firstOf(datum)), sign == "{" ? "{ … }" : "[ … ]");
      continue;
    }
    ast::Constant value;
    value.span = spanOf(datum);
    value.negative = signOf(datum->children.front()) == "-";
    if (datum->name() != nullptr) {
      value.value = nameOf(datum->name());
    } else {
      auto written = literal(datum->literal());
      if (!written) continue;
      value.value = *std::move(written);
    }
    into.push_back({nameOf(pair->name()), std::move(value)});
  }
}

ast::Expect Builder::expect(P::TestItemContext* context) {
  ast::Expect expect;
  expect.span = spanOf(context);
  if (!context->expr().empty()) {
    expect.expr = this->expr(context->expr(0));
    return expect;
  }
  expect.action = nameOf(context->name(0));
  const std::string_view verdict = signOf(context->children[2]);
  expect.kind = verdict == "first"     ? ast::Expect::Kind::kFirst
                : verdict == "offered" ? ast::Expect::Kind::kOffered
                                       : ast::Expect::Kind::kWithheld;
  const bool withheld = expect.kind == ast::Expect::Kind::kWithheld;
  if (context->name().size() > 1) (withheld ? expect.stage : expect.channel) = nameOf(context->name(1));
  if (context->name().size() > 2)
    unsupported(spanOf(context->name(1)), fmt::format("withheld by {}", meant(firstOf(context->name(1)))));
  return expect;
}

}  // namespace regard::dsl
