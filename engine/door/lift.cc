#include "regard/lift.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/nearest.h"
#include "engine/door/request.h"
#include "engine/door/trial_watch.h"
#include "engine/door/values.h"
#include "engine/model/effect.h"

namespace regard {
namespace {

constexpr std::uint32_t kDaysOtherwise = 28;
constexpr std::uint64_t kThin = 10;
constexpr double kRatioChance = 0.001;  ///< of numbers that are so far from the shares by chance alone
constexpr double kRaised = 1.1;         ///< how many are needed to see so much more than the control's rate

LiftFigure figureOf(const model::Interval& interval) { return {interval.at, interval.low, interval.high}; }

std::optional<LiftFigure> figureOf(const std::optional<model::Interval>& interval) {
  return interval ? std::optional(figureOf(*interval)) : std::nullopt;
}

struct ArmCount {
  std::uint64_t customers = 0, did = 0;
  model::Amounts amounts;
  model::Rate rate() const { return {static_cast<double>(did), static_cast<double>(customers)}; }
};

class Lifting {
 public:
  Lifting(const Store& store, const ir::Program& program, const LiftRequest& request)
      : store_(*store.impl()), program_(program), request_(request) {
    isKeyPrivate_ = std::any_of(program.inputs.begin(), program.inputs.end(), [&](const ir::Input& input) {
      return input.isPrivate && input.source == ir::InputSource::kProfile && input.name == program.keyName;
    });
  }

  Result<LiftReport> run() {
    if (!(request_.confidence >= 0.5 && request_.confidence <= 0.9999))
      return invalid("intervals hold by 50% to 99.99%");
    auto trial = trialNamed(program_, request_.name);
    if (!trial) return trial.fault();
    watch_.trial = *std::move(trial);
    if (auto found = findControl(); !found) return found.fault();
    if (auto found = findMeasure(); !found) return found.fault();
    if (auto found = findTimes(); !found) return found.fault();
    return measure();
  }

 private:
  Status findControl() {
    const auto& arms = watch_.trial.arms;
    if (request_.control.empty()) return Done{};
    const auto found = std::find(arms.begin(), arms.end(), request_.control);
    if (found == arms.end())
      return invalid(fmt::format("`{}` has no arm `{}`: there are {}", watch_.trial.name, request_.control,
                                 fmt::join(arms, ", ")));
    control_ = static_cast<std::size_t>(found - arms.begin());
    return Done{};
  }

  Status findMeasure() {
    if (!request_.event.empty()) return findEvent();
    if (!request_.field.empty()) return invalid("a field is one of an event: say which event");
    watch_.outcome = request_.outcome.empty() ? watch_.trial.measure : request_.outcome;
    if (watch_.outcome.empty())
      return invalid(
          fmt::format("what is to be measured? Who is held out by `{}` has no offers to answer, so say which "
                      "event tells how they fared",
                      watch_.trial.name));
    std::vector<std::string> known;
    const auto& members = program_.choices[ir::kOutcomeChoice].members;
    for (std::size_t i = ir::kOutcomePresented; i < members.size(); ++i) known.push_back(members[i].name);
    if (std::find(known.begin(), known.end(), watch_.outcome) == known.end()) {
      const std::string nearest = didYouMean(watch_.outcome, known);
      return invalid(fmt::format("there is no outcome `{}`: {}", watch_.outcome,
                                 nearest.empty() ? fmt::format("there are {}", fmt::join(known, ", ")) : nearest));
    }
    watch_.addsUp = request_.withAmounts;
    watch_.action = request_.action;
    return findAction();
  }

  Status findAction() const {
    std::vector<std::string> known;
    for (const ir::Action& action : program_.actions) known.push_back(action.name);
    if (request_.action.empty() || std::find(known.begin(), known.end(), request_.action) != known.end()) return Done{};
    const std::string nearest = didYouMean(request_.action, known);
    return invalid(fmt::format("there is no action `{}`{}", request_.action, nearest.empty() ? "" : ": " + nearest));
  }

  Status findEvent() {
    if (!request_.outcome.empty() || !request_.action.empty() || request_.withAmounts)
      return invalid("an outcome or an event: one of them is measured, and actions and their amounts go with outcomes");
    auto catalog = store_.store->historyCatalog();
    if (!catalog) return catalog.fault();
    catalog_ = *std::move(catalog);
    auto event = fit::storedEvent(catalog_, request_.event, request_.field);
    if (!event) return event.fault();
    watch_.event = *event;
    watch_.addsUp = event->amount != nullptr;
    return Done{};
  }

  Status findTimes() {
    if (request_.everyone && request_.since.empty())
      return invalid("everyone of the store is watched from when on? Say since when");
    watch_.everyone = request_.everyone;
    const auto read = [](const std::string& text, std::int64_t otherwise) {
      return text.empty() ? Result<std::int64_t>(otherwise) : readInstant(text);
    };
    const auto since = read(request_.since, std::numeric_limits<std::int64_t>::min() / 2);
    const auto until = read(request_.until, std::numeric_limits<std::int64_t>::max() / 2);
    const auto now = read(request_.now.value_or(""), clockMs());
    for (const auto* one : {&since, &until, &now})
      if (!*one) return one->fault();
    if (*until <= *since) return invalid(fmt::format("`{}` is not before `{}`", request_.since, request_.until));
    watch_.sinceMs = *since;
    watch_.untilMs = *until;
    watch_.nowMs = *now;
    const std::int64_t asRules = watch_.trial.withinMs > 0 ? watch_.trial.withinMs : kDaysOtherwise * kMsPerDay;
    watch_.watchedMs = request_.days ? std::int64_t{*request_.days} * kMsPerDay : asRules;
    return Done{};
  }

