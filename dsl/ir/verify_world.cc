#include "dsl/ir/verify_world.h"

#include <algorithm>
#include <limits>

#include "dsl/ir/breach.h"
#include "dsl/ir/verify_models.h"
#include "dsl/ir/verify_values.h"

namespace regard::ir {
namespace {

constexpr std::int32_t kMinutesOfDay = 24 * 60;
constexpr std::int64_t kCountMax = 1'000'000'000;
constexpr std::uint8_t kAllWeek = 0x7F;

/// What customers can be ranked by.
bool canBeRanked(TypeKind kind) {
  switch (kind) {
    case TypeKind::kNumber:
    case TypeKind::kPercent:
    case TypeKind::kMoney:
    case TypeKind::kDate:
    case TypeKind::kDuration:
    case TypeKind::kPeriod: return true;
    default: return false;
  }
}

struct World {
  const Program& p;
  Breach breach = {};

  void require(bool condition, const char* what, std::size_t index) { breach.require(condition, what, index); }

  // ---- inputs

  /// `outage.lasted`: a column of that stream, of the same type.
  bool isFieldOfStream(const Input& input) const {
    return std::any_of(p.streams.begin(), p.streams.end(), [&](const Stream& stream) {
      return std::any_of(stream.columns.begin(), stream.columns.end(), [&](const Column& column) {
        return column.type == input.type && input.name == stream.name + "." + column.name;
      });
    });
  }
  bool isModelsAnswer(const Input& input) const {
    return input.detail < p.modelCalls.size() && input.type.choice == 0 &&
           p.modelCalls[input.detail].function <= ModelFunction::kProbability &&
           input.type.kind == answerKind(p.modelCalls[input.detail].function);
  }
  bool isInput(const Input& input) const {
    const Type type = input.type;
    switch (input.source) {
      case InputSource::kProfile:
      case InputSource::kRequest: return true;
      case InputSource::kToday: return type.kind == TypeKind::kDate;
      case InputSource::kNow: return type.kind == TypeKind::kInstant;
      case InputSource::kMinute: return type.kind == TypeKind::kNumber;
      case InputSource::kTrigger: return type == Type{TypeKind::kChoice, kTriggerChoice};
      case InputSource::kTriggerAge: return type.kind == TypeKind::kDuration;
      case InputSource::kTriggerField: return isFieldOfStream(input);
      case InputSource::kThreshold: return input.detail < p.thresholds.size() && canBeRanked(type.kind);
      case InputSource::kModel: return isModelsAnswer(input);
      case InputSource::kCounter:
        return input.detail < p.counters.size() &&
               type.kind == (p.counters[input.detail].addsCost ? TypeKind::kMoney : TypeKind::kNumber);
      case InputSource::kExperiment:
        return input.detail < p.experiments.size() &&
               type == Type{TypeKind::kChoice, p.experiments[input.detail].choice};
      case InputSource::kHoldOut: return input.detail < p.holdOuts.size() && type.kind == TypeKind::kFlag;
      case InputSource::kEntered: return input.detail < p.journeys.size() && type.kind == TypeKind::kFlag;
      case InputSource::kReach:
      case InputSource::kPlace:
        return input.detail < p.actions.size() && !p.actions[input.detail].learned.empty() &&
               type.kind == TypeKind::kPercent;
      case InputSource::kKpi: return input.detail < p.kpis.size() && type.kind == TypeKind::kPercent;
    }
    return false;
  }

  // ---- rows

  void stream(std::size_t i) {
    const Stream& stream = p.streams[i];
    require(stream.kind <= StreamKind::kCase && !stream.columns.empty(), "columns of stream", i);
    for (const Column& column : stream.columns) {
      require(isType(p, column.type), "type of a column of stream", i);
      require(isSpan(p, column.span), "span of a column of stream", i);
    }
    if (!breach.none()) return;
    const bool isEvent = stream.kind != StreamKind::kList, isCase = stream.kind == StreamKind::kCase;
    require(!isEvent || stream.columns[kAtColumn].type.kind == TypeKind::kInstant, "time of stream", i);
    require(!isCase ||
                (stream.columns.size() > kOverdueColumn && stream.columns[kOpenColumn].type.kind == TypeKind::kFlag &&
                 stream.columns[kOverdueColumn].type.kind == TypeKind::kFlag),
            "state of stream", i);
    require(isLength(stream.answerMs) && isSpan(p, stream.span), "stream", i);
  }

