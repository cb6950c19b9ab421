#include "dsl/lower/policies.h"

#include "dsl/sema/arbitration.h"
#include "dsl/sema/policy.h"

namespace regard::dsl {
namespace {

using ir::Aggregate;
using ir::ClauseKind;
using ir::InstIndex;
using ir::Op;

/// One action on its way through the policies.
struct ActionPolicies {
  PolicyLowering& shared;
  Lowering& l;
  std::uint32_t index;
  ir::Action& action;
  bool isUnnoticed;  ///< it acts silently and says nothing

  InstIndex both(InstIndex a, InstIndex b, Span span) const { return l.build.add(Op::kAnd, kFlagType, a, b, span); }
  InstIndex either(InstIndex a, InstIndex b, Span span) const { return l.build.add(Op::kOr, kFlagType, a, b, span); }
  InstIndex equals(InstIndex value, std::uint16_t choice, std::int64_t member, Span span) const {
    const InstIndex wanted = l.build.constant({TypeKind::kChoice, choice}, Cell::ofInt(member), span);
    return l.build.add(ir::opOf(ScalarOp::EqInt), kFlagType, value, wanted, span);
  }
  InstIndex own(ir::CandidateField field, std::uint16_t choice, Span span) const {
    return l.build.add(Op::kCandidate, {TypeKind::kChoice, choice}, static_cast<std::uint32_t>(field), 0, span);
  }
  InstIndex directionIs(std::int64_t direction, Span span) const {
    return equals(own(ir::CandidateField::kDirection, ir::kDirectionChoice, span), ir::kDirectionChoice, direction,
                  span);
  }
  /// Holds whatever the customer asked for; binds what we start.
  InstIndex unlessInbound(InstIndex condition, Span span) const {
    return either(directionIs(ir::kInbound, span), condition, span);
  }
  void push(ClauseKind kind, std::int32_t policy, InstIndex expr, Span span) const {
    l.program.clauses.push_back(
        {index, ir::Stage::kPolicy, kind, static_cast<std::int16_t>(policy), expr, l.build.spanIndex(span)});
  }

  /// Whether this action is what a target names.
  bool isOf(std::uint16_t choice, std::int32_t member) const {
    if (choice == ir::kIssueChoice) return action.issue == member;
    if (choice == ir::kGroupChoice) return action.group == member;
    return choice == ir::kActionChoice && static_cast<std::int32_t>(index) == member;
  }

  void never(const ast::Never& never, std::int32_t policy) const {
    if (const auto choice = targetChoice(never.kind.text)) {
      bool named = false;
      for (const ast::Word& target : never.targets)
        named = named || isOf(*choice, memberOf(l.checked, *choice, target.text));
      if (!named) return;
    }
    InstIndex allowed = l.build.negate(l.expression(never.when));
    if (never.direction.text == "outbound")
      allowed = either(directionIs(ir::kInbound, never.span), allowed, never.span);
    if (never.direction.text == "inbound")
      allowed = either(directionIs(ir::kOutbound, never.span), allowed, never.span);
    push(ClauseKind::kNever, policy, allowed, never.span);
  }

