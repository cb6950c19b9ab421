#include "engine/single/single.h"

#include <algorithm>
#include <bit>

#include "engine/single/machine.h"

namespace regard::single {
namespace {

__extension__ using Wide = __int128;  // an action's levers, of any size, cannot overflow it

class Search {
 public:
  Search(const Plan& plan, const Inputs& inputs, Scratch& scratch, std::vector<Scored>& out)
      : plan_(plan),
        program_(*plan.program),
        inputs_(inputs),
        machine_(plan, inputs, scratch),
        candidates_(scratch.candidates),
        out_(out) {}

  void run(std::int16_t firstChannel, std::int16_t lastChannel) {
    findCandidates(plan_, inputs_, firstChannel == lastChannel ? firstChannel : -1, machine_, candidates_);
    for (std::uint32_t word = 0; word < plan_.index.words; ++word)
      for (std::uint64_t bits = candidates_.bits[word]; bits != 0; bits &= bits - 1)
        tryAction(64 * word + static_cast<std::uint32_t>(std::countr_zero(bits)), firstChannel, lastChannel);
  }

 private:
  void tryAction(std::uint32_t index, std::int16_t firstChannel, std::int16_t lastChannel) {
    const ir::Action& action = program_.actions[index];
    if (action.hasActive && (inputs_.today < action.activeFrom || inputs_.today > action.activeTo)) return;
    for (int channel = firstChannel; channel <= lastChannel; ++channel)
      tryCandidate(index, static_cast<std::int16_t>(channel));
  }

  void tryCandidate(std::uint32_t index, std::int16_t channel) {
    const ir::Action& action = program_.actions[index];
    machine_.beginCandidate(index, channel);
    Scored scored;
    scored.action = index;
    scored.channel = channel;
    if (chooseTreatment(action, scored) && clausesHold(index) && readFigures(action, scored) &&
        prioritise(action, scored))
      out_.push_back(scored);
  }

  bool usable(const ir::Treatment& treatment) {
    if (treatment.when != ir::kNone && machine_.demandTruth(treatment.when) != Truth::True) return false;
    for (const ir::TreatmentField& field : treatment.fields)
      for (const ir::TextPart& part : field.parts)
        if (part.token != ir::kNone && !machine_.demand(part.token).isKnown()) return false;
    return true;
  }

  bool chooseTreatment(const ir::Action& action, Scored& scored) {
    if (action.treatments.empty()) return true;
    for (std::size_t i = 0; i < action.treatments.size(); ++i) {
      if (action.treatments[i].channel != scored.channel || !usable(action.treatments[i])) continue;
      scored.treatment = static_cast<std::int16_t>(i);
      return true;
    }
    return false;
  }

  /// Of the clauses that the index has not decided.
  bool clausesHold(std::uint32_t index) {
    const std::uint32_t* residual = plan_.index.residual.data();
    return std::all_of(
        residual + plan_.index.firstResidual[index], residual + plan_.index.firstResidual[index + 1],
        [&](std::uint32_t clause) { return machine_.demandTruth(program_.clauses[clause].expr) == Truth::True; });
  }

  /// The figure into `amount`, which holds what an unwritten one means; false if it is written but not known.
  bool readFigure(ir::InstIndex inst, std::int64_t& amount) {
    if (inst == ir::kNone) return true;
    const Scalar figure = machine_.demand(inst);
    if (figure.isKnown()) amount = figure.cell.asInt();
    return figure.isKnown();
  }

  bool readFigures(const ir::Action& action, Scored& scored) {
    if (!readFigure(action.propensity, scored.propensity.e8)) return false;
    if (scored.propensity.e8 < 0 || scored.propensity.e8 > kOneE8) return false;
    return readFigure(action.value, scored.value.e4) && readFigure(action.benefit, scored.benefit.e4) &&
           readFigure(action.cost, scored.cost.e4);
  }

  bool prioritise(const ir::Action& action, Scored& scored) {
    machine_.setFigures(scored.propensity, scored.value, scored.benefit, scored.cost);
    if (!readFigure(action.score, scored.score.e4)) return false;

    Wide sum = kOneE8;
    for (std::size_t i = 0; i < action.levers.size(); ++i) {
      const ir::Lever& lever = action.levers[i];
      if (lever.when != ir::kNone && machine_.demandTruth(lever.when) != Truth::True) continue;
      sum += lever.change.e8;
      scored.levers |= std::uint64_t{1} << i;
    }
    const Wide weight = std::clamp<Wide>(sum, kOneE8 / 100, kOneE8 * 10);
    scored.weight = {static_cast<std::int64_t>(weight)};
    scored.mandatory = !action.mandatory.empty();

    const auto priority = scored.score.e4 >= 0 ? mulDiv(scored.score.e4, scored.weight.e8, kOneE8)
                                               : divScaled(scored.score.e4, kOneE8, scored.weight.e8);
    scored.priority = {priority.value};
    return priority.ok();
  }

  const Plan& plan_;
  const ir::Program& program_;
  const Inputs& inputs_;
  Machine machine_;
  CandidateScratch& candidates_;
  std::vector<Scored>& out_;
};

}  // namespace

void evaluate(const Plan& plan, const Inputs& inputs, Scratch& scratch, std::vector<Scored>& out) {
  const auto members = plan.program->choices[ir::kChannelChoice].members.size();
  auto first = static_cast<std::int16_t>(members == 0 ? -1 : 0);
  auto last = static_cast<std::int16_t>(static_cast<std::int64_t>(members) - 1);
  if (plan.channelInput >= 0) {
    const Scalar asked = inputs.at(static_cast<std::uint32_t>(plan.channelInput));
    if (asked.isKnown()) first = last = static_cast<std::int16_t>(asked.cell.asInt());
  }
  Search(plan, inputs, scratch, out).run(first, last);
}

}  // namespace regard::single
