#include "engine/reference/reference.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/chance.h"
#include "engine/reference/frame_values.h"

namespace regard::reference {
namespace {

using Why = Outcome::Why;
__extension__ using Wide = __int128;  // 64 levers of any size cannot overflow it

constexpr std::int64_t kWeightMin = kOneE8 / 100;  // 1%
constexpr std::int64_t kWeightMax = kOneE8 * 10;   // 1,000%

/// One candidate on its way through the stages. Each stage's function is true if the candidate passes it; if not, it
/// has written the reason into the outcome.
struct Journey {
  const ir::Program& program;
  const Inputs& inputs;
  FrameValues& frame;
  Candidate candidate;
  Outcome outcome;

  Journey(FrameValues& of, std::uint32_t action, std::int16_t channel)
      : program(of.program()), inputs(of.inputs()), frame(of), candidate{action, channel, {}, {}, {}, {}} {
    outcome.action = action;
    outcome.channel = channel;
    outcome.scored.action = action;
    outcome.scored.channel = channel;
  }

  const ir::Action& action() const { return program.actions[candidate.action]; }

  bool drop(ir::Stage stage, Why why, ir::InstIndex inst = ir::kNone) {
    outcome.stage = stage;
    outcome.why = why;
    outcome.inst = inst;
    return false;
  }

  void run() {
    const std::vector<Scalar>& values = frame.of(candidate);
    if (!inEffect(values) || !clausesHold(values) || !propensityInRange(values) || !figuresKnown(values)) return;
    outcome.hasScore = ranked(frame.of(candidate));  // again: now the figures are known
  }

  struct Obstacle {
    Why why;
    ir::InstIndex inst;
  };

