#include "dsl/ir/verify_world.h"

#include "dsl/ir/verify_values.h"

namespace regard::ir {
namespace {

constexpr std::int64_t kLongestMs = 1'000 * 366 * kMsPerDay;  // a thousand years: sums of two stay far from overflow
constexpr std::int64_t kMostMonths = 12'000;
constexpr std::int32_t kMinutesOfDay = 24 * 60;

struct World {
  const Program& p;
  std::string breach = {};

  void require(bool condition, const char* what, std::size_t index) {
    if (!condition && breach.empty()) breach = std::string(what) + " " + std::to_string(index);
  }
  static bool isLength(std::int64_t ms) { return ms >= 0 && ms <= kLongestMs; }
  bool isInput(const Input& input) const {
    switch (input.source) {
      case InputSource::kNow: return input.type.kind == TypeKind::kInstant;
      case InputSource::kMinute: return input.type.kind == TypeKind::kNumber;
      case InputSource::kTrigger: return input.type == Type{TypeKind::kChoice, kTriggerChoice};
      case InputSource::kTriggerAge: return input.type.kind == TypeKind::kDuration;
      case InputSource::kThreshold: return input.detail < p.thresholds.size();
      case InputSource::kModel: return input.detail < p.modelCalls.size();
      case InputSource::kCounter: return input.detail < p.counters.size();
      case InputSource::kExperiment: return input.detail < p.experiments.size();
      case InputSource::kHoldOut: return input.detail < p.holdOuts.size() && input.type.kind == TypeKind::kFlag;
      case InputSource::kEntered: return input.detail < p.journeys.size() && input.type.kind == TypeKind::kFlag;
      case InputSource::kKpi: return input.detail < p.kpis.size() && input.type.kind == TypeKind::kPercent;
      default: return true;
    }
  }

  void stream(std::size_t i) {
    const Stream& stream = p.streams[i];
    require(stream.kind <= StreamKind::kCase && !stream.columns.empty(), "columns of stream", i);
    for (const Column& column : stream.columns) {
      require(isType(p, column.type), "type of a column of stream", i);
      require(isSpan(p, column.span), "span of a column of stream", i);
    }
    if (!breach.empty()) return;
    const bool isEvent = stream.kind != StreamKind::kList, isCase = stream.kind == StreamKind::kCase;
    require(!isEvent || stream.columns[kAtColumn].type.kind == TypeKind::kInstant, "time of stream", i);
    require(!isCase || (stream.columns.size() > kOverdueColumn && stream.columns[1].type.kind == TypeKind::kFlag &&
                        stream.columns[2].type.kind == TypeKind::kFlag),
            "state of stream", i);
    require(isLength(stream.answerMs) && isSpan(p, stream.span), "stream", i);
  }

  void builtinStreams() {
    require(p.streams.size() >= kBuiltinStreams, "number of streams", p.streams.size());
    if (!breach.empty()) return;
    static constexpr std::uint16_t kContact[] = {kDirectionChoice, kChannelChoice, kActionChoice, kIssueChoice};
    const std::vector<Column>& contact = p.streams[kContactStream].columns;
    require(contact.size() == kContactOutcome + 1, "columns of contact", contact.size());
    for (std::size_t i = 0; i < std::size(kContact) && breach.empty(); ++i)
      require(contact[i + 1].type == Type{TypeKind::kChoice, kContact[i]}, "column of contact", i + 1);
    if (breach.empty())
      require(contact[kContactOutcome].type == Type{TypeKind::kChoice, kOutcomeChoice}, "column of contact",
              kContactOutcome);
    const std::vector<Column>& promise = p.streams[kPromiseStream].columns;
    require(promise.size() == kPromiseState + 1, "columns of promise", promise.size());
    if (breach.empty())
      require(promise[kPromiseName].type == Type{TypeKind::kChoice, kPromiseChoice} &&
                  promise[kPromiseDue].type.kind == TypeKind::kInstant &&
                  promise[kPromiseState].type == Type{TypeKind::kChoice, kPromiseStateChoice},
              "column of promise", 0);
  }

  void windows() {
    for (std::size_t i = 0; i < p.windows.size(); ++i) {
      const Window& window = p.windows[i];
      const bool fits = window.kind == WindowKind::kAll       ? window.amount == 0
                        : window.kind == WindowKind::kRolling ? window.amount > 0 && isLength(window.amount)
                        : window.kind == WindowKind::kRollingMonths
                            ? window.amount > 0 && window.amount <= kMostMonths
                            : window.kind == WindowKind::kThis && window.amount >= 0 && window.amount <= 3;
      require(fits, "window", i);
    }
    for (std::size_t i = 0; i < p.bursts.size(); ++i)
      require(p.bursts[i].count >= 1 && p.bursts[i].withinMs > 0 && isLength(p.bursts[i].withinMs), "burst", i);
  }

