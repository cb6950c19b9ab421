// What is said when there is no time to decide.

#include <algorithm>

#include "engine/door/decision_result.h"
#include "engine/door/engine_impl.h"
#include "engine/door/values.h"
#include "engine/single/machine.h"

namespace regard {
namespace {

/// The first treatment on `channel` (-1: on any) that needs to know nothing that is not known; -1 if there is none.
std::int16_t sayable(const ir::Action& action, std::int16_t channel, single::Machine& machine) {
  const auto isSayable = [&](const ir::Treatment& treatment) {
    if (channel >= 0 && treatment.channel != channel) return false;
    if (treatment.when != ir::kNone && machine.demandTruth(treatment.when) != Truth::True) return false;
    for (const ir::TreatmentField& field : treatment.fields)
      for (const ir::TextPart& part : field.parts)
        if (part.token != ir::kNone && !machine.demand(part.token).isKnown()) return false;
    return true;
  };
  const auto found = std::find_if(action.treatments.begin(), action.treatments.end(), isSayable);
  return static_cast<std::int16_t>(found == action.treatments.end() ? -1 : found - action.treatments.begin());
}

/// Nothing was computed: what was not is unknown, and no figure is made up.
void forgetFigures(OfferedAction& offered) {
  for (Value* figure : {&offered.priority, &offered.propensity, &offered.value, &offered.benefit, &offered.cost,
                        &offered.score, &offered.weight})
    *figure = Value{figure->kind, ValueState::unknown, "unknown", {}};
}

}  // namespace

Expected<std::optional<DecisionResult>> Engine::lateAnswer(const DecisionRequest& request) const {
  const Plan& plan = impl_->plan;
  const ir::Program& program = *plan.program;
  if (program.arbitration.lateAnswer == ir::kNone) return std::optional<DecisionResult>();
  auto session = impl_->sessions.lend();
  const auto moment = impl_->momentOf(request, *session);
  if (!moment) return errorOf(moment.fault());
  gather(plan, Snapshot{}, session->request, session->overrides, moment->nowMs, session->zones, session->inputs);

  Scored scored;
  scored.action = program.arbitration.lateAnswer;
  const ir::Action& action = program.actions[scored.action];
  if (plan.channelInput >= 0) {
    const Scalar asked = session->inputs.at(static_cast<std::uint32_t>(plan.channelInput));
    if (asked.isKnown()) scored.channel = static_cast<std::int16_t>(asked.cell.asInt());
  }
  single::Machine machine(plan, session->inputs, session->scratch.single);
  const std::int16_t first =
      action.treatments.empty() ? std::int16_t{-1} : static_cast<std::int16_t>(action.treatments.front().channel);
  machine.beginCandidate(scored.action, scored.channel < 0 ? first : scored.channel);
  scored.treatment = sayable(action, scored.channel, machine);
  if (scored.channel < 0)
    scored.channel =
        scored.treatment < 0
            ? first
            : static_cast<std::int16_t>(action.treatments[static_cast<std::size_t>(scored.treatment)].channel);
  session->decision.kept.assign(1, scored);

  DecisionResult result = resultOf(plan, *session, false);
  forgetFigures(result.offered.front());
  result.rulebookHash = impl_->rulebookHash;
  result.customer = request.customer;
  result.seed = request.seed;
  return std::optional(std::move(result));
}

}  // namespace regard