  using Values = std::vector<Scalar>;  // of the candidate
  bool inEffect(const Values& values);
  Obstacle obstacleTo(const ir::Treatment& treatment, const Values& values) const;
  bool treatmentChosen(const Values& values);
  bool clausesHold(const Values& values);
  bool propensityInRange(const Values& values);
  bool figuresKnown(const Values& values);
  bool ranked(const Values& values);
  bool figureKnown(ir::InstIndex inst, const Values& values);
  Percent weight(const Values& values);
};

bool Journey::inEffect(const Values& values) {
  if (action().hasActive && inputs.today < action().activeFrom) return drop(ir::Stage::kInEffect, Why::kNotYetActive);
  if (action().hasActive && inputs.today > action().activeTo) return drop(ir::Stage::kInEffect, Why::kNoLongerActive);
  return treatmentChosen(values);
}

/// Why the treatment cannot be used, and what decided that; kKept if it can.
Journey::Obstacle Journey::obstacleTo(const ir::Treatment& treatment, const Values& values) const {
  if (treatment.when != ir::kNone && values[treatment.when].truth() != Truth::True)
    return {Why::kTreatmentCondition, treatment.when};
  for (const ir::TreatmentField& field : treatment.fields)
    for (const ir::TextPart& part : field.parts)
      if (part.token != ir::kNone && !values[part.token].isKnown()) return {Why::kTokenUnknown, part.token};
  return {Why::kKept, ir::kNone};
}

/// The first usable treatment on the channel. If there is none, the reason is that of the first on the channel.
bool Journey::treatmentChosen(const Values& values) {
  if (action().treatments.empty()) return true;
  Obstacle first{Why::kNoTreatmentOnChannel, ir::kNone};
  for (std::size_t i = 0; i < action().treatments.size(); ++i) {
    if (action().treatments[i].channel != candidate.channel) continue;
    const Obstacle obstacle = obstacleTo(action().treatments[i], values);
    if (obstacle.why == Why::kKept) {
      outcome.scored.treatment = static_cast<std::int16_t>(i);
      return true;
    }
    if (first.why == Why::kNoTreatmentOnChannel) first = obstacle;
  }
  return drop(ir::Stage::kInEffect, first.why, first.inst);
}

bool Journey::clausesHold(const Values& values) {
  for (std::uint32_t i = action().firstClause; i < action().firstClause + action().clauseCount; ++i) {
    const ir::Clause& clause = program.clauses[i];
    if (values[clause.expr].truth() == Truth::True) continue;
    outcome.clause = i;
    return drop(clause.stage, Why::kClause);
  }
  return true;
}

bool Journey::propensityInRange(const Values& values) {
  candidate = withFigures(program, values, candidate);
  if (!candidate.propensity.isKnown()) return true;  // that is rank's business
  const std::int64_t e8 = candidate.propensity.cell.asInt();
  if (e8 >= 0 && e8 <= kOneE8) return true;
  return drop(ir::Stage::kPropensity, Why::kPropensityOutOfRange, action().propensity);
}

bool Journey::figureKnown(ir::InstIndex inst, const Values& values) {
  if (inst == ir::kNone || values[inst].isKnown()) return true;
  const bool unknown = values[inst].state == State::kUnknown;
  return drop(ir::Stage::kRank, unknown ? Why::kFigureUnknown : Why::kFigureError, inst);
}

Percent Journey::weight(const Values& values) {
  Wide sum = kOneE8;
  for (std::size_t i = 0; i < action().levers.size(); ++i) {
    const ir::Lever& lever = action().levers[i];
    if (lever.when != ir::kNone && values[lever.when].truth() != Truth::True) continue;
    sum += lever.change.e8;
    outcome.scored.levers |= std::uint64_t{1} << i;
  }
  return {static_cast<std::int64_t>(std::clamp<Wide>(sum, kWeightMin, kWeightMax))};
}

bool Journey::figuresKnown(const Values& values) {
  for (const ir::InstIndex figure : {action().propensity, action().value, action().benefit, action().cost})
    if (!figureKnown(figure, values)) return false;
  return true;
}

bool Journey::ranked(const Values& values) {
  if (!figureKnown(action().score, values)) return false;

  Scored& scored = outcome.scored;
  scored.propensity = {candidate.propensity.cell.asInt()};
  scored.value = {candidate.value.cell.asInt()};
  scored.benefit = {candidate.benefit.cell.asInt()};
  scored.cost = {candidate.cost.cell.asInt()};
  scored.score = {values[action().score].cell.asInt()};
  scored.weight = weight(values);
  scored.mandatory = !action().mandatory.empty();
  const auto priority = scored.score.e4 >= 0 ? mulDiv(scored.score.e4, scored.weight.e8, kOneE8)
                                             : divScaled(scored.score.e4, kOneE8, scored.weight.e8);
  if (!priority.ok()) return drop(ir::Stage::kRank, Why::kPriorityOverflow, action().score);
  scored.priority = {priority.value};
  return true;
}

std::vector<std::int16_t> channelsOf(const ir::Program& program, const Inputs& inputs) {
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i) {
    const ir::Input& input = program.inputs[i];
    const bool isChannel = input.source == ir::InputSource::kRequest && input.name == "channel" &&
                           input.type == Type{TypeKind::kChoice, ir::kChannelChoice};
    if (isChannel && inputs.at(i).isKnown()) return {static_cast<std::int16_t>(inputs.at(i).cell.asInt())};
  }
  if (!inputs.channels.empty()) return inputs.channels;
  std::vector<std::int16_t> channels;
  for (std::size_t i = 0; i < program.choices[ir::kChannelChoice].members.size(); ++i)
    channels.push_back(static_cast<std::int16_t>(i));
  if (channels.empty()) channels.push_back(-1);
  return channels;
}

/// Whether `a`, of an earlier channel, went at least as far as `b`.
bool wentAsFar(const Outcome& a, const Outcome& b) {
  if (a.hasScore && b.hasScore) return !ranksBefore(b.scored, a.scored);
  if (a.hasScore != b.hasScore) return a.hasScore;
  return std::tuple(a.stage, a.why) >= std::tuple(b.stage, b.why);
}

/// What a cap counts: the index of the action's issue or group, or of the action itself; -1 if it has none, and then
/// the cap says nothing about it.
std::int64_t countedBy(const ir::Program& program, const ir::DiversityCap& cap, std::uint32_t action) {
  if (cap.per == ir::CandidateField::kIssue) return program.actions[action].issue;
  return cap.per == ir::CandidateField::kGroup ? program.actions[action].group : std::int64_t{action};
}

/// Whether every cap lets the action join those already kept; else the reason stands in `outcome`.
bool withinCaps(const ir::Program& program, const std::vector<Scored>& kept, Outcome& outcome) {
  for (std::uint32_t i = 0; i < program.arbitration.caps.size(); ++i) {
    const ir::DiversityCap& cap = program.arbitration.caps[i];
    const std::int64_t own = countedBy(program, cap, outcome.action);
    std::vector<std::uint32_t> crowd;
    for (const Scored& other : kept)
      if (own >= 0 && !other.mandatory && countedBy(program, cap, other.action) == own) crowd.push_back(other.action);
    if (own < 0 || crowd.size() < cap.most) continue;
    outcome.cap = i;
    outcome.crowd = std::move(crowd);
    return false;
  }
  return true;
}

/// Now and then (`explore epsilon 5%`: five times in a hundred) the first place is drawn among all that were ranked,
/// and the others follow in their order. What is mandatory stays ahead, and is not drawn.
void lift(const ir::Program& program, const Inputs& inputs, std::vector<Outcome*>& ranking) {
  if (!inputs.explores(program, ir::ExploreKind::kEpsilon)) return;
  const auto share = static_cast<std::uint64_t>(program.arbitration.epsilon.e8);
  if (Draws(*inputs.seed, DrawFor::kWhether).below(kOneE8) >= share) return;
  std::vector<Outcome*> mandatory, others;
  for (Outcome* outcome : ranking) (outcome->scored.mandatory ? mandatory : others).push_back(outcome);
  if (others.empty()) return;
  const std::uint64_t drawn = Draws(*inputs.seed, DrawFor::kWhich).below(others.size());
  ranking = mandatory;
  ranking.push_back(others[drawn]);
  for (Outcome* outcome : others)
    if (outcome != others[drawn]) ranking.push_back(outcome);
}

void arbitrate(const ir::Program& program, const Inputs& inputs, Result& result) {
  std::vector<Outcome*> ranking;
  for (Outcome& outcome : result.outcomes)
    if (outcome.hasScore) ranking.push_back(&outcome);
  std::sort(ranking.begin(), ranking.end(),
            [](const Outcome* a, const Outcome* b) { return ranksBefore(a->scored, b->scored); });
  lift(program, inputs, ranking);

  std::vector<Scored>& kept = result.decision.kept;
  std::uint32_t place = 0, mandatory = 0;  // what is mandatory is kept besides what `keep` and the caps allow
  for (Outcome* outcome : ranking) {
    outcome->rankIfKept = ++place;
    if (outcome->scored.mandatory) {
      ++mandatory;
    } else if (!withinCaps(program, kept, *outcome)) {
      outcome->stage = ir::Stage::kDiversity;
      outcome->why = Why::kDiversity;
      continue;
    } else if (kept.size() >= program.arbitration.keep + mandatory) {
      outcome->stage = ir::Stage::kKeep;
      outcome->why = Why::kBelowKeep;
      continue;
    }
    kept.push_back(outcome->scored);
    outcome->kept = true;
    outcome->why = Why::kKept;
    outcome->rank = static_cast<std::uint32_t>(kept.size());
  }
}

}  // namespace

