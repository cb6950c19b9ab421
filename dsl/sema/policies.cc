// What forbids: policies, and the caps and pauses of groups and actions.

#include <algorithm>
#include <array>
#include <map>

#include "base/nearest.h"
#include "dsl/sema/context.h"
#include "dsl/sema/policy.h"

namespace regard::dsl {
namespace {

constexpr std::int64_t kCapMax = 1'000'000'000;

struct TargetKind {
  std::string_view word;
  std::uint16_t choice;
};
constexpr std::array<TargetKind, 3> kTargetKinds = {
    {{"issue", ir::kIssueChoice}, {"group", ir::kGroupChoice}, {"action", ir::kActionChoice}}};
/// What a cap can be about, in the order in which a name is looked for.
constexpr std::uint16_t kCapChoices[] = {ir::kChannelChoice, ir::kActionChoice, ir::kIssueChoice, ir::kGroupChoice};

void refuse(Context& c, Span span, std::string fact, std::string hint) {
  c.sink.report(Code::E0414, span, std::move(fact), std::move(hint));
}

void checkExact(Context& c, const ast::Quantity& quantity, std::string_view what) {
  if (!quantity.amount.isPeriod && !quantity.working && quantity.amount.amount > 0) return;
  refuse(c, quantity.span, std::string(what) + " is an exact length of time",
         "write weeks, days or hours, as in `7 days`");
}

/// A window of a cap or a pause: rolling, exact or by the calendar.
void checkWindow(Context& c, const ast::Window& window) {
  if (window.kind != ast::Window::Kind::kLast) return;
  if (!window.last.working && window.last.amount.amount > 0) return;
  refuse(c, window.span, "this window holds nothing", "write how far back to count, as in `in 7 days`");
}

void checkLimit(Context& c, const ast::Limit& limit) {
  checkWindow(c, limit.window);
  const auto* count = std::get_if<std::int64_t>(&limit.most);
  if (count != nullptr && (*count < 0 || *count > kCapMax))
    refuse(c, limit.span, std::to_string(*count) + " is no number to count up to",
           "write a whole number, as in `at most 3 contacts in 7 days`");
  if (const auto* money = std::get_if<MoneyLiteral>(&limit.most)) {
    checkCurrency(c, *money, limit.span);
    if (!limit.overEveryone)
      refuse(c, limit.span, "a budget is shared by all customers", "end it with `over everyone`");
  }
  if (limit.of.empty() || capTarget(c.out, limit.of.text)) return;
  std::vector<std::string> known{"contacts"};
  for (const std::uint16_t choice : kCapChoices)
    for (std::string& name : memberNames(c.out.choices[choice])) known.push_back(std::move(name));
  std::string hint = didYouMean(limit.of.text, known);
  refuse(c, limit.of.span, "nothing called " + quoted(limit.of.text) + " can be counted",
         hint.empty() ? "count `contacts`, or those of a channel, an action, an issue or a group" : std::move(hint));
}

void checkPause(Context& c, const ast::Pause& pause) {
  if (pause.length.working || pause.length.amount.amount <= 0)
    refuse(c, pause.length.span, "this is no time to pause", "write days, weeks or months, as in `pause 90 days`");
  requireMember(c, ir::kOutcomeChoice, pause.outcome, "outcome");
  if (pause.within) checkExact(c, *pause.within, "the time to count in");
  if (pause.count < 1 || pause.count > kCapMax)
    refuse(c, pause.span, "a pause follows one outcome or several",
           "write how many, as in `after 3 ignored in 7 days`");
  if (pause.count > 1 && !pause.within)
    refuse(c, pause.span, "it does not say within what time there were " + std::to_string(pause.count),
           "add it, as in `after 3 ignored in 7 days`");
}

void checkQuiet(Context& c, const ast::Quiet& quiet) {
  if (quiet.fromMinute == quiet.toMinute)
    refuse(c, quiet.span, "these quiet hours have no length",
           "write when they begin and end, as in `quiet from 21:00 to 08:00`");
  typeCondition(c, quiet.unless, Where::kRule);
}

}  // namespace

std::optional<CapTarget> capTarget(const CheckedBook& checked, const std::string& word) {
  if (word.empty() || word == "contacts") return CapTarget{};
  for (const std::uint16_t choice : kCapChoices)
    if (const std::int32_t member = memberOf(checked, choice, word); member >= 0) return CapTarget{choice, member};
  return std::nullopt;
}

std::optional<std::uint16_t> targetChoice(std::string_view word) {
  for (const TargetKind& kind : kTargetKinds)
    if (kind.word == word) return kind.choice;
  return std::nullopt;
}

void checkNever(Context& c, const ast::Never& never) {
  if (const auto choice = targetChoice(never.kind.text))
    for (const ast::Word& target : never.targets) requireMember(c, *choice, target, never.kind.text);
  typeCondition(c, never.when, Where::kRule);
}

void checkLimits(Context& c, const ast::ActionBody& body) {
  for (const ast::Limit& limit : body.limits) checkLimit(c, limit);
  for (const ast::Pause& pause : body.pauses) checkPause(c, pause);
}

void checkPolicies(Context& c) {
  std::map<std::string_view, Span> seen;
  for (const ast::Item& item : c.book.items) {
    if (const auto* guarantee = std::get_if<ast::Guarantee>(&item)) checkNever(c, guarantee->never);
    const auto* policy = std::get_if<ast::Policy>(&item);
    if (policy == nullptr) continue;
    if (const auto [first, isNew] = seen.emplace(policy->name.text, policy->name.span); !isNew)
      c.sink
          .report(Code::E0302, policy->name.span, "policy " + quoted(policy->name.text) + " is declared twice",
                  "give one of them another name")
          .notes.push_back({first->second, "the first one"});
    for (const ast::Never& never : policy->nevers) checkNever(c, never);
    for (const ast::Limit& limit : policy->limits) checkLimit(c, limit);
    for (const ast::Pause& pause : policy->pauses) checkPause(c, pause);
    for (const ast::Quiet& quiet : policy->quiets) checkQuiet(c, quiet);
  }
}

}  // namespace regard::dsl
