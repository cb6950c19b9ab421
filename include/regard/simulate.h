#pragma once
/// What rules do to everybody: decisions for all customers of a store as of one moment, and what other rules would
/// change.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "regard/result.h"
#include "regard/rulebook.h"
#include "regard/store.h"
#include "regard/value.h"

namespace regard {

/// As DecisionRequest, the same for every customer.
struct SimulationRequest {
  std::map<std::string, std::string> request, overrides;
  std::optional<std::string> now;
  std::optional<std::string> on = {};  ///< customers to whom it never happened take no part
  unsigned threads = 0;                ///< 0: as many as there are processors; the answers are the same
  std::uint32_t keep = 0;              ///< so many actions a customer instead of what the rules say; 0: what they say
};

struct SimulatedAction {
  std::string action, title, issue;
  std::uint64_t offered = 0, first = 0;  ///< customers; of them, where it ranks first
  Value value, priority;                 ///< added up over those it is offered to
  std::vector<std::uint64_t> dropped;    ///< customers for whom it fell, by stage: Simulation::stages
};

struct Simulation {
  std::string rulebook, title, rulebookHash, now, currency;
  std::vector<std::string> stages;       ///< "in effect", "eligible", … "keep"
  std::uint64_t customers = 0;           ///< for whom was decided
  std::uint64_t served = 0;              ///< who are offered something
  std::uint64_t notStarted = 0;          ///< took no part: see SimulationRequest::on
  std::uint64_t unreadable = 0;          ///< took no part: their records are damaged
  std::string firstUnreadable;           ///< the first of them that was met, and why
  Value value, priority;                 ///< added up over all offers
  std::vector<SimulatedAction> actions;  ///< by name
  std::vector<std::string> notes;        ///< e.g. attributes the store has never seen
  double seconds = 0;
};

/// An action by two rulebooks.
struct ChangedAction {
  std::string action, title;
  bool isNew = false, isGone = false;   ///< only the rules after have it; only those before
  std::uint64_t before = 0, after = 0;  ///< customers to whom it is offered
  std::uint64_t gained = 0, lost = 0;   ///< of them those to whom it was not before; those to whom it is not now
  Value valueBefore, valueAfter;
};
struct ChangedFirst {
  std::string from, to;  ///< actions that rank first; empty: nothing is offered
  std::uint64_t customers = 0;
  Value value;                        ///< of what ranks first, now less before
  std::vector<std::string> examples;  ///< customer ids
};
struct SimulationChange {
  Simulation before, after;
  std::uint64_t changed = 0;  ///< customers who are offered other actions, or in another order
  std::uint64_t unserved = 0, newlyServed = 0;
  std::vector<ChangedAction> actions;  ///< by name
  std::vector<ChangedFirst> firsts;    ///< most customers first
};

struct SimulatedOffer {
  std::uint32_t rank = 1;
  std::string_view action, channel;          ///< channel: empty in a rulebook without channels
  std::int64_t priorityE4 = 0, valueE4 = 0;  ///< 10^-4 of the currency unit
  std::int64_t propensityE8 = 0;             ///< 10^-8 of one
};
struct SimulatedCustomer {
  std::string_view id;
  std::vector<SimulatedOffer> offers, before;  ///< before: only when rules are compared
};
/// Both are called by one thread at a time, customers in key order; what is given is valid during the call.
struct SimulationWatch {
  std::function<void(std::uint64_t customers, std::uint64_t total)> progress;
  std::function<void(const SimulatedCustomer&)> customer;
};

/// Reads one snapshot of the store; a writer may go on beside it. Where SimulationRequest::on starts the decisions,
/// what ranks first takes its part of shared budgets from the customers whose keys come after, as if it were reserved;
/// the store's own stay as they are. Errors: as Engine::make and Engine::decide.
[[nodiscard]] Expected<Simulation> simulate(const Rulebook& rulebook, const Store& store,
                                            const SimulationRequest& request, const SimulationWatch& watch = {});
/// The same customers by `rulebook` and by `before`.
[[nodiscard]] Expected<SimulationChange> simulateChange(const Rulebook& rulebook, const Rulebook& before,
                                                        const Store& store, const SimulationRequest& request,
                                                        const SimulationWatch& watch = {});

}  // namespace regard