  /// Which contacts are about the same as this action, as far as a cap inside of its group or of itself is meant.
  enum class Scope { kAnything, kGroup, kAction };
  InstIndex contactsOf(Scope scope, CapTarget of, Span span) const {
    const auto column = [&](ir::ContactColumn which) { return l.column(ir::kContactStream, which, span); };
    InstIndex filter = ir::kNone;
    const auto require = [&](InstIndex condition) {
      filter = filter == ir::kNone ? condition : both(filter, condition, span);
    };
    const auto about = [&](std::int32_t one) {
      require(equals(column(ir::kContactAction), ir::kActionChoice, one, span));
    };
    if (scope == Scope::kAction) about(static_cast<std::int32_t>(index));
    if (scope == Scope::kGroup) require(actionsOfGroup(action.group, span));
    if (of.choice == ir::kChannelChoice) require(equals(column(ir::kContactChannel), of.choice, of.member, span));
    if (of.choice == ir::kIssueChoice) require(equals(column(ir::kContactIssue), of.choice, of.member, span));
    if (of.choice == ir::kActionChoice) about(of.member);
    if (of.choice == ir::kGroupChoice) require(actionsOfGroup(of.member, span));
    return filter;
  }
  /// A contact knows its action; the action knows its group.
  InstIndex actionsOfGroup(std::int32_t group, Span span) const {
    const Type type{TypeKind::kChoice, ir::kActionChoice};
    std::vector<std::uint32_t> words{0};
    for (std::size_t i = 0; i < l.checked.actions.size(); ++i) {
      const auto& one = std::get<ast::Action>(l.checked.book->items[l.checked.actions[i]]);
      if (memberOf(l.checked, ir::kGroupChoice, one.group.text) != group || one.group.empty()) continue;
      const InstIndex member = l.build.constant(type, Cell::ofInt(static_cast<std::int64_t>(i)), span);
      words.insert(words.end(), {member, member, static_cast<std::uint32_t>(ir::RangeMode::kEqual)});
      ++words[0];
    }
    const InstIndex subject = l.column(ir::kContactStream, ir::kContactAction, span);
    return l.build.addWithTable(Op::kInSet, kFlagType, subject, words, span);
  }

  InstIndex recorded(std::uint32_t window, InstIndex filter, Span span) const {
    return l.build.addWithTable(
        Op::kQuery, kNumberType, 0,
        {static_cast<std::uint32_t>(Aggregate::kRecorded), ir::kContactStream, window, filter, ir::kNone, ir::kNone},
        span);
  }

  /// Whether a cap is about this action at all; one about a channel is about each action, on that channel.
  bool concerns(CapTarget of) const {
    return of.choice == ir::kBuiltinChoices || of.choice == ir::kChannelChoice || isOf(of.choice, of.member);
  }

  void limit(const ast::Limit& limit, Scope scope, std::int32_t policy) const {
    const CapTarget of = *capTarget(l.checked, limit.of.text);
    if (scope == Scope::kAnything && !concerns(of)) return;
    const Span span = limit.span;
    InstIndex within = limit.overEveryone ? withinBudget(limit, scope, policy) : ir::kNone;
    if (!limit.overEveryone) {
      const InstIndex outbound =
          equals(l.column(ir::kContactStream, ir::kContactDirection, span), ir::kDirectionChoice, ir::kOutbound, span);
      const InstIndex about = contactsOf(scope, of, span);
      const InstIndex filter = about == ir::kNone ? outbound : both(outbound, about, span);
      const InstIndex most = l.number(static_cast<double>(std::get<std::int64_t>(limit.most)), span);
      within = l.build.add(ir::opOf(ScalarOp::LtNumber), kFlagType, recorded(l.window(limit.window), filter, span),
                           most, span);
    }
    if (of.choice == ir::kChannelChoice) {
      const InstIndex there =
          equals(own(ir::CandidateField::kChannel, ir::kChannelChoice, span), of.choice, of.member, span);
      within = either(l.build.negate(there), within, span);
    }
    push(limit.overEveryone ? ClauseKind::kBudget : ClauseKind::kCap, policy, unlessInbound(within, span), span);
  }

  /// "policy contact: cost of loyalty_discount per month".
  std::string counterKey(const ast::Limit& limit, Scope scope, std::int32_t policy) const {
    constexpr const char* kUnits[] = {"day", "week", "month", "year"};
    const ir::Window& window = l.program.windows[l.window(limit.window)];
    std::string key;
    if (policy >= 0)
      key = "policy " + l.program.policies[static_cast<std::size_t>(policy)].name;
    else if (scope == Scope::kGroup)
      key = "group " + l.program.groups[static_cast<std::size_t>(action.group)].name;
    else
      key = "action " + action.name;
    key += std::holds_alternative<MoneyLiteral>(limit.most) ? ": cost of " : ": ";
    key += limit.of.text;
    if (window.kind == ir::WindowKind::kThis) return key + " per " + kUnits[window.amount];
    return key + " in " + std::to_string(window.amount) + (window.kind == ir::WindowKind::kRolling ? " ms" : " months");
  }

