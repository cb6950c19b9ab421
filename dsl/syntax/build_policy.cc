// Policies, guarantees and the rules that start a decision by themselves.
#include <algorithm>

#include "dsl/syntax/build.h"

namespace regard::dsl {

std::int32_t Builder::minute(antlr4::tree::TerminalNode* node) {
  if (node == nullptr) return 0;
  const Token& token = tokenOf(node);
  return token.faulty ? 0 : read<std::int32_t>(token, &parseMinute).value_or(0);
}

/// `in 7 days` is a rolling window, `per month` the calendar's.
std::optional<ast::Limit> Builder::limit(P::LimitContext* context) {
  if (isFaulty(context) || isFaulty(context->span())) return std::nullopt;
  ast::Limit limit;
  limit.span = spanOf(context);
  if (context->MONEY() != nullptr)
    limit.most = read<MoneyLiteral>(tokenOf(context->MONEY()), &parseMoney).value_or(MoneyLiteral{});
  else
    limit.most = wholeNumber(context->NUMBER());
  if (context->name() != nullptr) limit.of = nameOf(context->name());
  P::SpanContext* span = context->span();
  limit.window.span = spanOf(span);
  if (span->quantity() != nullptr) {
    limit.window.kind = ast::Window::Kind::kLast;
    limit.window.last = quantity(span->quantity()).value_or(ast::Quantity{});
  } else {
    const auto unit = unitNamed(nameOf(span->name()));
    if (!unit) return std::nullopt;
    limit.window.kind = ast::Window::Kind::kThis;
    limit.window.unit = *unit;
  }
  limit.overEveryone = context->everyone() != nullptr;
  return limit;
}

std::optional<ast::Unit> Builder::unitNamed(const ast::Word& word) {
  constexpr std::string_view kUnits[] = {"day", "week", "month", "year"};
  constexpr ast::Unit kMeant[] = {ast::Unit::kDays, ast::Unit::kWeeks, ast::Unit::kMonths, ast::Unit::kYears};
  for (std::size_t i = 0; i < std::size(kUnits); ++i)
    if (word.text == kUnits[i]) return kMeant[i];
  if (!word.empty())
    sink_.report(Code::E0103, word.span, "`" + word.text + "` is not a unit of the calendar",
                 "write `per day`, `per week`, `per month` or `per year`, or `in 7 days`");
  return std::nullopt;
}

std::optional<ast::Pause> Builder::pause(P::PauseContext* context) {
  if (isFaulty(context)) return std::nullopt;
  ast::Pause pause;
  pause.span = spanOf(context);
  const std::optional<ast::Quantity> length = quantity(context->quantity(0));
  if (!length) return std::nullopt;
  pause.length = *length;
  if (context->NUMBER() != nullptr) pause.count = wholeNumber(context->NUMBER());
  pause.outcome = nameOf(context->name());
  if (context->quantity().size() > 1) pause.within = quantity(context->quantity(1));
  return pause;
}

ast::Never Builder::never(P::NeverContext* context) {
  ast::Never never;
  never.span = spanOf(context);
  for (Node* child : context->children) {
    const std::string_view word = signOf(child);
    if (word == "inbound" || word == "outbound")
      never.direction = wordOf(tokenOf(static_cast<antlr4::tree::TerminalNode*>(child)));
    if (word == "issue" || word == "group" || word == "action")
      never.kind = wordOf(tokenOf(static_cast<antlr4::tree::TerminalNode*>(child)));
  }
  never.targets = namesOf(context->names());
  never.when = expr(context->expr());
  never.waivers = waivers(context->waive());
  return never;
}

ast::Policy Builder::policy(P::PolicyContext* context) {
  ast::Policy policy;
  policy.name = nameOf(context->name());
  policy.title = titleOf(context->title());
  policy.doc = docOf(context);
  policy.span = headOf(context);
  for (P::PolicyItemContext* item : context->policyItem()) {
    if (isFaulty(item)) continue;
    if (item->limit() != nullptr) {
      if (auto one = limit(item->limit())) policy.limits.push_back(*std::move(one));
    } else if (item->pause() != nullptr) {
      if (auto one = pause(item->pause())) policy.pauses.push_back(*std::move(one));
    } else if (item->never() != nullptr) {
      if (!isFaulty(item->never())) policy.nevers.push_back(never(item->never()));
    } else {
      const ast::ExprId unless = item->expr() != nullptr ? expr(item->expr()) : ast::kNoExpr;
      policy.quiets.push_back({minute(item->TIME(0)), minute(item->TIME(1)), unless, spanOf(item)});
    }
  }
  return policy;
}

bool Builder::policyItem(P::ItemContext* context) {
  const auto put = [&](auto declaration) {
    book_.items.emplace_back(std::move(declaration));
    return true;
  };
  if (auto* c = context->policy()) return put(policy(c));
  if (auto* c = context->guarantee()) {
    if (isFaulty(c->never())) return true;
    return put(ast::Guarantee{titleOf(c->title()), never(c->never()), docOf(c), headOf(c)});
  }
  if (auto* c = context->trigger()) {
    ast::Trigger trigger;
    trigger.event = nameOf(c->name());
    trigger.span = spanOf(c);
    if (c->expr() != nullptr) trigger.when = expr(c->expr());
    return put(offer(c->offer(), std::move(trigger)));
  }
  if (auto* c = context->schedule()) {
    ast::Trigger trigger;
    trigger.isSchedule = true;
    trigger.event = nameOf(c->name());
    trigger.span = spanOf(c);
    if (c->TIME() != nullptr) trigger.atMinute = minute(c->TIME());
    if (c->expr() != nullptr) trigger.when = expr(c->expr());
    return put(offer(c->offer(), std::move(trigger)));
  }
  return false;
}

}  // namespace regard::dsl