  void elsewhere() {
    for (std::size_t i = 0; i < p.thresholds.size(); ++i) {
      const Threshold& threshold = p.thresholds[i];
      if (threshold.rung < 0) continue;
      require(threshold.ladder < p.names.size() && p.names[threshold.ladder].kind == NameKind::kLadder, "threshold", i);
    }
    for (std::size_t i = 0; i < p.modelCalls.size(); ++i)
      require(p.modelCalls[i].model < p.models.size() && isLength(p.modelCalls[i].horizonMs), "model call", i);
    for (std::size_t i = 0; i < p.counters.size(); ++i)
      require(p.counters[i].window < p.windows.size() && isIndexOrNone(p.counters[i].policy, p.policies.size()),
              "counter", i);
    for (std::size_t i = 0; i < p.experiments.size(); ++i)
      require(isChoice(p.experiments[i].choice, p.experiments[i].shares.size()), "experiment", i);
    for (std::size_t i = 0; i < p.journeys.size(); ++i) require(p.journeys[i].choice < p.choices.size(), "journey", i);
    for (std::size_t i = 0; i < p.holdOuts.size(); ++i)
      for (const std::uint32_t issue : p.holdOuts[i].issues) require(issue < p.issues.size(), "hold-out", i);
    for (std::size_t i = 0; i < p.kpis.size(); ++i)
      require(p.kpis[i].stream < p.streams.size() && p.kpis[i].window < p.windows.size(), "kpi", i);
  }
  bool isChoice(std::uint16_t choice, std::size_t members) const {
    return choice < p.choices.size() && p.choices[choice].members.size() == members;
  }
  static bool isIndexOrNone(std::int32_t index, std::size_t count) {
    return index >= -1 && (index < 0 || static_cast<std::size_t>(index) < count);
  }

  void proactive() {
    require(p.outcomes.size() == p.choices[kOutcomeChoice].members.size(), "number of outcomes", p.outcomes.size());
    require(p.promises.size() == p.choices[kPromiseChoice].members.size(), "number of promises", p.promises.size());
    require(p.choices[kPromiseStateChoice].members.size() == 3, "states of promises", 0);
    for (std::size_t i = 0; i < p.promises.size(); ++i)
      require(p.promises[i].stream < p.streams.size() && isLength(p.promises[i].dueMs), "promise", i);
    for (std::size_t i = 0; i < p.triggers.size(); ++i) {
      const Trigger& trigger = p.triggers[i];
      require(trigger.event >= 0 && isIndexOrNone(trigger.event, p.choices[kTriggerChoice].members.size()) &&
                  trigger.action < p.actions.size() && isLength(trigger.afterMs) && trigger.atMinute < kMinutesOfDay,
              "trigger", i);
      for (const std::uint16_t channel : trigger.channels)
        require(channel < p.choices[kChannelChoice].members.size(), "channel of trigger", i);
    }
    for (std::size_t i = 0; i < p.guarantees.size(); ++i)
      for (const std::uint32_t action : p.guarantees[i].actions)
        require(action < p.actions.size(), "action of guarantee", i);
    for (std::size_t i = 0; i < p.bundles.size(); ++i)
      for (const auto* actions : {&p.bundles[i].needs, &p.bundles[i].mayAdd})
        for (const std::uint32_t action : *actions) require(action < p.actions.size(), "action of bundle", i);
    const bool day = p.working.fromMinute >= 0 && p.working.fromMinute < p.working.toMinute &&
                     p.working.toMinute <= kMinutesOfDay && (p.working.days & 0x7FU) != 0;
    require(day, "working hours", 0);
    require(p.arbitration.lateAnswer == kNone || p.arbitration.lateAnswer < p.actions.size(), "late answer", 0);
  }

  std::string run() {
    for (std::size_t i = 0; i < p.inputs.size(); ++i) require(isInput(p.inputs[i]), "detail of input", i);
    builtinStreams();
    for (std::size_t i = 0; i < p.streams.size(); ++i) stream(i);
    windows();
    elsewhere();
    proactive();
    return breach;
  }
};

}  // namespace

std::string verifyWorld(const Program& program) { return World{program}.run(); }

}  // namespace regard::ir