  /// Streams that every program has: events with these columns, the time first.
  void builtin(BuiltinStream stream, const std::vector<Type>& types, const char* what) {
    require(p.streams[stream].kind == StreamKind::kEvent, what, stream);
    require(p.streams[stream].columns.size() == types.size(), what, stream);
    for (std::size_t i = 0; i < types.size() && breach.none(); ++i)
      require(p.streams[stream].columns[i].type == types[i], what, i);
  }
  void builtinStreams() {
    require(p.streams.size() >= kBuiltinStreams, "number of streams", p.streams.size());
    if (!breach.none()) return;
    const auto choice = [](std::uint16_t which) { return Type{TypeKind::kChoice, which}; };
    const Type instant{TypeKind::kInstant, 0};
    const std::vector<Column>& contact = p.streams[kContactStream].columns;
    const Type reason = contact.size() > kContactReason ? contact[kContactReason].type : Type{};
    require(reason == Type{TypeKind::kText, 0} || reason.kind == TypeKind::kChoice, "column of contact",
            kContactReason);
    builtin(kContactStream,
            {instant, choice(kDirectionChoice), choice(kChannelChoice), choice(kActionChoice), choice(kIssueChoice),
             reason, choice(kOutcomeChoice)},
            "column of contact");
    builtin(kPromiseStream, {instant, choice(kPromiseChoice), instant, choice(kPromiseStateChoice)},
            "column of promise");
  }

  static bool isWindow(const Window& window) {
    switch (window.kind) {
      case WindowKind::kAll: return window.amount == 0;
      case WindowKind::kRolling: return window.amount > 0 && isLength(window.amount);
      case WindowKind::kRollingMonths: return window.amount > 0 && window.amount <= kLongestMonths;
      case WindowKind::kThis:
        return window.amount >= 0 && window.amount <= static_cast<std::int64_t>(CalendarUnit::kYear);
    }
    return false;
  }
  void windows() {
    for (std::size_t i = 0; i < p.windows.size(); ++i) require(isWindow(p.windows[i]), "window", i);
    for (std::size_t i = 0; i < p.bursts.size(); ++i) {
      const Burst& burst = p.bursts[i];
      require(burst.count >= 1 && burst.count <= kCountMax && burst.withinMs > 0 && isLength(burst.withinMs), "burst",
              i);
    }
  }

  // ---- elsewhere than the customer

  void thresholds() {
    for (std::size_t i = 0; i < p.thresholds.size(); ++i) {
      const Threshold& threshold = p.thresholds[i];
      const std::int64_t most = threshold.byCount ? kCountMax : kOneE8 - 1;
      require(threshold.share >= 1 && threshold.share <= most && threshold.rung >= -1, "share of threshold", i);
      if (threshold.rung < 0) continue;
      require(threshold.ladder < p.names.size() && p.names[threshold.ladder].kind == NameKind::kLadder, "threshold", i);
    }
  }
  void models() {
    for (std::size_t i = 0; i < p.models.size(); ++i) {
      const Model& model = p.models[i];
      require(isSpan(p, model.span) && isModel(p, model), "model", i);
    }
    for (std::size_t i = 0; i < p.modelCalls.size(); ++i) {
      const ModelCall& call = p.modelCalls[i];
      require(isModelCall(p, call) && isLength(call.horizonMs), "model call", i);
    }
  }
  void counters() {
    for (std::size_t i = 0; i < p.counters.size(); ++i) {
      const Counter& counter = p.counters[i];
      require(counter.window < p.windows.size() && isIndexOrNone(counter.policy, p.policies.size()), "counter", i);
      require(isSpan(p, counter.span), "span of counter", i);
    }
  }

  /// Arms share out all customers.
  static bool sharesOut(const std::vector<Percent>& shares) {
    std::int64_t sum = 0;
    for (const Percent share : shares) {
      if (share.e8 <= 0 || share.e8 > kOneE8 - sum) return false;
      sum += share.e8;
    }
    return sum == kOneE8;
  }
  bool isMember(std::uint16_t choice, const std::string& name) const {
    const std::vector<ChoiceMember>& members = p.choices[choice].members;
    return std::any_of(members.begin(), members.end(), [&](const ChoiceMember& member) { return member.name == name; });
  }
  void experiments() {
    for (std::size_t i = 0; i < p.experiments.size(); ++i) {
      const Experiment& experiment = p.experiments[i];
      require(experiment.choice < p.choices.size() &&
                  p.choices[experiment.choice].members.size() == experiment.shares.size(),
              "arms of experiment", i);
      require(sharesOut(experiment.shares), "shares of experiment", i);
      require(isMember(kOutcomeChoice, experiment.measure), "measure of experiment", i);
      require(isLength(experiment.withinMs) && isSpan(p, experiment.span), "experiment", i);
    }
    for (std::size_t i = 0; i < p.holdOuts.size(); ++i) {
      const HoldOut& out = p.holdOuts[i];
      require(isShare(out.share) && isSpan(p, out.span), "hold-out", i);
      for (const std::uint32_t issue : out.issues) require(issue < p.issues.size(), "issue of hold-out", i);
    }
  }
  void followers() {
    for (std::size_t i = 0; i < p.journeys.size(); ++i) {
      const Journey& journey = p.journeys[i];
      require(journey.choice < p.choices.size() && !p.choices[journey.choice].members.empty(), "stages of journey", i);
      require(isSpan(p, journey.span), "span of journey", i);
    }
    for (std::size_t i = 0; i < p.kpis.size(); ++i) {
      const Kpi& kpi = p.kpis[i];
      require(kpi.stream < p.streams.size() && p.streams[kpi.stream].kind != StreamKind::kList, "stream of kpi", i);
      require(kpi.window < p.windows.size() && isSpan(p, kpi.span), "kpi", i);
    }
  }

