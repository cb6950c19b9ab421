// What we start ourselves: rules that wait for something to happen or for a time, promises, bundles, indicators.

#include <algorithm>
#include <map>

#include "dsl/sema/context.h"
#include "dsl/sema/walk.h"

namespace regard::dsl {
namespace {

void refuse(Context& c, Span span, std::string fact, std::string hint) {
  c.sink.report(Code::E0418, span, std::move(fact), std::move(hint));
}

/// An exact length of time in ms, or -1.
std::int64_t exactMs(Context& c, const std::optional<ast::Quantity>& quantity) {
  if (!quantity) return -1;
  if (!quantity->amount.isPeriod && !quantity->working && quantity->amount.amount >= 0) return quantity->amount.amount;
  refuse(c, quantity->span, quoted(c, quantity->span) + " is no exact length of time",
         "write days, hours or minutes, as in `within 4 hours`");
  return -1;
}

/// `on X` and `every day` begin at different words of one choice.
void checkStart(Context& c, const ast::Trigger& trigger) {
  static constexpr std::string_view kUnits[] = {"day", "week", "month"};
  const bool isUnit = std::find(std::begin(kUnits), std::end(kUnits), trigger.event.text) != std::end(kUnits);
  if (trigger.isSchedule && !isUnit) {
    refuse(c, trigger.event.span, "nothing is done every " + quoted(trigger.event.text),
           "write `every day`, `every week` or `every month`");
  } else if (!trigger.isSchedule && isUnit) {
    refuse(c, trigger.event.span, quoted(trigger.event.text) + " is no event",
           "write `every " + trigger.event.text + "`");
  } else if (!trigger.isSchedule) {
    requireMember(c, ir::kTriggerChoice, trigger.event, "event or case");
  }
}

void checkTrigger(Context& c, const ast::Trigger& trigger) {
  checkStart(c, trigger);
  requireMember(c, ir::kActionChoice, trigger.action, "action");
  for (const ast::Word& channel : trigger.by) requireMember(c, ir::kChannelChoice, channel, "channel");
  const std::int64_t after = std::max<std::int64_t>(0, exactMs(c, trigger.after)), within = exactMs(c, trigger.within);
  if (within >= 0 && within < after)
    refuse(c, trigger.within->span,
           "it would be too late before it may begin: `within` counts from what happened, as `after` does",
           "write a longer time than after `after`");
  std::string name = trigger.event.text;
  if (constexpr std::string_view kOverdue = "_overdue"; !c.events.contains(name) && name.ends_with(kOverdue))
    name.resize(name.size() - kOverdue.size());
  const auto event = c.events.find(name);
  c.trigger = event == c.events.end() ? ir::kNone : event->second;
  typeCondition(c, trigger.when, Where::kRule);
  c.trigger = ir::kNone;
}

void checkPromise(Context& c, const ast::Promise& promise) {
  if (promise.due.amount.isPeriod || promise.due.amount.amount <= 0)
    refuse(c, promise.due.span, quoted(c, promise.due.span) + " is no time to keep a promise in",
           "write working days, days or hours, as in `due 2 working days`");
  const std::uint32_t stream = requireStream(c, promise.keptBy.name);
  if (stream == ir::kNone) return;
  if (c.out.streams[stream].kind == ir::StreamKind::kList || stream == ir::kPromiseStream)
    refuse(c, promise.keptBy.name.span, quoted(promise.keptBy.name.text) + " does not happen, so it keeps no promise",
           "name an event or `contact`");
  const RowScope scope(c, stream);
  typeCondition(c, promise.keptBy.where, Where::kRule);
}

void checkBundle(Context& c, const ast::Bundle& bundle) {
  if (bundle.needs.empty())
    refuse(c, bundle.span, quoted(bundle.name.text) + " needs nothing",
           "name the actions it is made of, as in `needs a, b`");
  for (const auto* words : {&bundle.needs, &bundle.mayAdd})
    for (const ast::Word& action : *words) requireMember(c, ir::kActionChoice, action, "action");
}

void checkKpi(Context& c, const ast::Kpi& kpi) {
  const std::uint32_t stream = requireStream(c, kpi.source.name);
  if (stream == ir::kNone) return;
  windowIndex(c, kpi.source.window, c.out.streams[stream]);
  if (c.out.streams[stream].kind == ir::StreamKind::kList)
    refuse(c, kpi.source.name.span,
           quoted(kpi.source.name.text) + " has no time, and an indicator is followed through time",
           "name an event or `contact`");
  const RowScope scope(c, stream);
  typeCondition(c, kpi.source.where, Where::kRule);
  typeCondition(c, kpi.that, Where::kTest);
}

template <class Item>
void once(Context& c, std::map<std::string_view, Span>& seen, const Item& item, const char* what) {
  if (const auto [first, isNew] = seen.emplace(item.name.text, item.name.span); !isNew)
    c.sink
        .report(Code::E0302, item.name.span, std::string(what) + " " + quoted(item.name.text) + " is declared twice",
                "give one of them another name")
        .notes.push_back({first->second, "the first one"});
}

}  // namespace

void checkProactive(Context& c) {
  std::map<std::string_view, Span> promises, bundles, kpis;
  for (const ast::Item& item : c.book.items) {
    if (const auto* trigger = std::get_if<ast::Trigger>(&item)) checkTrigger(c, *trigger);
    if (const auto* promise = std::get_if<ast::Promise>(&item)) {
      once(c, promises, *promise, "promise");
      checkPromise(c, *promise);
    }
    if (const auto* bundle = std::get_if<ast::Bundle>(&item)) {
      once(c, bundles, *bundle, "bundle");
      checkBundle(c, *bundle);
    }
    if (const auto* kpi = std::get_if<ast::Kpi>(&item)) {
      once(c, kpis, *kpi, "kpi");
      checkKpi(c, *kpi);
    }
  }
}

}  // namespace regard::dsl
