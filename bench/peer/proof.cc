#include "bench/peer/proof.h"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <utility>

namespace regard::peer {
namespace {

bool isAction(const std::string& title, const std::string& id) { return title.starts_with(id + " "); }

}  // namespace

bool isScore(double found, double wanted) { return std::abs(found - wanted) <= 1e-6 * std::abs(wanted); }

void proveDecisions(const Workload& workload, const Plan& plan) {
  Scratch scratch;
  Decision decision;
  for (const Answer& answer : workload.answers()) {
    decide(plan, workload.frameOf(answer), scratch, decision);
    bool same = decision.kept.size() == answer.ids.size();
    for (std::size_t i = 0; same && i < answer.ids.size(); ++i) {
      const Scored& kept = decision.kept[i];
      same = isAction(plan.program->actions[kept.action].title, answer.ids[i]) &&
             isScore(static_cast<double>(kept.priority.e4) / 1e4 / kUnit, answer.scores[i]);
    }
    if (!same) stop(fmt::format("customer {}: not the expected decision", answer.customer));
  }
}

void proveDoor(const Workload& workload) {
  for (const Answer& answer : workload.answers()) {
    DecisionRequest request;
    request.customer = answer.customer;
    const auto decided = workload.engine().decide(request);
    if (!decided) stop(decided.error().message);
    bool same = decided->offered.size() == answer.ids.size();
    for (std::size_t i = 0; same && i < answer.ids.size(); ++i) {
      const OfferedAction& offered = decided->offered[i];
      same = isAction(offered.title, answer.ids[i]) &&
             isScore(std::stod(offered.priority.digits()) / kUnit, answer.scores[i]);
    }
    if (!same) stop(fmt::format("customer {}: not the expected decision", answer.customer));
  }
}

/// Keeping every action counts those that are eligible.
void proveEligible(const Workload& workload) {
  auto program = std::make_shared<ir::Program>(*workload.plan().program);
  program->arbitration.keep = static_cast<std::uint32_t>(program->actions.size());
  auto plan = makePlan(std::move(program), Catalog{});
  if (!plan) stop(plan.fault().message);
  Scratch scratch;
  Decision decision;
  for (const Answer& answer : workload.answers()) {
    decide(*plan, workload.frameOf(answer), scratch, decision);
    if (decision.kept.size() != answer.eligible)
      stop(fmt::format("customer {}: {} actions are eligible, not {}", answer.customer, answer.eligible,
                       decision.kept.size()));
  }
}

}  // namespace regard::peer
