#include <algorithm>

#include "engine/arbitrate/priority.h"
#include "engine/batch/compiler.h"

namespace regard::batch {
namespace {

constexpr std::int64_t kLeverMax = std::int64_t{1} << 55;  ///< 64 of them cannot overflow their sum

}  // namespace

/// Usable: its condition is true and every token has a value.
void Compiler::treatments(const ir::Action& action, std::uint32_t index, ActionPlan& out) {
  out.hasTreatments = !action.treatments.empty();
  for (const ir::Treatment& treatment : action.treatments) {
    std::vector<std::uint32_t> parts;
    if (treatment.when != ir::kNone) parts.push_back(conditionOf(treatment.when, index, 0));
    for (const ir::TreatmentField& field : treatment.fields)
      for (const ir::TextPart& part : field.parts)
        if (part.token != ir::kNone) parts.push_back(knownOf(part.token, index));
    out.treatments.push_back({static_cast<std::int16_t>(treatment.channel), all(std::move(parts))});
    use(out.treatments.back().condition);
  }
}

void Compiler::figures(const ir::Action& action, std::uint32_t index, ActionPlan& out) {
  LaneCompiler code(*this, index, out.figures);
  const auto figure = [&](ir::InstIndex inst, std::int64_t unwritten) {
    return inst == ir::kNone ? code.constant(Cell::ofInt(unwritten).bits) : code.value(inst, 0);
  };
  out.at.propensity = figure(action.propensity, kOneE8);
  out.at.value = figure(action.value, 0);
  out.at.benefit = figure(action.benefit, 0);
  out.at.cost = figure(action.cost, 0);
  code.setFigures(out.at);
  out.at.score = code.value(action.score, 0);
  out.weight = kOneE8;
  for (std::uint32_t i = 0; i < action.levers.size(); ++i) {
    const ir::Lever& lever = action.levers[i];
    if (lever.change.e8 > kLeverMax || lever.change.e8 < -kLeverMax) out.figures.failed = true;
    if (out.figures.failed) return;
    if (lever.when != ir::kNone) {
      out.hasLevers = true;
      code.lever(i, lever);
      continue;
    }
    out.weight += lever.change.e8;
    out.levers |= std::uint64_t{1} << i;
  }
}

/// Terms that are there only to fill up are left out.
std::uint32_t Compiler::addTerms(const BoundTerm* terms, std::uint32_t count) {
  std::uint32_t added = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (terms[i].place == kZeroRegister) continue;
    const FrameLoad& load = *loads_.at(terms[i].place);
    TermSource source{terms[i].factor, kNothing, load.input};
    if (load.otherwise != kNoNumberBits) source.column = columnElse(load.input, load.otherwise);
    out_.terms.push_back(source);
    ++added;
  }
  return added;
}

/// What the plan's bound says, if it says all.
void Compiler::estimate(std::uint32_t index, ActionPlan& out) {
  const Bounds& bounds = out_.plan->code.bounds;
  if (bounds.isWhole.empty() || bounds.isWhole[index] == 0 || out.figures.failed || out.mandatory) return;
  const Bound& bound = bounds.actions[index];
  EstimateForm& form = out.estimate;
  form.amount = bound.amount;
  form.scale = bound.scale;
  form.start = bound.start;
  form.propensityStart = bound.propensityStart;
  form.slope = bound.slope;
  form.low = bound.low;
  form.lowGives = bound.lowGives;
  form.high = bound.high;
  form.highGives = bound.highGives;
  const auto weight = static_cast<double>(std::clamp(out.weight, kWeightMin, kWeightMax));
  form.gain = weight / static_cast<double>(kOneE8);
  form.loss = static_cast<double>(kOneE8) / weight;
  form.reach = std::max(form.gain, form.loss);
  out.firstTerm = static_cast<std::uint32_t>(out_.terms.size());
  const std::size_t width = std::size_t{bounds.moneyTerms} + bounds.propensityTerms;
  const BoundTerm* terms = bounds.terms.data() + index * width;
  form.moneyTerms = addTerms(terms, bounds.moneyTerms);
  form.propensityTerms = addTerms(terms + bounds.moneyTerms, bounds.propensityTerms);
  out.hasEstimate = true;
}

ActionPlan Compiler::actionPlan(std::uint32_t index) {
  const ir::Action& action = program_.actions[index];
  ActionPlan out;
  out.mandatory = !action.mandatory.empty();
  if (action.hasActive) {
    const Region active{
        false, action.activeFrom > action.activeTo ? RangeSet{} : RangeSet{{action.activeFrom, action.activeTo}}};
    out.stages.push_back({ir::Stage::kInEffect, {regionOf(kTodaySubject, active, 0)}});
  }
  treatments(action, index, out);
  for (std::uint32_t c = action.firstClause; c < action.firstClause + action.clauseCount; ++c) {
    const ir::Clause& clause = program_.clauses[c];
    if (out.stages.empty() || out.stages.back().stage != clause.stage) out.stages.push_back({clause.stage, {}});
    out.stages.back().conditions.push_back(conditionOf(clause.expr, index, 0));
  }
  for (const StageConditions& stage : out.stages)
    for (const std::uint32_t condition : stage.conditions) use(condition);
  figures(action, index, out);
  estimate(index, out);
  return out;
}

void Compiler::listInputs() {
  std::vector<bool> isRead(program_.inputs.size());
  const auto read = [&](const LaneCode& code) {
    for (const Step& step : code.steps)
      if (step.op == LaneOp::kInput || step.op == LaneOp::kInputFlag) isRead[step.imm] = true;
  };
  for (const Condition& condition : out_.conditions) {
    if (condition.input >= 0) isRead[static_cast<std::size_t>(condition.input)] = true;
    read(condition.code);
  }
  for (const SharedColumn& column : out_.columns) {
    if (column.input >= 0) isRead[static_cast<std::size_t>(column.input)] = true;
    read(column.code);
  }
  for (const ActionPlan& action : out_.actions) read(action.figures);
  for (const TermSource& term : out_.terms) isRead[term.input] = true;
  if (out_.plan->channelInput >= 0) isRead[static_cast<std::size_t>(out_.plan->channelInput)] = true;
  for (std::uint32_t i = 0; i < isRead.size(); ++i)
    if (isRead[i]) out_.inputs.push_back(i);
}

void Compiler::compile() {
  out_.actions.reserve(program_.actions.size());
  for (std::uint32_t i = 0; i < program_.actions.size(); ++i) out_.actions.push_back(actionPlan(i));
  listInputs();
}

BatchPlan makeBatchPlan(const Plan& plan) {
  BatchPlan out;
  out.plan = &plan;
  Compiler(plan, out).compile();
  return out;
}

}  // namespace regard::batch