bool forbids(const ir::Program& program, const Inputs& inputs, const Outcome& outcome, std::int32_t policy) {
  const ir::Action& action = program.actions[outcome.action];
  const auto values = evaluateAll(program, inputs, {outcome.action, outcome.channel, {}, {}, {}, {}});
  for (std::uint32_t i = action.firstClause; i < action.firstClause + action.clauseCount; ++i) {
    const ir::Clause& clause = program.clauses[i];
    if (clause.stage == ir::Stage::kPolicy && clause.policy == policy && values[clause.expr].truth() != Truth::True)
      return true;
  }
  return false;
}

Candidate withFigures(const ir::Program& program, const std::vector<Scalar>& values, Candidate candidate) {
  const ir::Action& action = program.actions[candidate.action];
  const auto figure = [&](ir::InstIndex inst, std::int64_t unwritten) {
    return inst == ir::kNone ? Scalar::known(Cell::ofInt(unwritten)) : values[inst];
  };
  candidate.propensity = figure(action.propensity, kOneE8);
  candidate.value = figure(action.value, 0);
  candidate.benefit = figure(action.benefit, 0);
  candidate.cost = figure(action.cost, 0);
  return candidate;
}

Result evaluate(const ir::Program& program, const Inputs& inputs) { return evaluate(*walkedEachTime(program, inputs)); }

Result evaluate(FrameValues& frame) {
  const ir::Program& program = frame.program();
  const Inputs& inputs = frame.inputs();
  Result result;
  const std::vector<std::int16_t> channels = channelsOf(program, inputs);
  for (std::uint32_t action = 0; action < program.actions.size(); ++action) {
    std::vector<Outcome> candidates;
    for (const std::int16_t channel : channels) {
      Journey journey(frame, action, channel);
      journey.run();
      candidates.push_back(std::move(journey.outcome));
    }
    std::size_t furthest = 0;
    for (std::size_t i = 1; i < candidates.size(); ++i)
      if (!wentAsFar(candidates[furthest], candidates[i])) furthest = i;
    result.outcomes.push_back(std::move(candidates[furthest]));
  }
  arbitrate(program, inputs, result);
  return result;
}

}  // namespace regard::reference