  /// What is used so far, and this one, is not more than there is.
  InstIndex withinBudget(const ast::Limit& limit, Scope scope, std::int32_t policy) const {
    const Span span = limit.span;
    const auto* money = std::get_if<MoneyLiteral>(&limit.most);
    const auto [found, isNew] = shared.counters.emplace(&limit, static_cast<std::uint32_t>(l.program.counters.size()));
    const std::string name = "used of `" + l.textOf(span) + "`";
    if (isNew)
      l.program.counters.push_back(
          {name, counterKey(limit, scope, policy), money != nullptr, l.window(limit.window), policy, span});
    const Type type = money != nullptr ? kMoneyType : kNumberType;
    const InstIndex used =
        l.build.add(Op::kInput, type, l.input(ir::InputSource::kCounter, name, type, found->second), 0, span);
    if (money == nullptr)
      return l.build.add(ir::opOf(ScalarOp::LtNumber), kFlagType, used,
                         l.number(static_cast<double>(std::get<std::int64_t>(limit.most)), span), span);
    const InstIndex cost = action.cost != ir::kNone ? action.cost : l.build.constant(kMoneyType, Cell::ofInt(0), span);
    const InstIndex after = l.build.add(ir::opOf(ScalarOp::AddMoney), kMoneyType, used, cost, span);
    const InstIndex most = l.build.constant(kMoneyType, Cell::ofInt(money->amount.e4), span);
    return l.build.add(ir::opOf(ScalarOp::LeInt), kFlagType, after, most, span);
  }

  void pause(const ast::Pause& pause, Scope scope, std::int32_t policy) const {
    const Span span = pause.span;
    ast::Window window;
    window.kind = ast::Window::Kind::kLast;
    window.last = pause.length;
    const InstIndex outcome = equals(l.column(ir::kContactStream, ir::kContactOutcome, span), ir::kOutcomeChoice,
                                     memberOf(l.checked, ir::kOutcomeChoice, pause.outcome.text), span);
    const InstIndex about = contactsOf(scope, {}, span);
    const InstIndex filter = about == ir::kNone ? outcome : both(about, outcome, span);
    InstIndex free = ir::kNone;
    if (pause.count == 1) {
      free = l.build.add(ir::opOf(ScalarOp::LtNumber), kFlagType, recorded(l.window(window), filter, span),
                         l.number(1, span), span);
    } else {
      const std::uint32_t burst = l.burst({static_cast<std::uint32_t>(pause.count), pause.within->amount.amount});
      free = l.build.negate(l.build.addWithTable(Op::kQuery, kFlagType, 0,
                                                 {static_cast<std::uint32_t>(Aggregate::kBurst), ir::kContactStream,
                                                  l.window(window), filter, ir::kNone, burst},
                                                 span));
    }
    push(ClauseKind::kPause, policy, unlessInbound(free, span), span);
  }

  /// The hours that end after midnight are two pieces of the day.
  void quiet(const ast::Quiet& quiet, std::int32_t policy) const {
    const Span span = quiet.span;
    const InstIndex minute = l.build.add(Op::kInput, kNumberType,
                                         l.input(ir::InputSource::kMinute, "minute of the day", kNumberType), 0, span);
    const auto compare = [&](ScalarOp op, std::int32_t limit) {
      return l.build.add(ir::opOf(op), kFlagType, minute, l.number(limit, span), span);
    };
    const InstIndex begun = compare(ScalarOp::GeNumber, quiet.fromMinute),
                    notEnded = compare(ScalarOp::LtNumber, quiet.toMinute);
    const InstIndex now =
        quiet.fromMinute < quiet.toMinute ? both(begun, notEnded, span) : either(begun, notEnded, span);
    InstIndex free = l.build.negate(now);
    if (quiet.unless != ast::kNoExpr) free = either(free, l.expression(quiet.unless), span);
    push(ClauseKind::kQuiet, policy, unlessInbound(free, span), span);
  }

