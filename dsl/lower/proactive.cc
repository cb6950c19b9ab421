// What starts a decision, what is promised, what is claimed: tables of the program, and the clause of each action that
// says what may start it.

#include <algorithm>
#include <utility>

#include "dsl/lower/policies.h"
#include "dsl/sema/arbitration.h"
#include "dsl/sema/policy.h"

namespace regard::dsl {
namespace {

using ir::InstIndex;
using ir::Op;

std::uint32_t actionNamed(const Lowering& l, const ast::Word& name) {
  return static_cast<std::uint32_t>(memberOf(l.checked, ir::kActionChoice, name.text));
}

std::vector<std::uint32_t> actionsNamed(const Lowering& l, const std::vector<ast::Word>& names) {
  std::vector<std::uint32_t> actions;
  for (const ast::Word& name : names) actions.push_back(actionNamed(l, name));
  return actions;
}

void lowerTrigger(Lowering& l, const ast::Trigger& trigger) {
  ir::Trigger& out = l.program.triggers.emplace_back();
  out.event = memberOf(l.checked, ir::kTriggerChoice, trigger.event.text);
  out.action = actionNamed(l, trigger.action);
  out.when = l.optional(trigger.when);
  out.atMinute = trigger.atMinute.value_or(-1);
  out.afterMs = trigger.after ? trigger.after->amount.amount : 0;
  out.withinMs = trigger.within ? trigger.within->amount.amount : -1;
  for (const ast::Word& channel : trigger.by)
    out.channels.push_back(static_cast<std::uint16_t>(memberOf(l.checked, ir::kChannelChoice, channel.text)));
  out.span = trigger.span;
}

std::uint32_t streamNamed(const Lowering& l, const std::string& name) {
  const auto found = std::find_if(l.program.streams.begin(), l.program.streams.end(),
                                  [&](const ir::Stream& stream) { return stream.name == name; });
  return static_cast<std::uint32_t>(found - l.program.streams.begin());
}

void lowerPromise(Lowering& l, const ast::Promise& promise) {
  ir::Promise& out = l.program.promises.emplace_back();
  out.name = promise.name.text;
  out.title = promise.title.text;
  out.doc = promise.doc;
  out.dueMs = promise.due.amount.amount;
  out.dueInWorkingTime = promise.due.working;
  out.stream = streamNamed(l, promise.keptBy.name.text);
  out.filter = l.optional(promise.keptBy.where);
  out.span = promise.name.span;
}

void lowerGuarantee(Lowering& l, const ast::Guarantee& guarantee) {
  const ast::Never& never = guarantee.never;
  ir::Guarantee& out = l.program.guarantees.emplace_back();
  out.title = guarantee.title.text;
  out.direction = static_cast<std::int8_t>(never.direction.text == "inbound"    ? ir::kInbound
                                           : never.direction.text == "outbound" ? ir::kOutbound
                                                                                : -1);
  const auto choice = targetChoice(never.kind.text);
  for (std::uint32_t i = 0; i < l.program.actions.size(); ++i) {
    const ir::Action& action = l.program.actions[i];
    bool named = !choice.has_value();
    for (const ast::Word& target : never.targets) {
      const std::int32_t member = choice ? memberOf(l.checked, *choice, target.text) : -1;
      named = named || (choice == ir::kIssueChoice && action.issue == member) ||
              (choice == ir::kGroupChoice && action.group == member) ||
              (choice == ir::kActionChoice && static_cast<std::int32_t>(i) == member);
    }
    if (named) out.actions.push_back(i);
  }
  out.when = l.expression(never.when);
  out.span = never.span;
}

void lowerKpi(Lowering& l, const ast::Kpi& kpi) {
  ir::Kpi& out = l.program.kpis.emplace_back();
  out.name = kpi.name.text;
  out.title = kpi.title.text;
  out.doc = kpi.doc;
  out.stream = streamNamed(l, kpi.source.name.text);
  out.window = l.window(kpi.source.window);
  out.filter = l.optional(kpi.source.where);
  out.that = l.expression(kpi.that);
  out.span = kpi.name.span;
}

void lowerArbitrate(Lowering& l, const ast::Arbitrate& arbitrate) {
  ir::Arbitration& out = l.program.arbitration;
  constexpr ir::ExploreKind kKinds[] = {ir::ExploreKind::kGreedy, ir::ExploreKind::kThompson,
                                        ir::ExploreKind::kEpsilon};
  for (const ast::Explore& explore : arbitrate.explores) {
    out.explore = kKinds[static_cast<std::size_t>(explore.kind)];
    out.epsilon = explore.epsilon;
  }
  for (const ast::Word& action : arbitrate.lateAnswers) out.lateAnswer = actionNamed(l, action);
  for (const ast::HoldOut& hold : arbitrate.holdOuts) {
    ir::HoldOut& to = l.program.holdOuts.emplace_back();
    to.name = hold.name.text;
    to.share = hold.share;
    for (const ast::Word& issue : hold.issues)
      to.issues.push_back(static_cast<std::uint32_t>(memberOf(l.checked, ir::kIssueChoice, issue.text)));
    to.span = hold.span;
  }
}

}  // namespace

InstIndex PolicyLowering::offered(std::uint32_t action) {
  const bool started =
      !l.program.triggers.empty() || std::any_of(l.program.tests.begin(), l.program.tests.end(),
                                                 [](const ir::Test& test) { return test.trigger >= 0; });
  if (!started) return ir::kNone;
  const auto add = [&](Op op, InstIndex a, InstIndex b, Span span) { return l.build.add(op, kFlagType, a, b, span); };
  const auto candidate = [&](ir::CandidateField field, std::uint16_t choice) {
    return l.build.add(Op::kCandidate, {TypeKind::kChoice, choice}, static_cast<std::uint32_t>(field), 0, {});
  };
  const auto member = [&](std::uint16_t choice, std::int64_t which) {
    return l.build.constant({TypeKind::kChoice, choice}, Cell::ofInt(which), {});
  };
  const auto age = [&](ScalarOp op, std::int64_t ms, Span span) {  // unknown: just when the rule wants it
    const InstIndex since =
        l.build.add(Op::kInput, kDurationType,
                    l.input(ir::InputSource::kTriggerAge, "time since it happened", kDurationType), 0, {});
    const InstIndex limit = l.build.constant(kDurationType, Cell::ofInt(ms), span);
    return add(Op::kOr, l.build.add(Op::kIsUnknown, kFlagType, since, 0, {}), add(ir::opOf(op), since, limit, span),
               span);
  };
  InstIndex offered = add(ir::opOf(ScalarOp::EqInt), candidate(ir::CandidateField::kDirection, ir::kDirectionChoice),
                          member(ir::kDirectionChoice, ir::kInbound), {});
  for (const ir::Trigger& trigger : l.program.triggers) {
    if (trigger.action != action) continue;
    const Span span = trigger.span;
    const Type events{TypeKind::kChoice, ir::kTriggerChoice};
    const InstIndex what =
        l.build.add(Op::kInput, events, l.input(ir::InputSource::kTrigger, "trigger", events), 0, {});
    InstIndex rule = add(ir::opOf(ScalarOp::EqInt), what, member(ir::kTriggerChoice, trigger.event), span);
    if (trigger.when != ir::kNone) rule = add(Op::kAnd, rule, trigger.when, span);
    if (trigger.afterMs > 0) rule = add(Op::kAnd, rule, age(ScalarOp::GeInt, trigger.afterMs, span), span);
    if (trigger.withinMs >= 0) rule = add(Op::kAnd, rule, age(ScalarOp::LeInt, trigger.withinMs, span), span);
    if (!trigger.channels.empty()) {
      std::vector<std::uint32_t> words{static_cast<std::uint32_t>(trigger.channels.size())};
      for (const std::uint16_t channel : trigger.channels) {
        const InstIndex one = member(ir::kChannelChoice, channel);
        words.insert(words.end(), {one, one, static_cast<std::uint32_t>(ir::RangeMode::kEqual)});
      }
      const InstIndex by = l.build.addWithTable(
          Op::kInSet, kFlagType, candidate(ir::CandidateField::kChannel, ir::kChannelChoice), words, span);
      rule = add(Op::kAnd, rule, by, span);
    }
    offered = add(Op::kOr, offered, rule, span);
  }
  return offered;
}

void lowerProactive(Lowering& l) {
  for (const ast::Item& item : l.checked.book->items) {
    if (const auto* policy = std::get_if<ast::Policy>(&item))
      l.program.policies.push_back({policy->name.text, policy->title.text, policy->doc, policy->name.span});
    if (const auto* promise = std::get_if<ast::Promise>(&item)) lowerPromise(l, *promise);
    if (const auto* trigger = std::get_if<ast::Trigger>(&item)) lowerTrigger(l, *trigger);
    if (const auto* kpi = std::get_if<ast::Kpi>(&item)) lowerKpi(l, *kpi);
    if (const auto* bundle = std::get_if<ast::Bundle>(&item))
      l.program.bundles.push_back({bundle->name.text, bundle->title.text, bundle->doc, actionsNamed(l, bundle->needs),
                                   actionsNamed(l, bundle->mayAdd), bundle->name.span});
  }
  if (const ast::Arbitrate* arbitrate = arbitrateOf(*l.checked.book)) lowerArbitrate(l, *arbitrate);
}

void lowerGuarantees(Lowering& l) {
  for (const ast::Item& item : l.checked.book->items)
    if (const auto* guarantee = std::get_if<ast::Guarantee>(&item)) lowerGuarantee(l, *guarantee);
}

}  // namespace regard::dsl
