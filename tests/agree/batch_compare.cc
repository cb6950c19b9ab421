#include "tests/agree/batch_compare.h"

#include <algorithm>

namespace regard::agree {

Verdicts verdictsOf(const ir::Program& program, const std::vector<reference::Result>& laws) {
  Verdicts verdicts{{}, batch::Tally(program.actions.size())};
  for (const reference::Result& law : laws) {
    verdicts.decisions.push_back(law.decision);
    ++verdicts.tally.customers;
    if (law.decision.kept.empty()) continue;
    ++verdicts.tally.served;
    ++verdicts.tally.actions[law.decision.kept.front().action].first;
  }
  for (const reference::Result& law : laws)
    for (const reference::Outcome& outcome : law.outcomes) {
      batch::ActionTally& action = verdicts.tally.actions[outcome.action];
      if (!outcome.kept) {
        ++action.dropped[static_cast<std::size_t>(outcome.stage)];
        continue;
      }
      ++action.kept;
      action.value += outcome.scored.value.e4;
      action.priority += outcome.scored.priority.e4;
    }
  return verdicts;
}

Verdicts verdictsOf(const batch::BatchPlan& plan, const std::vector<Inputs>& customers, std::uint32_t blockRows,
                    const batch::Kernels& kernels) {
  Verdicts verdicts{{}, batch::Tally(plan.actions.size())};
  batch::Evaluator evaluator(plan, kernels);
  batch::FrameBlock frames(plan);
  batch::Decisions decisions;
  for (std::size_t from = 0; from < customers.size(); from += blockRows) {
    frames.clear();
    for (std::size_t i = from; i < std::min(customers.size(), from + blockRows); ++i) frames.add() = customers[i];
    evaluator.evaluate(frames.block(), decisions, verdicts.tally);
    for (std::uint32_t row = 0; row < frames.size(); ++row)
      verdicts.decisions.push_back(
          {{decisions.kept.begin() + decisions.first[row], decisions.kept.begin() + decisions.first[row + 1]}});
  }
  return verdicts;
}

std::string difference(const ir::Program& program, const Verdicts& law, const Verdicts& found) {
  for (std::size_t i = 0; i < law.decisions.size(); ++i)
    if (!(law.decisions[i] == found.decisions[i]))
      return "customer " + std::to_string(i) + ": the law keeps " + std::to_string(law.decisions[i].kept.size()) +
             ", batch " + std::to_string(found.decisions[i].kept.size()) + " or with other figures";
  for (std::size_t a = 0; a < program.actions.size(); ++a) {
    const batch::ActionTally &wanted = law.tally.actions[a], &is = found.tally.actions[a];
    if (wanted == is) continue;
    for (std::size_t s = 0; s < batch::kStages; ++s)
      if (wanted.dropped[s] != is.dropped[s])
        return program.actions[a].name + " drops " + std::to_string(wanted.dropped[s]) + " times at " +
               ir::stageName(static_cast<ir::Stage>(s)) + " by the law, " + std::to_string(is.dropped[s]) +
               " times by batch";
    return program.actions[a].name + " is kept with other sums";
  }
  const bool same = law.tally.customers == found.tally.customers && law.tally.served == found.tally.served;
  return same ? "" : "customers or those served are counted otherwise";
}

}  // namespace regard::agree
