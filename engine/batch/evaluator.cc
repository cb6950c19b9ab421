#include "engine/batch/evaluator.h"

#include <algorithm>

#include "base/check.h"
#include "engine/arbitrate/priority.h"
#include "engine/exact/candidate.h"

namespace regard::batch {

Evaluator::Evaluator(const BatchPlan& plan, const Kernels& kernels)
    : plan_(plan),
      program_(*plan.plan->program),
      conditions_(plan, kernels),
      ranking_(program_),
      shortlist_(plan, conditions_, program_.arbitration.keep),
      stages_(kernels) {}

void Evaluator::evaluate(const Block& block, Decisions& out, Tally& tally) {
  rows_ = block.rows;
  words_ = wordsOf(rows_);
  conditions_.begin(block);
  ranking_.begin(rows_, block.frames);
  findPasses(block);
  hasShortlist_ = !isSplit_ && ranking_.isPlain() && program_.arbitration.keep <= Shortlist::kKeepMax;
  isListing_ = hasShortlist_;
  if (hasShortlist_) shortlist_.begin(rows_);
  for (const std::uint32_t action : shortlist_.order()) run(action, tally);
  if (hasShortlist_) scoreListed(tally);
  ranking_.finish(out, tally);
}

/// Everybody who is asked on a known channel has candidates there; everybody else on all that can be used.
void Evaluator::findPasses(const Block& block) {
  const auto members = static_cast<std::int16_t>(program_.choices[ir::kChannelChoice].members.size());
  passes_.assign(std::max<std::size_t>(1, static_cast<std::size_t>(members)), {});
  split_ = {};
  isSplit_ = false;
  for (std::uint32_t row = 0; row < rows_; ++row) {
    std::int64_t asked = members == 0 ? 0 : -1;
    if (plan_.plan->channelInput >= 0) {
      const ColumnView& view = block.columns[static_cast<std::size_t>(plan_.plan->channelInput)];
      if (view.cells != nullptr && bitAt(view.known, row)) asked = Cell{view.cells[row]}.asInt();
    }
    if (asked >= 0) {
      setBit(passes_[static_cast<std::size_t>(asked)].rows.words, row);
      continue;
    }
    const Inputs& frame = block.frames->of(row);
    for (std::int16_t channel = 0; channel < std::max<std::int16_t>(members, 1); ++channel)
      if (frame.allows(channel)) setBit(passes_[static_cast<std::size_t>(channel)].rows.words, row);
    const bool hasSeveral = members > 1 && frame.channels.size() != 1;
    if (hasSeveral) setBit(split_.words, row);
    isSplit_ = isSplit_ || hasSeveral;
  }
  for (std::int16_t channel = 0; channel < members; ++channel)
    passes_[static_cast<std::size_t>(channel)].channel = channel;
  std::erase_if(passes_, [&](const Pass& pass) { return isEmpty(pass.rows.words, words_); });
  if (isSplit_ && best_.size() < rows_) best_.resize(rows_);
}

void Evaluator::run(std::uint32_t action, Tally& tally) {
  stages_.begin(words_, isSplit_);
  anyRanked_ = {};
  hasBest_ = {};
  for (const Pass& pass : passes_) {
    RowBits alive = pass.rows;
    conditions_.setCandidate(action, pass.channel);
    if (narrow(action, pass, alive)) score(action, pass, alive, tally);
  }
  if (isSplit_) eachRow(hasBest_.words, words_, [&](std::uint32_t row) { ranking_.offer(row, best_[row]); });
  stages_.finish(rows_, tally.actions[action]);
  ranking_.ranked(action, anyRanked_, conditions_.kernels().count(anyRanked_.words, words_));
}

/// Of `rows`, those with a usable treatment; usable_ says which.
void Evaluator::findTreatments(const ActionPlan& action, std::int16_t channel, RowBits& rows) {
  if (!action.hasTreatments) return;
  usable_.resize(std::max(usable_.size(), action.treatments.size()));
  RowBits any = {};
  for (std::size_t i = 0; i < action.treatments.size(); ++i) {
    if (action.treatments[i].channel != channel) continue;
    conditions_.select(action.treatments[i].condition, rows.words, usable_[i].words);
    for (std::uint32_t w = 0; w < words_; ++w) any.words[w] |= usable_[i].words[w];
  }
  rows = any;
}

/// Through all stages up to policies; false if nobody is left.
bool Evaluator::narrow(std::uint32_t index, const Pass& pass, RowBits& alive) {
  const ActionPlan& action = plan_.actions[index];
  findTreatments(action, pass.channel, alive);
  auto open = ir::Stage::kInEffect;  // the first stage of which nothing has been said
  for (const StageConditions& stage : action.stages) {
    stages_.pass(open, stage.stage, alive.words);
    open = stage.stage;
    for (const std::uint32_t condition : stage.conditions) conditions_.select(condition, alive.words, alive.words);
    if (isEmpty(alive.words, words_)) return false;
  }
  if (isEmpty(alive.words, words_)) return false;
  stages_.pass(open, ir::Stage::kPropensity, alive.words);
  return true;
}

void Evaluator::score(std::uint32_t action, const Pass& pass, const RowBits& alive, Tally& tally) {
  inRange_ = ranked_ = alive;  // whoever falls is taken out
  RowBits rest = alive;
  if (hasShortlist_ && plan_.actions[action].hasEstimate) shortlist_.consider(action, pass.channel, rest);
  scoreFully(action, pass.channel, rest, tally);
  stages_.pass(ir::Stage::kPropensity, ir::Stage::kRank, inRange_.words);
  stages_.pass(ir::Stage::kRank, ir::Stage::kDiversity, ranked_.words);
  for (std::uint32_t w = 0; w < words_; ++w) anyRanked_.words[w] |= ranked_.words[w];
}

void Evaluator::scoreFully(std::uint32_t action, std::int16_t channel, const RowBits& wanted, Tally& tally) {
  if (isEmpty(wanted.words, words_)) return;
  if (const LaneCode& code = plan_.actions[action].figures; !code.failed) conditions_.prepare(code, wanted.words);
  std::uint16_t rows[kLanesMax];
  std::uint32_t count = 0;
  eachRow(wanted.words, words_, [&](std::uint32_t row) {
    rows[count++] = static_cast<std::uint16_t>(row);
    if (count < kLanesMax) return;
    scoreChunk(action, channel, rows, count, tally);
    count = 0;
  });
  if (count > 0) scoreChunk(action, channel, rows, count, tally);
}

/// The exact figures of those who can be kept.
void Evaluator::scoreListed(Tally& tally) {
  isListing_ = false;  // who is listed has raised what is asked of the others already
  shortlist_.eachGroup([&](const Shortlist::Group& group, RowBits& rows) {
    conditions_.setCandidate(group.action, group.channel);
    findTreatments(plan_.actions[group.action], group.channel, rows);
    inRange_ = ranked_ = rows;
    scoreFully(group.action, group.channel, rows, tally);
    REGARD_CHECK(std::equal(rows.words, rows.words + words_, ranked_.words), "an estimate without a priority",
                 group.action);
  });
  shortlist_.learn();
}

void Evaluator::scoreChunk(std::uint32_t index, std::int16_t channel, const std::uint16_t* rows, std::uint32_t count,
                           Tally& tally) {
  const ActionPlan& action = plan_.actions[index];
  Scored blank;
  blank.action = index;
  blank.channel = channel;
  blank.mandatory = action.mandatory;
  const auto exactly = [&](std::uint32_t row) {
    Scored scored = blank;
    ++tally.exact;
    scoreExactly(row, scored);
  };
  if (action.figures.failed) {
    std::for_each(rows, rows + count, exactly);
    return;
  }
  const LaneRunner& lanes = conditions_.run(action.figures, rows, count);
  const FigureRegisters& at = action.at;
  std::uint64_t inRange[kLaneWords];
  conditions_.kernels().inRangeInt(lanes.values(at.propensity), count, 0, kOneE8, inRange);
  for (std::uint32_t w = 0; w < wordsOf(count); ++w) {
    const std::uint32_t left = count - 64 * w;
    const std::uint64_t here = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
    const std::uint64_t odd = lanes.odd()[w] & here, noPropensity = lanes.unknown(at.propensity)[w];
    const std::uint64_t outOfRange = ~inRange[w] & ~noPropensity & ~odd & here;
    const std::uint64_t unknown = noPropensity | lanes.unknown(at.value)[w] | lanes.unknown(at.benefit)[w] |
                                  lanes.unknown(at.cost)[w] | lanes.unknown(at.score)[w];
    const auto rowOf = [&](std::uint64_t rest) {
      return rows[64 * w + static_cast<std::uint32_t>(__builtin_ctzll(rest))];
    };
    for (std::uint64_t rest = odd; rest != 0; rest &= rest - 1) exactly(rowOf(rest));
    for (std::uint64_t rest = outOfRange; rest != 0; rest &= rest - 1) clearBit(inRange_.words, rowOf(rest));
    for (std::uint64_t rest = (outOfRange | unknown) & ~odd & here; rest != 0; rest &= rest - 1)
      clearBit(ranked_.words, rowOf(rest));
    for (std::uint64_t rest = here & ~odd & ~outOfRange & ~unknown; rest != 0; rest &= rest - 1)
      scoreLane(action, lanes, 64 * w + static_cast<std::uint32_t>(__builtin_ctzll(rest)), rowOf(rest), blank);
  }
}

/// All figures are known, and the propensity is one.
void Evaluator::scoreLane(const ActionPlan& plan, const LaneRunner& lanes, std::uint32_t lane, std::uint32_t row,
                          const Scored& blank) {
  const FigureRegisters& at = plan.at;
  const auto money = [&](std::uint16_t place) { return Money{Cell{lanes.values(place)[lane]}.asInt()}; };
  const std::int64_t sum = plan.hasLevers ? plan.weight + lanes.weights()[lane] : plan.weight;
  const std::int64_t weight = std::clamp(sum, kWeightMin, kWeightMax);
  const Money score = money(at.score);
  const auto priority = weight == kOneE8 ? Checked<std::int64_t>{score.e4, {}} : priorityOf(score.e4, weight);
  if (!priority.ok()) return clearBit(ranked_.words, row);
  if (!isSplit_ && !ranking_.isWanted(row, blank.action, {priority.value}, blank.mandatory)) return;
  Scored scored = blank;
  scored.propensity = {Cell{lanes.values(at.propensity)[lane]}.asInt()};
  scored.value = money(at.value);
  scored.benefit = money(at.benefit);
  scored.cost = money(at.cost);
  scored.score = score;
  scored.weight = {weight};
  scored.levers = plan.hasLevers ? plan.levers | lanes.levers()[lane] : plan.levers;
  scored.priority = {priority.value};
  scored.treatment = treatmentFor(plan, scored.channel, row);
  passed(row, scored);
}

void Evaluator::scoreExactly(std::uint32_t row, Scored& scored) {
  const ir::Action& action = program_.actions[scored.action];
  exact::Machine machine = conditions_.machineFor(row);
  const ir::Stage stage = exact::readFigures(action, machine, scored);
  if (stage == ir::Stage::kPropensity) clearBit(inRange_.words, row);
  if (stage != ir::Stage::kKeep || !exact::prioritise(action, machine, scored)) return clearBit(ranked_.words, row);
  scored.treatment = treatmentFor(plan_.actions[scored.action], scored.channel, row);
  passed(row, scored);
}

std::int16_t Evaluator::treatmentFor(const ActionPlan& plan, std::int16_t channel, std::uint32_t row) const {
  for (std::size_t i = 0; i < plan.treatments.size(); ++i)
    if (plan.treatments[i].channel == channel && bitAt(usable_[i].words, row)) return static_cast<std::int16_t>(i);
  return -1;
}

/// A candidate with a priority. Of several channels the best one speaks for the action.
void Evaluator::passed(std::uint32_t row, const Scored& scored) {
  if (!isSplit_ || !bitAt(split_.words, row)) {
    if (isListing_ && !scored.mandatory) shortlist_.raise(row, scored.priority);
    return ranking_.offer(row, scored);
  }
  if (bitAt(hasBest_.words, row) && !ranksBefore(scored, best_[row])) return;
  best_[row] = scored;
  setBit(hasBest_.words, row);
}

}  // namespace regard::batch
