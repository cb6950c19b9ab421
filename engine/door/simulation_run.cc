#include "engine/door/simulation_run.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "base/format.h"
#include "engine/door/values.h"

namespace regard {
namespace {

using Clock = std::chrono::steady_clock;

/// How the action fares by one of the rulebooks, if it has it.
const SimulatedAction* find(const Simulation& simulation, std::uint32_t action) {
  return action == simulation::kNoAction ? nullptr : &simulation.actions[action];
}

}  // namespace

std::shared_ptr<const ir::Program> programOf(const Rulebook& rulebook, std::uint32_t keep) {
  if (keep == 0) return rulebook.program();
  auto program = std::make_shared<ir::Program>(*rulebook.program());
  program->arbitration.keep = keep;
  return program;
}

Status sameCurrency(const Rulebook& rulebook, const Rulebook& before) {
  if (rulebook.currency() == before.currency()) return Done{};
  return invalid("one rulebook reckons in " + rulebook.currency() + ", the other in " + before.currency() +
                 ": their sums cannot be compared");
}

const SimulatedRules& SimulationRun::add(const Rulebook& rulebook, Plan plan) {
  auto side = std::make_unique<SimulatedRules>();
  side->rulebook = &rulebook;
  side->plan = std::move(plan);
  side->batch = batch::makeBatchPlan(side->plan);
  sides_.push_back(std::move(side));
  return *sides_.back();
}

Result<std::vector<batch::Tally>> SimulationRun::run(batch::Source& source, std::uint64_t total,
                                                     simulation::Changes* changes) {
  const auto started = Clock::now();
  std::vector<const batch::BatchPlan*> plans;
  for (const auto& side : sides_) plans.push_back(&side->batch);
  batch::RunOptions options;
  options.threads = request_.threads != 0 ? request_.threads : std::max(1U, std::thread::hardware_concurrency());
  std::uint64_t done = 0;
  auto tallies = batch::run(plans, source, options, [&](const batch::Decided& decided) {
    if (changes != nullptr) changes->add(decided);
    done += decided.rows;
    if (watch_.customer) tell(decided);
    if (watch_.progress) watch_.progress(done, total);
  });
  seconds_ = std::chrono::duration<double>(Clock::now() - started).count();
  return tallies;
}

void SimulationRun::tell(const batch::Decided& decided) {
  const auto read = [&](std::size_t side, std::uint32_t row, std::vector<SimulatedOffer>& into) {
    into.clear();
    const batch::Decisions& from = decided.decisions[side];
    for (std::uint32_t i = from.first[row]; i < from.first[row + 1]; ++i) {
      const Scored& kept = from.kept[i];
      const ir::Program& rules = program(side);
      std::string_view channel;
      if (kept.channel >= 0)
        channel = rules.choices[ir::kChannelChoice].members[static_cast<std::size_t>(kept.channel)].name;
      into.push_back({i - from.first[row] + 1, rules.actions[kept.action].name, channel, kept.priority.e4,
                      kept.value.e4, kept.propensity.e8});
    }
  };
  for (std::uint32_t row = 0; row < decided.rows; ++row) {
    customer_.id = decided.customers.key(row);
    read(0, row, customer_.offers);
    if (sides_.size() > 1) read(1, row, customer_.before);
    watch_.customer(customer_);
  }
}

/// A sum of money too large for money is an error, as it is in a rule.
Value SimulationRun::sum(std::size_t side, batch::Sum amount) const {
  const std::string& currency = program(side).currency;
  const auto fits = static_cast<std::int64_t>(amount);
  if (fits == amount) return moneyValue({fits}, currency);
  return valueOf(TypeKind::kMoney, Scalar::error(ValueError::kOverflow), {}, currency, sides_[side]->plan.zone);
}

Simulation SimulationRun::report(std::size_t side, const batch::Tally& tally, std::int64_t nowMs,
                                 const TakingPart& part) const {
  const ir::Program& rules = program(side);
  Simulation out;
  out.rulebook = rules.name;
  out.title = rules.title;
  out.rulebookHash = sides_[side]->rulebook->hash();
  out.currency = rules.currency;
  out.now = formatInstant(nowMs, sides_[side]->plan.zone);
  for (std::size_t stage = 0; stage < batch::kStages; ++stage)
    out.stages.emplace_back(ir::stageName(static_cast<ir::Stage>(stage)));
  out.customers = tally.customers;
  out.served = tally.served;
  out.notStarted = part.notStarted;
  out.unreadable = part.unreadable;
  out.firstUnreadable = part.firstUnreadable;
  out.seconds = seconds_;
  out.notes = sides_[side]->plan.notes;
  batch::Sum value = 0, priority = 0;
  for (std::size_t i = 0; i < rules.actions.size(); ++i) {
    const ir::Action& action = rules.actions[i];
    const batch::ActionTally& from = tally.actions[i];
    SimulatedAction entry;
    entry.action = action.name;
    entry.title = action.title;
    if (action.issue >= 0) entry.issue = rules.issues[static_cast<std::size_t>(action.issue)].name;
    entry.offered = from.kept;
    entry.first = from.first;
    entry.value = sum(side, from.value);
    entry.priority = sum(side, from.priority);
    entry.dropped.assign(from.dropped.begin(), from.dropped.end());
    value += from.value;
    priority += from.priority;
    out.actions.push_back(std::move(entry));
  }
  out.value = sum(side, value);
  out.priority = sum(side, priority);
  return out;
}

SimulationChange SimulationRun::change(const simulation::Changes& changes, Simulation after, Simulation before) const {
  SimulationChange out;
  out.after = std::move(after);
  out.before = std::move(before);
  out.changed = changes.changed();
  out.unserved = changes.unserved();
  out.newlyServed = changes.newlyServed();
  for (const simulation::SameAction& same : changes.actions()) {
    const SimulatedAction *now = find(out.after, same.after), *then = find(out.before, same.before);
    ChangedAction entry;
    entry.action = now != nullptr ? now->action : then->action;
    entry.title = now != nullptr ? now->title : then->title;
    entry.isNew = then == nullptr;
    entry.isGone = now == nullptr;
    entry.before = then == nullptr ? 0 : then->offered;
    entry.after = now == nullptr ? 0 : now->offered;
    entry.gained = same.gained;
    entry.lost = same.lost;
    entry.valueBefore = then == nullptr ? sum(1, 0) : then->value;
    entry.valueAfter = now == nullptr ? sum(0, 0) : now->value;
    out.actions.push_back(std::move(entry));
  }
  const auto nameOf = [&](std::uint32_t place) {
    return place == simulation::kNoAction ? std::string() : out.actions[place].action;
  };
  for (const auto& [pair, first] : changes.firsts())
    out.firsts.push_back(
        {nameOf(pair.first), nameOf(pair.second), first.customers, sum(0, first.value), first.examples});
  std::stable_sort(out.firsts.begin(), out.firsts.end(),
                   [](const ChangedFirst& a, const ChangedFirst& b) { return a.customers > b.customers; });
  return out;
}

}  // namespace regard
