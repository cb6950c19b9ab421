// `test` blocks.
#include <fmt/format.h>

#include "dsl/syntax/build.h"

namespace regard::dsl {

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
    pairs(context->pairs(), into.customer);
  } else if (word == "request") {
    pairs(context->pairs(), into.request);
  } else if (word == "seed") {
    if (once(into.seed.has_value())) into.seed = static_cast<std::uint64_t>(wholeNumber(context->NUMBER()));
  } else if (word == "expect") {
    into.expects.push_back(expect(context));
  } else if (word == "history") {
    history(context, into);
  } else if (word == "on") {
    if (!once(into.on.has_value())) return;
    ast::Triggered on{nameOf(context->name(0)), {}, {}, spanOf(context)};
    if (context->quantity() != nullptr) on.ago = quantity(context->quantity());
    pairs(context->pairs(), on.details);
    into.on = std::move(on);
  } else if (word == "population") {
    for (P::ThresholdContext* row : context->threshold())
      if (!isFaulty(row)) population(row, into);
  } else if (word == "model") {
    for (P::ModelAnswerContext* row : context->modelAnswer())
      if (!isFaulty(row) && !isFaulty(row->constant()))
        into.models.push_back({nameOf(row->name(0)), nameOf(row->name(1)), constant(row->constant()), spanOf(row)});
  } else if (word == "learned") {
    for (P::EvidenceContext* row : context->evidence()) {
      if (isFaulty(row)) continue;
      const ast::ExprId where = row->expr() != nullptr ? expr(row->expr()) : ast::kNoExpr;
      into.learned.push_back({nameOf(row->name()), number(row->NUMBER(0)), number(row->NUMBER(1)), where, spanOf(row)});
    }
  }
}

void Builder::history(P::TestItemContext* context, ast::Test& into) {
  if (context->DATE() != nullptr) into.since = read<Day>(tokenOf(context->DATE()), &parseDate);
  for (P::HappenedContext* row : context->happened()) {
    if (isFaulty(row)) continue;
    const std::optional<ast::Quantity> ago = quantity(row->quantity());
    if (!ago) continue;
    ast::Happened happened{nameOf(row->name()), *ago, {}, spanOf(row)};
    pairs(row->pairs(), happened.details);
    into.history.push_back(std::move(happened));
  }
}

void Builder::population(P::ThresholdContext* context, ast::Test& into) {
  const auto ranks = context->rank();
  for (std::size_t i = 0; i < ranks.size() && i < context->constant().size(); ++i) {
    if (isFaulty(ranks[i])) continue;
    const Rank asked = rank(ranks[i]);
    into.population.push_back({nameOf(context->name()), asked.top, asked.share, asked.of,
                               constant(context->constant(i)),
                               file_.join(spanOf(ranks[i]), spanOf(context->constant(i)))});
  }
}

void Builder::pairs(P::PairsContext* context, std::vector<ast::Pair>& into) {
  if (context == nullptr) return;
  for (P::PairContext* pair : context->pair()) {
    if (isFaulty(pair) || isFaulty(pair->datum())) continue;
    if (auto value = datum(pair->datum())) into.push_back({nameOf(pair->name()), *std::move(value)});
  }
}

std::optional<ast::Datum> Builder::datum(P::DatumContext* context) {
  ast::Datum datum;
  datum.span = spanOf(context);
  const std::string_view sign = signOf(context->children.front());
  if (sign == "{") {
    datum.kind = ast::Datum::Kind::kRecord;
    pairs(context->pairs(), datum.record);
    return datum;
  }
  if (sign == "[") {
    datum.kind = ast::Datum::Kind::kList;
    for (P::DatumContext* one : context->datum()) {
      if (isFaulty(one)) continue;
      if (auto value = this->datum(one)) datum.list.push_back(*std::move(value));
    }
    return datum;
  }
  datum.constant.span = datum.span;
  datum.constant.negative = sign == "-";
  if (context->name() != nullptr) {
    datum.constant.value = nameOf(context->name());
  } else {
    auto written = literal(context->literal());
    if (!written) return std::nullopt;
    datum.constant.value = *std::move(written);
  }
  return datum;
}

ast::Expect Builder::expect(P::TestItemContext* context) {
  ast::Expect expect;
  expect.span = spanOf(context);
  if (context->expr() != nullptr) {
    expect.expr = this->expr(context->expr());
    return expect;
  }
  expect.action = nameOf(context->name(0));
  const std::string_view verdict = signOf(context->children[2]);
  expect.kind = verdict == "first"     ? ast::Expect::Kind::kFirst
                : verdict == "offered" ? ast::Expect::Kind::kOffered
                                       : ast::Expect::Kind::kWithheld;
  for (P::BroughtContext* one : context->brought()) {
    if (isFaulty(one)) continue;
    if (P::ConstantContext* priority = one->constant(); !isFaulty(priority))
      expect.priorities.push_back(constant(priority));
    if (one->brings() != nullptr && !isFaulty(one->brings())) brings(one->brings(), expect.with);
  }
  if (context->STRING() != nullptr) expect.saying = textOf(tokenOf(context->STRING()));
  const bool withheld = expect.kind == ast::Expect::Kind::kWithheld;
  if (context->name().size() > 1) (withheld ? expect.stage : expect.channel) = nameOf(context->name(1));
  if (context->name().size() > 2) expect.policy = nameOf(context->name(2));
  return expect;
}

}  // namespace regard::dsl
