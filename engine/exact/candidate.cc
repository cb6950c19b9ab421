#include "engine/exact/candidate.h"

#include <algorithm>

#include "engine/arbitrate/priority.h"

namespace regard::exact {
namespace {

__extension__ using Wide = __int128;  // an action's levers, of any size, cannot overflow it

bool usable(const ir::Treatment& treatment, Machine& machine) {
  if (treatment.when != ir::kNone && machine.demandTruth(treatment.when) != Truth::True) return false;
  for (const ir::TreatmentField& field : treatment.fields)
    for (const ir::TextPart& part : field.parts)
      if (part.token != ir::kNone && !machine.demand(part.token).isKnown()) return false;
  return true;
}

/// The figure into `amount`, which holds what an unwritten one means; false if it is written but not known.
bool readFigure(ir::InstIndex inst, Machine& machine, std::int64_t& amount) {
  if (inst == ir::kNone) return true;
  const Scalar figure = machine.demand(inst);
  if (figure.isKnown()) amount = figure.cell.asInt();
  return figure.isKnown();
}

}  // namespace

bool chooseTreatment(const ir::Action& action, Machine& machine, Scored& scored) {
  if (action.treatments.empty()) return true;
  for (std::size_t i = 0; i < action.treatments.size(); ++i) {
    if (action.treatments[i].channel != scored.channel || !usable(action.treatments[i], machine)) continue;
    scored.treatment = static_cast<std::int16_t>(i);
    return true;
  }
  return false;
}

ir::Stage readFigures(const ir::Action& action, Machine& machine, Scored& scored) {
  if (!readFigure(action.propensity, machine, scored.propensity.e8)) return ir::Stage::kRank;
  if (scored.propensity.e8 < 0 || scored.propensity.e8 > kOneE8) return ir::Stage::kPropensity;
  const bool known = readFigure(action.value, machine, scored.value.e4) &&
                     readFigure(action.benefit, machine, scored.benefit.e4) &&
                     readFigure(action.cost, machine, scored.cost.e4);
  return known ? ir::Stage::kKeep : ir::Stage::kRank;
}

bool prioritise(const ir::Action& action, Machine& machine, Scored& scored) {
  machine.setFigures(scored.propensity, scored.value, scored.benefit, scored.cost);
  if (!readFigure(action.score, machine, scored.score.e4)) return false;

  Wide sum = kOneE8;
  for (std::size_t i = 0; i < action.levers.size(); ++i) {
    const ir::Lever& lever = action.levers[i];
    if (lever.when != ir::kNone && machine.demandTruth(lever.when) != Truth::True) continue;
    sum += lever.change.e8;
    scored.levers |= std::uint64_t{1} << i;
  }
  scored.weight = {static_cast<std::int64_t>(std::clamp<Wide>(sum, kWeightMin, kWeightMax))};
  const auto priority = priorityOf(scored.score.e4, scored.weight.e8);
  scored.priority = {priority.value};
  return priority.ok();
}

}  // namespace regard::exact