  /// Of a policy, a group or an action. What takes nobody's attention is held back by shared budgets only.
  template <class Body>
  void limits(const Body& body, Scope scope, std::int32_t policy) const {
    for (const ast::Limit& one : body.limits)
      if (one.overEveryone || !isUnnoticed) limit(one, scope, policy);
    if (isUnnoticed) return;
    for (const ast::Pause& one : body.pauses) pause(one, scope, policy);
  }

  void holdOut(std::uint32_t which) const {
    const ir::HoldOut& out = l.program.holdOuts[which];
    if (std::find(out.issues.begin(), out.issues.end(), static_cast<std::uint32_t>(action.issue)) == out.issues.end())
      return;
    const std::uint32_t slot = l.input(ir::InputSource::kHoldOut, out.name, kFlagType, which);
    push(ClauseKind::kHoldOut, -1, l.build.negate(l.build.add(Op::kInput, kFlagType, slot, 0, out.span)), out.span);
  }

  /// What is new is tried on a part of all customers, the same ones until it grows.
  void reach() const {
    if (action.learned.empty() || action.learned.front().reach.e8 >= kOneE8) return;
    constexpr Type kShare{TypeKind::kPercent, 0};
    const Span span = action.learned.front().span;
    const auto read = [&](ir::InputSource source, std::string_view what) {
      const std::uint32_t slot = l.input(source, std::string(what) + " " + action.name, kShare, index);
      return l.build.add(Op::kInput, kShare, slot, 0, span);
    };
    const InstIndex place = read(ir::InputSource::kPlace, "place for"),
                    reached = read(ir::InputSource::kReach, "reach of");
    push(ClauseKind::kReach, -1, l.build.add(ir::opOf(ScalarOp::LtInt), kFlagType, place, reached, span), span);
  }
};

}  // namespace

std::vector<const ast::Policy*> policiesOf(const ast::Book& book) {
  std::vector<const ast::Policy*> policies;
  for (const ast::Item& item : book.items)
    if (const auto* policy = std::get_if<ast::Policy>(&item)) policies.push_back(policy);
  return policies;
}

void PolicyLowering::append(std::uint32_t index, const ast::ActionBody* group, const ast::ActionBody& own) {
  const bool speaks = !own.treatments.empty() || (group != nullptr && !group->treatments.empty());
  ir::Action& action = l.program.actions[index];
  const ActionPolicies policies{*this, l, index, action, action.brings.silently && !speaks};
  const auto count = static_cast<std::int32_t>(written.size());
  const auto policy = [&](std::int32_t which) -> const ast::Policy& {
    return *written[static_cast<std::size_t>(which)];
  };
  for (std::int32_t i = 0; i < count; ++i)
    for (const ast::Never& never : policy(i).nevers) policies.never(never, i);
  if (!policies.action.mandatory.empty()) return;  // only what says never stands above it
  using Scope = ActionPolicies::Scope;
  for (std::int32_t i = 0; i < count; ++i) {
    policies.limits(policy(i), Scope::kAnything, i);
    if (policies.isUnnoticed) continue;
    for (const ast::Quiet& quiet : policy(i).quiets) policies.quiet(quiet, i);
  }
  if (group != nullptr) policies.limits(*group, Scope::kGroup, -1);
  policies.limits(own, Scope::kAction, -1);
  for (std::uint32_t i = 0; i < l.program.holdOuts.size(); ++i) policies.holdOut(i);
  policies.reach();
}

}  // namespace regard::dsl
