#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "engine/columns/column_source.h"
#include "engine/door/engine_impl.h"
#include "engine/door/request.h"
#include "engine/door/simulation_run.h"
#include "engine/door/values.h"
#include "regard/columns.h"

namespace regard {
namespace {

/// "`a`, `b` and 5 more": a data frame may be wide.
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kListed = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(kListed, names.size()); ++i) text += (i == 0 ? "`" : ", `") + names[i] + "`";
  return names.size() > kListed ? fmt::format("{} and {} more", text, names.size() - kListed) : text;
}

class ColumnSimulation {
 public:
  ColumnSimulation(const CustomerColumns& customers, const SimulationRequest& request, const SimulationWatch& watch)
      : customers_(customers), request_(request), run_(request, watch) {}

  Status prepare(const std::vector<const Rulebook*>& rulebooks) {
    if (customers_.schema == nullptr) return invalid("there is no schema that says what the columns are");
    if (request_.on)
      return invalid(fmt::format(
          "columns do not say what happened to whom, so `{}` starts nothing: simulate over a store", *request_.on));
    for (const Rulebook* rulebook : rulebooks)
      if (auto ready = addSide(*rulebook); !ready) return ready;
    return Done{};
  }

  Result<std::vector<Simulation>> run(simulation::Changes* changes) {
    columns::ColumnSource source(asked_, nowMs_);
    std::uint64_t total = 0;
    for (const std::int64_t rows : tables_.front().rows) total += static_cast<std::uint64_t>(rows);
    const auto tallies = run_.run(source, total, changes);
    if (!tallies) return tallies.fault();
    std::vector<Simulation> reports;
    for (std::size_t side = 0; side < tallies->size(); ++side) {
      reports.push_back(run_.report(side, (*tallies)[side], nowMs_, {}));
      for (std::string& note : notesOf(side, source)) reports.back().notes.push_back(std::move(note));
    }
    return reports;
  }

  const SimulationRun& sides() const { return run_; }

 private:
  Status addSide(const Rulebook& rulebook) {
    auto made = makePlan(programOf(rulebook, request_.keep), Catalog{});
    if (!made) return made.fault();
    if (!made->program->thresholds.empty())
      return invalid(
          "the rules compare customers with all others (`top 5%`, `decile`), which is asked of a store that "
          "was profiled: simulate over a store");
    const SimulatedRules& side = run_.add(rulebook, *std::move(made));
    auto table = columns::bindTable(side.plan, *customers_.schema, customers_.batches);
    if (!table) return table.fault();
    tables_.push_back(*std::move(table));
    return ask(side);
  }

  Status ask(const SimulatedRules& side) {
    const ir::Program& program = *side.plan.program;
    columns::Asked asked{&side.batch, &tables_.back(), {}, {}};
    if (auto read = readFields(side.plan, Asked::kRequest, request_.request, asked.request); !read) return read;
    if (auto read = readFields(side.plan, Asked::kCustomer, request_.overrides, asked.overrides); !read) return read;
    for (std::uint32_t i = 0; i < program.inputs.size(); ++i)
      if (program.inputs[i].source == ir::InputSource::kCounter)
        asked.overrides.push_back({i, Scalar::known({}), {}});  // nothing is used yet
    if (asked_.empty()) {
      auto now = request_.now ? readNow(side.plan, *request_.now) : Result<std::int64_t>(clockMs());
      if (!now) return now.fault();
      nowMs_ = *now;
    }
    asked_.push_back(std::move(asked));
    return Done{};
  }

  std::vector<std::string> notesOf(std::size_t side, const columns::ColumnSource& source) const {
    std::vector<std::string> notes;
    const columns::Table& table = tables_[side];
    for (const std::string& absent : table.absent)
      notes.push_back(fmt::format("no column is `{}`: it is unknown of everybody", absent));
    if (!table.unused.empty()) notes.push_back("no attribute takes " + listed(table.unused));
    if (side != 0) return notes;
    for (const columns::BadColumn& bad : source.bad())
      notes.push_back(
          fmt::format("column `{}`: {} {} not what the rules take {} for, and left unknown; the first is in "
                      "row {}",
                      bad.name, bad.count, bad.count == 1 ? "value is" : "values are", bad.count == 1 ? "it" : "them",
                      bad.firstRow));
    if (source.withoutKey() > 0)
      notes.push_back(fmt::format("{} {} no customer: no experiment and no hold-out has them", source.withoutKey(),
                                  source.withoutKey() == 1 ? "row names" : "rows name"));
    return notes;
  }

  const CustomerColumns& customers_;
  const SimulationRequest& request_;
  SimulationRun run_;
  std::deque<columns::Table> tables_;  ///< by side; they stay where they are
  std::vector<columns::Asked> asked_;
  std::int64_t nowMs_ = 0;
};

}  // namespace

Expected<Simulation> simulate(const Rulebook& rulebook, const CustomerColumns& customers,
                              const SimulationRequest& request, const SimulationWatch& watch) {
  ColumnSimulation simulation(customers, request, watch);
  return simulated(simulation, rulebook);
}

Expected<SimulationChange> simulateChange(const Rulebook& rulebook, const Rulebook& before,
                                          const CustomerColumns& customers, const SimulationRequest& request,
                                          const SimulationWatch& watch) {
  ColumnSimulation simulation(customers, request, watch);
  return simulatedChange(simulation, rulebook, before);
}

}  // namespace regard