  // ---- what we start, promise and claim

  void promises() {
    const std::vector<ChoiceMember>& members = p.choices[kPromiseChoice].members;
    require(p.outcomes.size() >= kBuiltinOutcomes, "outcomes of every rulebook", p.outcomes.size());
    require(p.outcomes.size() == p.choices[kOutcomeChoice].members.size(), "number of outcomes", p.outcomes.size());
    for (std::size_t i = 0; i < p.outcomes.size(); ++i)
      require(p.outcomes[i].afterMs == -1 || isLength(p.outcomes[i].afterMs), "outcome", i);
    require(p.promises.size() == members.size(), "number of promises", p.promises.size());
    require(p.choices[kPromiseStateChoice].members.size() == 3, "states of promises", 0);
    for (std::size_t i = 0; i < p.promises.size() && breach.none(); ++i) {
      const Promise& promise = p.promises[i];
      require(promise.name == members[i].name, "name of promise", i);
      require(promise.stream < p.streams.size() && p.streams[promise.stream].kind != StreamKind::kList,
              "stream of promise", i);
      require(isLength(promise.dueMs) && isSpan(p, promise.span), "promise", i);
    }
  }
  void triggers() {
    for (std::size_t i = 0; i < p.triggers.size(); ++i) {
      const Trigger& trigger = p.triggers[i];
      require(trigger.event >= 0 && isIndexOrNone(trigger.event, p.choices[kTriggerChoice].members.size()) &&
                  trigger.action < p.actions.size(),
              "trigger", i);
      require(isLength(trigger.afterMs) && (trigger.withinMs == -1 || isLength(trigger.withinMs)), "times of trigger",
              i);
      require(trigger.atMinute >= -1 && trigger.atMinute < kMinutesOfDay, "minute of trigger", i);
      require(isSpan(p, trigger.span), "span of trigger", i);
      for (const std::uint16_t channel : trigger.channels)
        require(channel < p.choices[kChannelChoice].members.size(), "channel of trigger", i);
    }
  }
  void actionsOf(const std::vector<std::uint32_t>& actions, const char* what, std::size_t index) {
    for (const std::uint32_t action : actions) require(action < p.actions.size(), what, index);
  }
  void claims() {
    for (std::size_t i = 0; i < p.policies.size(); ++i) require(isSpan(p, p.policies[i].span), "span of policy", i);
    for (std::size_t i = 0; i < p.guarantees.size(); ++i) {
      const Guarantee& guarantee = p.guarantees[i];
      require(guarantee.direction >= -1 && guarantee.direction <= kOutbound, "direction of guarantee", i);
      require(isSpan(p, guarantee.span), "span of guarantee", i);
      actionsOf(guarantee.actions, "action of guarantee", i);
    }
    for (std::size_t i = 0; i < p.bundles.size(); ++i) {
      actionsOf(p.bundles[i].needs, "action of bundle", i);
      actionsOf(p.bundles[i].mayAdd, "action of bundle", i);
      require(isSpan(p, p.bundles[i].span), "span of bundle", i);
    }
    const WorkingHours& working = p.working;
    require(working.fromMinute >= 0 && working.fromMinute < working.toMinute && working.toMinute <= kMinutesOfDay &&
                working.days != 0 && working.days <= kAllWeek,
            "working hours", 0);
    require(p.arbitration.lateAnswer == kNone || p.arbitration.lateAnswer < p.actions.size(), "late answer", 0);
  }

  std::string run() {
    for (std::size_t i = 0; i < p.inputs.size(); ++i) require(isInput(p.inputs[i]), "detail of input", i);
    builtinStreams();
    for (std::size_t i = 0; i < p.streams.size(); ++i) stream(i);
    windows();
    thresholds();
    models();
    counters();
    experiments();
    followers();
    promises();
    triggers();
    claims();
    return breach.text;
  }
};

}  // namespace

std::string verifyWorld(const Program& program) { return World{program}.run(); }

}  // namespace regard::ir
