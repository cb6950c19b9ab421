#include "regard/simulate.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/format.h"
#include "engine/door/engine_impl.h"
#include "engine/door/request.h"
#include "engine/door/values.h"
#include "engine/ledger/counters.h"
#include "engine/simulation/changes.h"
#include "engine/simulation/store_source.h"

namespace regard {
namespace {

using Clock = std::chrono::steady_clock;

/// One rulebook, ready to be asked about everybody.
struct Side {
  const Rulebook* rulebook = nullptr;
  Plan plan;
  batch::BatchPlan batch;
};

std::shared_ptr<const ir::Program> programOf(const Rulebook& rulebook, std::uint32_t keep) {
  if (keep == 0) return rulebook.program();
  auto program = std::make_shared<ir::Program>(*rulebook.program());
  program->arbitration.keep = keep;
  return program;
}

class SimulationRun {
 public:
  SimulationRun(const Store& store, const SimulationRequest& request, const SimulationWatch& watch)
      : store_(*store.impl()), request_(request), watch_(watch) {}

  Status prepare(const std::vector<const Rulebook*>& rulebooks) {
    auto txn = store_.store->read();
    if (!txn) return txn.fault();
    txn_.emplace(*std::move(txn));
    total_ = txn_->count(Table::kProfiles);
    for (const Rulebook* rulebook : rulebooks) {
      auto side = std::make_unique<Side>();
      side->rulebook = rulebook;
      auto plan = planOver(programOf(*rulebook, request_.keep), store_);
      if (!plan) return plan.fault();
      side->plan = *std::move(plan);
      side->batch = batch::makeBatchPlan(side->plan);
      sides_.push_back(std::move(side));
      if (auto asked = ask(*sides_.back()); !asked) return asked;
    }
    return Done{};
  }

  Result<std::vector<batch::Tally>> run(simulation::Changes* changes) {
    const auto started = Clock::now();
    simulation::StoreSource source(*txn_, asked_, nowMs_);
    std::vector<const batch::BatchPlan*> plans;
    for (const auto& side : sides_) plans.push_back(&side->batch);
    batch::RunOptions options;
    options.threads = request_.threads != 0 ? request_.threads : std::max(1U, std::thread::hardware_concurrency());
    std::uint64_t done = 0;
    auto tallies = batch::run(plans, source, options, [&](const batch::Decided& decided) {
      if (changes != nullptr) changes->add(decided);
      done += decided.rows;
      if (watch_.customer) tell(decided);
      if (watch_.progress) watch_.progress(done, total_);
    });
    seconds_ = std::chrono::duration<double>(Clock::now() - started).count();
    notStarted_ = source.notStarted();
    unreadable_ = source.unreadable();
    firstUnreadable_ = source.firstUnreadable();
    return tallies;
  }

  const ir::Program& program(std::size_t side) const { return *sides_[side]->plan.program; }
  Simulation report(std::size_t side, const batch::Tally& tally) const;
  Value sum(std::size_t side, batch::Sum amount) const;

 private:
  Status ask(const Side& side) {
    simulation::Asked asked;
    asked.plan = &side.batch;
    if (auto read = readFields(side.plan, Asked::kRequest, request_.request, asked.request); !read) return read;
    if (auto read = readFields(side.plan, Asked::kCustomer, request_.overrides, asked.overrides); !read) return read;
    if (asked_.empty()) {
      auto now = request_.now ? readNow(side.plan, *request_.now) : Result<std::int64_t>(clockMs());
      if (!now) return now.fault();
      nowMs_ = *now;
    }
    if (request_.on) {
      auto trigger = readTrigger(*side.plan.program, *request_.on);
      if (!trigger) return trigger.fault();
      if (!request_.request.empty()) return requestWithoutAsking(*request_.on);
      asked.trigger = *trigger;
    }
    if (!side.plan.program->counters.empty()) {
      auto counters = ledger::readCounters(*txn_, *side.plan.program, side.plan.zone, nowMs_);
      if (!counters) return counters.fault();
      asked.counters = *std::move(counters);
    }
    asked.learns = std::any_of(side.plan.program->actions.begin(), side.plan.program->actions.end(),
                               [](const ir::Action& action) { return !action.learned.empty(); });
    asked_.push_back(std::move(asked));
    return Done{};
  }

