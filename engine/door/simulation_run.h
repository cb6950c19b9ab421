#pragma once
// What every simulation does, wherever its customers come from.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/batch/run.h"
#include "engine/door/values.h"
#include "engine/plan/plan.h"
#include "engine/simulation/changes.h"
#include "regard/simulate.h"

namespace regard {

/// One rulebook, ready to be asked about everybody. It stays where it is: batch plans point into it.
struct SimulatedRules {
  const Rulebook* rulebook = nullptr;
  Plan plan;
  batch::BatchPlan batch;
};

/// The rulebook's program, keeping so many actions if `keep` is not 0.
std::shared_ptr<const ir::Program> programOf(const Rulebook& rulebook, std::uint32_t keep);

/// kInvalid where their sums cannot be compared.
Status sameCurrency(const Rulebook& rulebook, const Rulebook& before);

/// Beside decisions: who took no part.
struct TakingPart {
  std::uint64_t notStarted = 0, unreadable = 0;
  std::string firstUnreadable;
};

class SimulationRun {
 public:
  SimulationRun(const SimulationRequest& request, const SimulationWatch& watch) : request_(request), watch_(watch) {}

  /// REQUIRES the program is the rulebook's.
  const SimulatedRules& add(const Rulebook& rulebook, Plan plan);
  const std::vector<std::unique_ptr<SimulatedRules>>& sides() const { return sides_; }

  /// All customers, by all rulebooks that were added. `total`: how many there are, for who watches.
  Result<std::vector<batch::Tally>> run(batch::Source& source, std::uint64_t total, simulation::Changes* changes);
  Simulation report(std::size_t side, const batch::Tally& tally, std::int64_t nowMs, const TakingPart& part) const;
  /// How the rules of side 0 differ from those of side 1.
  SimulationChange change(const simulation::Changes& changes, Simulation after, Simulation before) const;
  const ir::Program& program(std::size_t side) const { return *sides_[side]->plan.program; }

 private:
  Value sum(std::size_t side, batch::Sum amount) const;
  void tell(const batch::Decided& decided);

  const SimulationRequest& request_;
  const SimulationWatch& watch_;
  std::vector<std::unique_ptr<SimulatedRules>> sides_;
  double seconds_ = 0;
  SimulatedCustomer customer_;
};

/// What the public functions do with a simulation over customers of any kind: it has prepare(), run() and sides().
template <class Customers>
Expected<Simulation> simulated(Customers& customers, const Rulebook& rulebook) {
  if (auto ready = customers.prepare({&rulebook}); !ready) return errorOf(ready.fault());
  auto reports = customers.run(nullptr);
  if (!reports) return errorOf(reports.fault());
  return std::move(reports->front());
}
template <class Customers>
Expected<SimulationChange> simulatedChange(Customers& customers, const Rulebook& rulebook, const Rulebook& before) {
  if (auto same = sameCurrency(rulebook, before); !same) return errorOf(same.fault());
  if (auto ready = customers.prepare({&rulebook, &before}); !ready) return errorOf(ready.fault());
  simulation::Changes changes(customers.sides().program(0), customers.sides().program(1));
  auto reports = customers.run(&changes);
  if (!reports) return errorOf(reports.fault());
  return customers.sides().change(changes, std::move((*reports)[0]), std::move((*reports)[1]));
}

}  // namespace regard