  Result<LiftReport> measure() {
    std::vector<ArmCount> arms(watch_.trial.arms.size());
    std::int64_t from = std::numeric_limits<std::int64_t>::max(), to = std::numeric_limits<std::int64_t>::min();
    const auto counts = watch(store_, watch_, [&](const Watched& one) {
      ArmCount& arm = arms[one.arm];
      ++arm.customers;
      arm.did += one.did ? 1 : 0;
      arm.amounts.add(static_cast<double>(one.amount.e4) / static_cast<double>(kMoneyScale));
      from = std::min(from, one.firstMs);
      to = std::max(to, one.firstMs);
      if (request_.visit) request_.visit(customerOf(one));
    });
    if (!counts) return counts.fault();
    LiftReport report;
    report.name = watch_.trial.name;
    report.title = watch_.trial.title;
    report.isHoldOut = watch_.trial.isHoldOut();
    report.measured = watch_.event ? request_.event : watch_.outcome;
    report.watchedMs = watch_.watchedMs;
    report.everyone = watch_.everyone;
    report.isEvent = watch_.event.has_value();
    if (watch_.addsUp) report.field = watch_.event ? request_.field : "amount";
    report.currency = program_.currency;
    if (from <= to) {
      report.from = timeOf(from);
      report.to = timeOf(to);
    }
    report.decisions = counts->decisions;
    report.erased = counts->erased;
    report.unreadable = counts->unreadable;
    report.tooRecent = counts->tooRecent;
    report.otherShares = counts->otherShares;
    report.letGo = counts->letGo;
    compare(arms, report);
    checkRatio(arms, report);
    return report;
  }

  std::string timeOf(std::int64_t firstMs) const {
    return formatInstant(watch_.everyone ? firstMs + 1 : firstMs, Zone::utc());
  }

  LiftCustomer customerOf(const Watched& one) const {
    LiftCustomer out{isKeyPrivate_ ? "***" : std::string(one.customer),
                     watch_.trial.arms[one.arm],
                     timeOf(one.firstMs),
                     one.did,
                     {}};
    if (watch_.addsUp) out.amount = moneyValue(one.amount, program_.currency);
    return out;
  }

  void compare(const std::vector<ArmCount>& arms, LiftReport& report) const {
    report.confidence = request_.confidence;
    const double others = static_cast<double>(std::max<std::size_t>(arms.size(), 2) - 1);
    report.comparedConfidence = 1 - (1 - request_.confidence) / others;
    const model::Effects alone(report.confidence), compared(report.comparedConfidence);
    const ArmCount& control = arms[control_];
    for (std::size_t i = 0; i < arms.size(); ++i) {
      const ArmCount& arm = arms[i];
      LiftArm& out = report.arms.emplace_back();
      out.name = watch_.trial.arms[i];
      out.isControl = i == control_;
      out.share = static_cast<double>(watch_.trial.shares[i].e8) / static_cast<double>(kOneE8);
      out.customers = arm.customers;
      out.did = arm.did;
      out.rate = figureOf(alone.rate(arm.rate()));
      out.isThin = arm.did < kThin || arm.customers - arm.did < kThin;
      if (watch_.addsUp) out.mean = figureOf(alone.mean(arm.amounts));
      if (out.isControl || arm.customers == 0 || control.customers == 0) continue;
      out.rates.difference = figureOf(compared.difference(arm.rate(), control.rate()));
      out.rates.lift = figureOf(compared.lift(arm.rate(), control.rate()));
      if (!watch_.addsUp) continue;
      out.means.difference = figureOf(compared.difference(arm.amounts, control.amounts));
      out.means.lift = figureOf(compared.lift(arm.amounts, control.amounts));
    }
    if (const double rate = report.arms[control_].rate.at; rate > 0 && rate * kRaised < 1)
      report.needed = static_cast<std::uint64_t>(compared.neededFor(rate, rate * kRaised));
  }

  void checkRatio(const std::vector<ArmCount>& arms, LiftReport& report) const {
    std::vector<double> counts, shares;
    for (std::size_t i = 0; i < arms.size(); ++i) {
      if (!(report.arms[i].share > 0)) continue;  // nobody can be in it
      counts.push_back(static_cast<double>(arms[i].customers));
      shares.push_back(report.arms[i].share);
    }
    report.ratioProbability = model::goodness(counts, shares).probability;
    report.ratioIsWrong = report.ratioProbability < kRatioChance;
  }

  const Store::Impl& store_;
  const ir::Program& program_;
  const LiftRequest& request_;
  Catalog catalog_;  ///< of histories, in which the event is looked up
  Watch watch_;
  std::size_t control_ = 0;
  bool isKeyPrivate_ = false;
};

}  // namespace

Expected<LiftReport> measureLift(const Store& store, const Rulebook& rulebook, const LiftRequest& request) {
  auto report = Lifting(store, *rulebook.program(), request).run();
  if (!report) return errorOf(report.fault());
  return *std::move(report);
}

}  // namespace regard
