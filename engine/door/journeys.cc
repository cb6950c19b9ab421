#include "engine/door/journeys.h"

#include <algorithm>

#include "engine/exact/machine.h"

namespace regard {

std::vector<ledger::JourneyStep> stepsOf(const Plan& plan, Session& session) {
  const ir::Program& program = *plan.program;
  std::vector<ledger::JourneyStep> steps;
  if (plan.journeySlots.empty()) return steps;
  exact::Machine machine(plan, session.inputs, session.scratch.single.machine);
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i) {
    const ir::Input& input = program.inputs[i];
    if (input.source != ir::InputSource::kEntered) continue;
    const auto named = std::find_if(program.names.begin(), program.names.end(), [&](const ir::Named& name) {
      return name.kind == ir::NameKind::kJourney && name.name == program.journeys[input.detail].name;
    });
    if (named == program.names.end()) continue;
    const Scalar stage = machine.demand(named->inst);
    if (!stage.isKnown()) continue;  // nobody knows where they are: what is recorded holds
    const bool isIn = stage.cell.asInt() != 0, wasIn = session.inputs.at(i).truth() == Truth::True;
    if (isIn != wasIn) steps.push_back({input.detail, isIn});
  }
  return steps;
}

}  // namespace regard
