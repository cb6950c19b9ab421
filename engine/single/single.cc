// A customer's candidates, one action after another: those that the index leaves, by code where there is code and as
// long as all is ordinary, else by the machine, which can do everything.
#include "engine/single/single.h"

#include <algorithm>
#include <bit>

#include "engine/single/best.h"
#include "engine/single/machine.h"
#include "engine/single/runner.h"

namespace regard::single {
namespace {

__extension__ using Wide = __int128;  // an action's levers, of any size, cannot overflow it

constexpr std::int64_t kWeightMin = kOneE8 / 100, kWeightMax = kOneE8 * 10;

Checked<std::int64_t> priorityOf(std::int64_t scoreE4, std::int64_t weightE8) {
  return scoreE4 >= 0 ? mulE8(scoreE4, weightE8) : divScaled(scoreE4, kOneE8, weightE8);
}

class Search {
 public:
  /// Candidates have the channels `first` … `last`; -1, -1 where there are none.
  Search(const Plan& plan, const Inputs& inputs, int firstChannel, int lastChannel, Scratch& scratch,
         std::vector<Scored>& out)
      : plan_(plan),
        program_(*plan.program),
        inputs_(inputs),
        machine_(plan, inputs, scratch),
        firstChannel_(firstChannel),
        lastChannel_(lastChannel),
        runner_(plan.code, inputs, theChannel(), machine_, scratch.registers),
        hasCode_(plan.code.score != ir::kNone && runner_.isOrdinary()),
        candidates_(scratch.candidates),
        best_(program_, out) {}

  void run() {
    findCandidates(plan_, inputs_, theChannel(), machine_, candidates_);
    for (std::uint32_t word = 0; word < plan_.index.words; ++word)
      for (std::uint64_t bits = candidates_.bits[word]; bits != 0; bits &= bits - 1)
        tryAction(64 * word + static_cast<std::uint32_t>(std::countr_zero(bits)));
  }

 private:
  /// The channel of every candidate, -1 if they have none or several.
  int theChannel() const { return firstChannel_ == lastChannel_ ? firstChannel_ : -1; }

  void tryAction(std::uint32_t index) {
    if (hasCode_ && plan_.code.actions[index].entry != ir::kNone && tryCode(index) != Verdict::kGivesUp) return;
    const ir::Action& action = program_.actions[index];
    if (action.hasActive && (inputs_.today < action.activeFrom || inputs_.today > action.activeTo)) return;
    Scored best, scored;
    bool any = false;
    for (int channel = firstChannel_; channel <= lastChannel_; ++channel) {
      if (!tryCandidate(index, static_cast<std::int16_t>(channel), scored)) continue;
      if (!any || ranksBefore(scored, best)) best = scored;
      any = true;
    }
    if (any) best_.offer(best);
  }

  // ---- by code: nothing in it depends on the channel, so the first channel with a treatment is the best
  // ----------------

  Verdict tryCode(std::uint32_t index) {
    const ActionCode& code = plan_.code.actions[index];
    if (inputs_.today < code.from || inputs_.today > code.to) return Verdict::kFails;
    if (code.ofCandidate) {
      if (firstChannel_ != lastChannel_) return Verdict::kGivesUp;
      machine_.beginCandidate(index, static_cast<std::int16_t>(firstChannel_));
    }
    runner_.begin(code);
    if (const Verdict verdict = runner_.run(code.entry); verdict != Verdict::kDone) return verdict;
    if (!runner_.has(kValueRegister) || !runner_.has(kBenefitRegister) || !runner_.has(kCostRegister))
      return Verdict::kGivesUp;
    const Percent weight{std::clamp(runner_.at(kWeightRegister), kWeightMin, kWeightMax)};
    Money priority;
    if (code.propensity != ir::kNone) {
      if (!code.mandatory && isBeatenAnyway(index, weight)) return Verdict::kFails;
      if (const Verdict verdict = runner_.run(code.propensity); verdict != Verdict::kDone) return verdict;
      if (!runner_.has(kPropensityRegister)) return Verdict::kGivesUp;
      if (runner_.at(kPropensityRegister) < 0 || runner_.at(kPropensityRegister) > kOneE8) return Verdict::kFails;
    }
    if (!scored(weight, priority)) return Verdict::kGivesUp;
    if (code.mandatory || best_.canBeKept(index, priority)) offer(index, weight, priority);
    return Verdict::kDone;
  }

