// Literals, and what is made of a literal and a word: units, windows of time, shares of a population.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dsl/syntax/build.h"

namespace regard::dsl {

namespace {

constexpr std::array<std::string_view, 7> kUnits = {"second", "minute", "hour", "day", "week", "month", "year"};

template <class Wrapped, class T>
std::optional<ast::Literal> wrap(std::optional<T> value) {
  if (!value) return std::nullopt;
  return ast::Literal{Wrapped{*std::move(value)}};
}

}  // namespace

Result<std::int32_t> Builder::parseMinute(std::string_view text, Dialect) {
  const auto digit = [&](std::size_t at) { return text[at] - '0'; };
  const int hour = digit(0) * 10 + digit(1), minute = digit(3) * 10 + digit(4);
  if (hour < 24 && minute < 60) return hour * 60 + minute;
  return Fault{FaultKind::kInvalid,
               fmt::format("`{}` is not a time of day: hours go from 00 to 23, minutes from 00 to 59", text)};
}

ast::Unit Builder::unitOf(P::UnitContext* context) const {
  const std::string_view word = meant(firstOf(context));
  const auto unit = std::find_if(kUnits.begin(), kUnits.end(), [&](std::string_view u) { return word.starts_with(u); });
  REGARD_CHECK(unit != kUnits.end(), word);
  return static_cast<ast::Unit>(unit - kUnits.begin());
}

ast::Window Builder::window(P::WindowContext* context) {
  ast::Window window;
  if (isFaulty(context)) return window;
  window.span = spanOf(context);
  if (context->unit() != nullptr) {
    window.kind = ast::Window::Kind::kThis;
    window.unit = unitOf(context->unit());
  } else if (const auto last = quantity(context->quantity())) {
    window.kind = ast::Window::Kind::kLast;
    window.last = *last;
  }
  return window;
}

ast::Source Builder::source(P::SourceContext* context) {
  ast::Source source;
  if (isFaulty(context)) return source;
  source.span = spanOf(context);
  source.name = nameOf(context->name());
  source.window = window(context->window());
  if (context->expr() != nullptr) source.where = expr(context->expr());
  return source;
}

Builder::Rank Builder::rank(P::RankContext* context) {
  Rank rank;
  rank.top = meant(firstOf(context)) == "top";
  if (context->PERCENT() != nullptr)
    rank.share = percent(context->PERCENT()).value_or(Percent{});
  else
    rank.share = wholeNumber(context->NUMBER());
  if (context->name() != nullptr) rank.of = nameOf(context->name());
  return rank;
}

ast::ExprId Builder::ranked(ast::ExprId value, P::RankContext* context, bool negated, Span span) {
  if (isFaulty(context)) return faulty(span);
  Rank asked = rank(context);
  return add(ast::RankedExpr{value, asked.top, asked.share, std::move(asked.of), negated}, span);
}

ast::CallArg Builder::argument(P::ArgContext* context) {
  ast::CallArg arg;
  arg.span = spanOf(context);
  const std::string_view word = signOf(context->children.front());
  if (word == "open") {
    arg.role = ast::CallArg::Role::kOpen;
    arg.open = nameOf(context->name());
  } else if (word == "over" || word == "discounted") {
    arg.role = word == "over" ? ast::CallArg::Role::kOver : ast::CallArg::Role::kDiscounted;
    arg.value = sum(context->add());
  }
  std::size_t next = 0;
  if (arg.role == ast::CallArg::Role::kValue && !context->expr().empty()) arg.value = expr(context->expr(next++));
  if (context->window() != nullptr) arg.window = window(context->window());
  if (context->expr().size() > next) arg.where = expr(context->expr(next));
  return arg;
}

ast::ExprId Builder::call(ast::Word name, ast::ExprId object, P::ArgsContext* args, Span span) {
  ast::CallExpr call{std::move(name), object, {}};
  for (P::ArgContext* arg : args->arg())
    if (!isFaulty(arg)) call.args.push_back(argument(arg));
  return add(std::move(call), span);
}

std::optional<ast::Quantity> Builder::anyQuantity(P::QuantityContext* context) {
  if (isFaulty(context)) return std::nullopt;
  const Token& number = tokenOf(context->NUMBER());
  if (number.faulty) return std::nullopt;
  const std::string text = fmt::format("{} {}", file_.written(number), meant(firstOf(context->unit())));
  const Result<QuantityLiteral> value = parseQuantity(text, Dialect::kRule);
  if (value.ok()) return ast::Quantity{*value, signOf(context->children[1]) == "working", spanOf(context)};
  sink_.report(Code::E0105, spanOf(context), value.fault().message);
  return std::nullopt;
}

std::optional<ast::Quantity> Builder::quantity(P::QuantityContext* context) {
  std::optional<ast::Quantity> value = anyQuantity(context);
  if (!value || value->amount.amount <= (value->amount.isPeriod ? kLongestMonths : kLongestMs)) return value;
  sink_.report(Code::E0105, value->span, "this is longer than a thousand years",
               "write how far back to look, or how long to wait, as in `90 days`");
  return std::nullopt;
}

std::optional<ast::Literal> Builder::quantityLiteral(P::QuantityContext* context) {
  const std::optional<ast::Quantity> value = anyQuantity(context);
  if (!value) return std::nullopt;
  if (!value->working) return ast::Literal{value->amount};
  sink_.report(Code::E0105, value->span, "working time is for `due` and `answer within`: it has no length of its own",
               "leave `working` out");
  return std::nullopt;
}

std::optional<Percent> Builder::percent(antlr4::tree::TerminalNode* node) {
  return read<Percent>(tokenOf(node), &parsePercent);
}

std::optional<ast::Literal> Builder::literal(P::LiteralContext* context) {
  if (isFaulty(context)) return std::nullopt;
  if (context->quantity() != nullptr) return quantityLiteral(context->quantity());
  if (context->unit() != nullptr) {
    const std::optional<Percent> rate = percent(context->PERCENT());
    if (!rate) return std::nullopt;
    return ast::Literal{ast::RateLiteral{*rate, unitOf(context->unit())}};
  }
  const Token& token = firstOf(context);
  switch (token.kind) {
    case TokenKind::kMoney: return wrap<MoneyLiteral>(read<MoneyLiteral>(token, &parseMoney));
    case TokenKind::kPercent: return wrap<Percent>(read<Percent>(token, &parsePercent));
    case TokenKind::kNumber: return wrap<ast::NumberLiteral>(read<double>(token, &parseNumber));
    case TokenKind::kDate: return wrap<ast::DateLiteral>(read<Day>(token, &parseDate));
    case TokenKind::kDateTime: return wrap<DateTimeLiteral>(read<DateTimeLiteral>(token, &parseDateTime));
    case TokenKind::kTime: return wrap<ast::TimeLiteral>(read<std::int32_t>(token, &Builder::parseMinute));
    case TokenKind::kString: return ast::Literal{ast::TextLiteral{textOf(token).text}};
    default: break;
  }
  if (meant(token) == "unknown") return ast::Literal{ast::UnknownLiteral{}};
  return ast::Literal{ast::FlagLiteral{meant(token) == "yes"}};
}

}  // namespace regard::dsl