  void tell(const batch::Decided& decided) {
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

  const Store::Impl& store_;
  const SimulationRequest& request_;
  const SimulationWatch& watch_;
  std::optional<ReadTxn> txn_;
  std::vector<std::unique_ptr<Side>> sides_;
  std::vector<simulation::Asked> asked_;
  std::int64_t nowMs_ = 0;
  std::uint64_t total_ = 0, notStarted_ = 0, unreadable_ = 0;
  std::string firstUnreadable_;
  double seconds_ = 0;
  SimulatedCustomer customer_;
};

/// A sum of money too large for money is an error, as it is in a rule.
Value SimulationRun::sum(std::size_t side, batch::Sum amount) const {
  const std::string& currency = program(side).currency;
  const auto fits = static_cast<std::int64_t>(amount);
  if (fits == amount) return moneyValue({fits}, currency);
  return valueOf(TypeKind::kMoney, Scalar::error(ValueError::kOverflow), {}, currency, sides_[side]->plan.zone);
}

Simulation SimulationRun::report(std::size_t side, const batch::Tally& tally) const {
  const ir::Program& rules = program(side);
  Simulation out;
  out.rulebook = rules.name;
  out.title = rules.title;
  out.rulebookHash = sides_[side]->rulebook->hash();
  out.currency = rules.currency;
  out.now = formatInstant(nowMs_, sides_[side]->plan.zone);
  for (std::size_t stage = 0; stage < batch::kStages; ++stage)
    out.stages.emplace_back(ir::stageName(static_cast<ir::Stage>(stage)));
  out.customers = tally.customers;
  out.served = tally.served;
  out.notStarted = notStarted_;
  out.unreadable = unreadable_;
  out.firstUnreadable = firstUnreadable_;
  out.seconds = seconds_;
  out.notes = sides_[side]->plan.notes;
  for (const std::string& absent : sides_[side]->plan.absent)
    out.notes.push_back("the store has never seen `" + absent + "`: it is unknown of everybody");
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

/// How the action fares by one of the rulebooks, if it has it.
const SimulatedAction* find(const Simulation& simulation, std::uint32_t action) {
  return action == simulation::kNoAction ? nullptr : &simulation.actions[action];
}

void tellChanges(const SimulationRun& run, const simulation::Changes& changes, SimulationChange& out) {
  out.changed = changes.changed();
  out.unserved = changes.unserved();
  out.newlyServed = changes.newlyServed();
  for (const simulation::SameAction& same : changes.actions()) {
    const SimulatedAction *after = find(out.after, same.after), *before = find(out.before, same.before);
    ChangedAction entry;
    entry.action = after != nullptr ? after->action : before->action;
    entry.title = after != nullptr ? after->title : before->title;
    entry.isNew = before == nullptr;
    entry.isGone = after == nullptr;
    entry.before = before == nullptr ? 0 : before->offered;
    entry.after = after == nullptr ? 0 : after->offered;
    entry.gained = same.gained;
    entry.lost = same.lost;
    entry.valueBefore = before == nullptr ? run.sum(1, 0) : before->value;
    entry.valueAfter = after == nullptr ? run.sum(0, 0) : after->value;
    out.actions.push_back(std::move(entry));
  }
  const auto nameOf = [&](std::uint32_t place) {
    return place == simulation::kNoAction ? std::string() : out.actions[place].action;
  };
  for (const auto& [pair, first] : changes.firsts())
    out.firsts.push_back(
        {nameOf(pair.first), nameOf(pair.second), first.customers, run.sum(0, first.value), first.examples});
  std::stable_sort(out.firsts.begin(), out.firsts.end(),
                   [](const ChangedFirst& a, const ChangedFirst& b) { return a.customers > b.customers; });
}

}  // namespace

Expected<Simulation> simulate(const Rulebook& rulebook, const Store& store, const SimulationRequest& request,
                              const SimulationWatch& watch) {
  SimulationRun run(store, request, watch);
  if (auto ready = run.prepare({&rulebook}); !ready) return errorOf(ready.fault());
  const auto tallies = run.run(nullptr);
  if (!tallies) return errorOf(tallies.fault());
  return run.report(0, tallies->front());
}

Expected<SimulationChange> simulateChange(const Rulebook& rulebook, const Rulebook& before, const Store& store,
                                          const SimulationRequest& request, const SimulationWatch& watch) {
  if (rulebook.currency() != before.currency())
    return Error{ErrorKind::invalid, "one rulebook reckons in " + rulebook.currency() + ", the other in " +
                                         before.currency() + ": their sums cannot be compared"};
  SimulationRun run(store, request, watch);
  if (auto ready = run.prepare({&rulebook, &before}); !ready) return errorOf(ready.fault());
  simulation::Changes changes(run.program(0), run.program(1));
  const auto tallies = run.run(&changes);
  if (!tallies) return errorOf(tallies.fault());
  SimulationChange out;
  out.after = run.report(0, tallies->at(0));
  out.before = run.report(1, tallies->at(1));
  tellChanges(run, changes, out);
  return out;
}

}  // namespace regard
