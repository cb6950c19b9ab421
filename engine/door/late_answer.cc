// What is said when there is no time to decide.

#include <algorithm>

#include "engine/door/decision_result.h"
#include "engine/door/engine_impl.h"
#include "engine/door/values.h"
#include "engine/exact/candidate.h"
#include "engine/exact/machine.h"

namespace regard {
namespace {

/// On the channel that `scored` has, or else (-1) on the first that can be used and where something can be said;
/// without a treatment if nothing can be said without knowing more. False: it has words, and none for a channel that
/// can be used.
bool chooseWords(const ir::Action& action, const Inputs& inputs, exact::Machine& machine, Scored& scored) {
  const auto canSay = [&](std::int16_t channel) {
    scored.channel = channel;
    machine.beginCandidate(scored.action, channel);
    return exact::chooseTreatment(action, machine, scored);
  };
  if (scored.channel >= 0 || action.treatments.empty()) {
    canSay(scored.channel);
    return true;
  }
  std::vector<std::int16_t> usable;
  for (const ir::Treatment& treatment : action.treatments)
    if (const auto channel = static_cast<std::int16_t>(treatment.channel); inputs.allows(channel))
      usable.push_back(channel);
  if (usable.empty()) return false;
  if (std::none_of(usable.begin(), usable.end(), canSay)) canSay(usable.front());
  return true;
}

/// Nothing was computed: what was not is unknown, and no figure is made up.
void forgetFigures(OfferedAction& offered) {
  offered.learned.reset();
  for (Figure* figure : {&offered.priority, &offered.propensity, &offered.value, &offered.benefit, &offered.cost,
                         &offered.score, &offered.weight})
    *figure = Figure();
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
  session->inputs.channels = session->channels;

  Scored scored;
  scored.action = program.arbitration.lateAnswer;
  const ir::Action& action = program.actions[scored.action];
  if (plan.channelInput >= 0) {
    const Scalar asked = session->inputs.at(static_cast<std::uint32_t>(plan.channelInput));
    if (asked.isKnown()) scored.channel = static_cast<std::int16_t>(asked.cell.asInt());
  }
  exact::Machine machine(plan, session->inputs, session->scratch.single.machine);
  if (!chooseWords(action, session->inputs, machine, scored)) return std::optional<DecisionResult>();
  session->decision.kept.assign(1, scored);

  DecisionResult result = resultOf(plan, *session, false);
  forgetFigures(result.offered.front());
  result.rulebookHash = impl_->rulebookHash;
  result.customer = request.customer;
  result.seed = request.seed.value_or(0);
  return std::optional(std::move(result));
}

}  // namespace regard
