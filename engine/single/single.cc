// A customer's candidates, one action after another: those that the index leaves, by code where there is code and as
// long as all is ordinary, else by the machine, which can do everything.
#include "engine/single/single.h"

#include <algorithm>
#include <bit>

#include "engine/arbitrate/best.h"
#include "engine/arbitrate/priority.h"
#include "engine/exact/candidate.h"
#include "engine/single/bounds.h"
#include "engine/single/runner.h"

namespace regard::single {
namespace {

constexpr double kBoundMax = 9e18;      // in 10⁻⁴: as much as an amount can hold
constexpr std::size_t kPicksMore = 24;  // than are kept

class Search {
 public:
  /// Candidates have the channels `first` … `last`, of those that the frame allows; -1, -1 where there are none.
  Search(const Plan& plan, const Inputs& inputs, int firstChannel, int lastChannel, Scratch& scratch,
         std::vector<Scored>& out)
      : plan_(plan),
        program_(*plan.program),
        inputs_(inputs),
        machine_(plan, inputs, scratch.machine),
        firstChannel_(firstChannel),
        lastChannel_(lastChannel),
        runner_(plan.code, inputs, theChannel(), machine_, scratch.registers),
        hasCode_(plan.code.score != ir::kNone && runner_.isOrdinary()),
        candidates_(scratch.candidates),
        best_(program_, inputs, out) {}

  void run() {
    findCandidates(plan_, inputs_, theChannel(), machine_, candidates_);
    if (hasCode_ && !plan_.code.bounds.actions.empty() && best_.canRefuse()) return runPromisingFirst();
    forEachCandidate([this](std::uint32_t action) { tryAction(action); });
  }

 private:
  /// The channel of every candidate, -1 if they have none or several.
  int theChannel() const { return firstChannel_ == lastChannel_ ? firstChannel_ : -1; }

  bool mayUse(int channel) const { return inputs_.allows(static_cast<std::int16_t>(channel)); }

  template <class Visit>
  void forEachCandidate(Visit&& visit) {
    for (std::uint32_t word = 0; word < plan_.index.words; ++word)
      for (std::uint64_t bits = candidates_.bits[word]; bits != 0; bits &= bits - 1)
        visit(64 * word + static_cast<std::uint32_t>(std::countr_zero(bits)));
  }

  /// Those with the highest bounds first, so that what is kept soon asks more than all the others can offer.
  void runPromisingFirst() {
    std::vector<Promising>& open = candidates_.promising;
    open.clear();
    open.reserve(program_.actions.size());
    runner_.measure(plan_.code.bounds);
    const BoundOf boundOf = boundOfAction(plan_.code.bounds);
    forEachCandidate([&](std::uint32_t action) {
      const double bound = boundOf(plan_.code.bounds, action, runner_.registers());
      if (bound < kBoundMax)
        open.push_back({bound, action});
      else
        tryAction(action);
    });
    const std::size_t picks = program_.arbitration.keep + kPicksMore;
    const auto isLess = [](const Promising& a, const Promising& b) { return a.bound < b.bound; };
    for (std::size_t pick = 0; !open.empty(); ++pick) {
      const auto next = pick < picks ? std::max_element(open.begin(), open.end(), isLess) : open.end() - 1;
      const Promising promising = *next;
      *next = open.back();
      open.pop_back();
      const Money most{static_cast<std::int64_t>(promising.bound)};
      if (pick < picks && most < best_.floor()) return;  // and so is what all the others can offer
      if (best_.canBeKept(promising.action, most)) tryAction(promising.action);
    }
  }

  void tryAction(std::uint32_t index) {
    if (hasCode_ && plan_.code.actions[index].entry != ir::kNone && tryCode(index) != Verdict::kGivesUp) return;
    const ir::Action& action = program_.actions[index];
    if (action.hasActive && (inputs_.today < action.activeFrom || inputs_.today > action.activeTo)) return;
    Scored best, scored;
    bool any = false;
    for (int channel = firstChannel_; channel <= lastChannel_; ++channel) {
      if (!mayUse(channel) || !tryCandidate(index, static_cast<std::int16_t>(channel), scored)) continue;
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
      if (!mayUse(channel)) continue;
      scored.channel = static_cast<std::int16_t>(channel);
      machine_.beginCandidate(scored.action, scored.channel);
      if (exact::chooseTreatment(action, machine_, scored)) return true;
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
    return exact::chooseTreatment(action, machine_, scored) && clausesHold(index) &&
           exact::readFigures(action, machine_, scored) == ir::Stage::kKeep &&
           exact::prioritise(action, machine_, scored);
  }

  /// Of the clauses that the index has not decided.
  bool clausesHold(std::uint32_t index) {
    const std::uint32_t* residual = plan_.index.residual.data();
    return std::all_of(
        residual + plan_.index.firstResidual[index], residual + plan_.index.firstResidual[index + 1],
        [&](std::uint32_t clause) { return machine_.demandTruth(program_.clauses[clause].expr) == Truth::True; });
  }

  const Plan& plan_;
  const ir::Program& program_;
  const Inputs& inputs_;
  exact::Machine machine_;
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
  if (!inputs.channels.empty()) first = inputs.channels.front(), last = inputs.channels.back();
  if (plan.channelInput >= 0) {
    const Scalar asked = inputs.at(static_cast<std::uint32_t>(plan.channelInput));
    if (asked.isKnown()) first = last = static_cast<int>(asked.cell.asInt());
  }
  Search(plan, inputs, first, last, scratch, out).run();
}

}  // namespace regard::single
