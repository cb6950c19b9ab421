#include "regard/simulate.h"

#include <algorithm>
#include <optional>

#include "engine/door/engine_impl.h"
#include "engine/door/request.h"
#include "engine/door/simulation_run.h"
#include "engine/door/values.h"
#include "engine/ledger/counters.h"
#include "engine/simulation/store_source.h"

namespace regard {
namespace {

class StoreSimulation {
 public:
  StoreSimulation(const Store& store, const SimulationRequest& request, const SimulationWatch& watch)
      : store_(*store.impl()), request_(request), run_(request, watch) {}

  Status prepare(const std::vector<const Rulebook*>& rulebooks) {
    auto txn = store_.store->read();
    if (!txn) return txn.fault();
    txn_.emplace(*std::move(txn));
    for (const Rulebook* rulebook : rulebooks) {
      auto plan = planOver(programOf(*rulebook, request_.keep), store_);
      if (!plan) return plan.fault();
      for (const std::string& absent : plan->absent)
        plan->notes.push_back("the store has never seen `" + absent + "`: it is unknown of everybody");
      if (auto asked = ask(run_.add(*rulebook, *std::move(plan))); !asked) return asked;
    }
    return Done{};
  }

  Result<std::vector<Simulation>> run(simulation::Changes* changes) {
    simulation::StoreSource source(*txn_, asked_, nowMs_);
    const auto tallies = run_.run(source, txn_->count(Table::kProfiles), changes);
    if (!tallies) return tallies.fault();
    std::vector<Simulation> reports;
    for (std::size_t side = 0; side < tallies->size(); ++side)
      reports.push_back(run_.report(side, (*tallies)[side], nowMs_,
                                    {source.notStarted(), source.unreadable(), source.firstUnreadable()}));
    return reports;
  }

  const SimulationRun& sides() const { return run_; }

 private:
  Status ask(const SimulatedRules& side) {
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

  const Store::Impl& store_;
  const SimulationRequest& request_;
  std::optional<ReadTxn> txn_;
  SimulationRun run_;
  std::vector<simulation::Asked> asked_;
  std::int64_t nowMs_ = 0;
};

}  // namespace

Expected<Simulation> simulate(const Rulebook& rulebook, const Store& store, const SimulationRequest& request,
                              const SimulationWatch& watch) {
  StoreSimulation simulation(store, request, watch);
  return simulated(simulation, rulebook);
}

Expected<SimulationChange> simulateChange(const Rulebook& rulebook, const Rulebook& before, const Store& store,
                                          const SimulationRequest& request, const SimulationWatch& watch) {
  StoreSimulation simulation(store, request, watch);
  return simulatedChange(simulation, rulebook, before);
}

}  // namespace regard