  /// The priority that the figures give; false where code gives up.
  bool scored(Percent weight, Money& priority) {
    if (runner_.run(plan_.code.score) != Verdict::kDone || !runner_.has(kScoreRegister)) return false;
    const auto checked = priorityOf(runner_.at(kScoreRegister), weight.e8);
    priority = {checked.value};
    return checked.ok();
  }

  /// Whether no propensity there can be would let the candidate be kept: asked at both ends, if the score has only one
  /// way to go between them.
  bool isBeatenAnyway(std::uint32_t index, Percent weight) {
    if (!plan_.code.scoreFollowsPropensity || best_.isOpenTo(index)) return false;
    const auto isBeatenAt = [&](std::int64_t propensity) {
      Money priority;
      runner_.set(kPropensityRegister, propensity);
      return scored(weight, priority) && !best_.canBeKept(index, priority);
    };
    if (!isBeatenAt(kOneE8)) return false;
    return plan_.code.scoreIsNothingAtNoPropensity ? !best_.canBeKept(index, Money{}) : isBeatenAt(0);
  }

  void offer(std::uint32_t index, Percent weight, Money priority) {
    Scored scored;
    scored.action = index;
    if (!chooseChannel(program_.actions[index], scored)) return;
    scored.propensity = {runner_.at(kPropensityRegister)};
    scored.value = {runner_.at(kValueRegister)};
    scored.benefit = {runner_.at(kBenefitRegister)};
    scored.cost = {runner_.at(kCostRegister)};
    scored.score = {runner_.at(kScoreRegister)};
    scored.weight = weight;
    scored.levers = static_cast<std::uint64_t>(runner_.at(kLeversRegister));
    scored.priority = priority;
    scored.mandatory = plan_.code.actions[index].mandatory;
    best_.offer(scored);
  }

  bool chooseChannel(const ir::Action& action, Scored& scored) {
    for (int channel = firstChannel_; channel <= lastChannel_; ++channel) {
      scored.channel = static_cast<std::int16_t>(channel);
      machine_.beginCandidate(scored.action, scored.channel);
      if (chooseTreatment(action, scored)) return true;
    }
    return false;
  }

  // ---- by the machine
  // -------------------------------------------------------------------------------------------------

  bool tryCandidate(std::uint32_t index, std::int16_t channel, Scored& scored) {
    const ir::Action& action = program_.actions[index];
    machine_.beginCandidate(index, channel);
    scored = Scored();
    scored.action = index;
    scored.channel = channel;
    scored.mandatory = !action.mandatory.empty();
    return chooseTreatment(action, scored) && clausesHold(index) && readFigures(action, scored) &&
           prioritise(action, scored);
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
    scored.weight = {static_cast<std::int64_t>(std::clamp<Wide>(sum, kWeightMin, kWeightMax))};
    const auto priority = priorityOf(scored.score.e4, scored.weight.e8);
    scored.priority = {priority.value};
    return priority.ok();
  }

  const Plan& plan_;
  const ir::Program& program_;
  const Inputs& inputs_;
  Machine machine_;
  int firstChannel_, lastChannel_;
  Runner runner_;
  bool hasCode_;
  CandidateScratch& candidates_;
  Best best_;
};

}  // namespace

void evaluate(const Plan& plan, const Inputs& inputs, Scratch& scratch, std::vector<Scored>& out) {
  const auto members = static_cast<int>(plan.program->choices[ir::kChannelChoice].members.size());
  int first = members == 0 ? -1 : 0, last = members - 1;
  if (plan.channelInput >= 0) {
    const Scalar asked = inputs.at(static_cast<std::uint32_t>(plan.channelInput));
    if (asked.isKnown()) first = last = static_cast<int>(asked.cell.asInt());
  }
  Search(plan, inputs, first, last, scratch, out).run();
}

}  // namespace regard::single
