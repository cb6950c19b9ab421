#include "engine/simulation/budgets.h"

#include <algorithm>
#include <limits>

#include "dsl/ir/dependence.h"
#include "dsl/ir/operands.h"
#include "engine/exact/machine.h"
#include "engine/ledger/uses.h"

namespace regard::simulation {
namespace {

bool readsCounter(const ir::Program& program, const ir::Inst& inst) {
  return inst.op == ir::Op::kInput && program.inputs[inst.a].source == ir::InputSource::kCounter;
}

/// The comparisons inside of a clause that read a counter: what is left of the clause does not change when it does.
void findComparisons(const ir::Program& program, ir::InstIndex root, std::vector<ir::InstIndex>& into) {
  struct Waiting {
    ir::InstIndex inst, flag;  ///< the last yes or no on the way to it
  };
  std::vector<Waiting> todo{{root, root}};
  while (!todo.empty()) {
    const Waiting at = todo.back();
    todo.pop_back();
    const ir::Inst& inst = program.insts[at.inst];
    if (readsCounter(program, inst)) into.push_back(at.flag);
    const ir::InstIndex flag = inst.type == TypeKind::kFlag ? at.inst : at.flag;
    ir::forEachOperand(program, inst, [&](ir::InstIndex operand) { todo.push_back({operand, flag}); });
  }
}

std::int64_t amountOf(const ir::Counter& counter, Scalar used) {
  return counter.addsCost ? used.cell.asInt() : static_cast<std::int64_t>(used.cell.asDouble());
}

std::int64_t addClamped(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b > 0 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
}

}  // namespace

Budgets::Budgets(const Plan& plan, std::vector<Scalar> used)
    : plan_(plan), program_(*plan.program), hasBudget_(plan.program->actions.size()), used_(std::move(used)) {
  for (std::uint32_t i = 0; i < program_.inputs.size(); ++i)
    if (program_.inputs[i].source == ir::InputSource::kCounter) slots_.push_back(i);
  findLimits();
}

void Budgets::findLimits() {
  const auto dependence = ir::dependenceOf(program_);
  const auto members = static_cast<std::int16_t>(program_.choices[ir::kChannelChoice].members.size());
  for (std::int16_t i = 0; i < members; ++i) channels_.push_back(i);
  if (channels_.empty()) channels_.push_back(-1);
  std::vector<ir::InstIndex> comparisons, shared;
  for (std::uint32_t at = 0; at < program_.actions.size(); ++at) {
    const ir::Action& action = program_.actions[at];
    for (std::uint32_t i = action.firstClause; i < action.firstClause + action.clauseCount; ++i) {
      if (program_.clauses[i].kind != ir::ClauseKind::kBudget) continue;
      hasBudget_[at] = 1;
      comparisons.clear();
      findComparisons(program_, program_.clauses[i].expr, comparisons);
      for (const ir::InstIndex comparison : comparisons)
        if (dependence[comparison] == ir::kOfFrame)
          shared.push_back(comparison);
        else
          limits_.push_back({comparison, at});
    }
  }
  std::sort(shared.begin(), shared.end());
  shared.erase(std::unique(shared.begin(), shared.end()), shared.end());
  for (const ir::InstIndex comparison : shared) limits_.push_back({comparison, ir::kNone});
}

void Budgets::writeInto(Inputs& frame) const {
  const std::lock_guard lock(mutex_);
  for (const std::uint32_t slot : slots_) frame.set(slot, used_[program_.inputs[slot].detail]);
}

bool Budgets::isSame(const Inputs& frame) const {
  return std::all_of(slots_.begin(), slots_.end(),
                     [&](std::uint32_t slot) { return frame.at(slot) == used_[program_.inputs[slot].detail]; });
}

bool Budgets::allowsTheSame(const Inputs& frame) {
  if (isSame(frame)) return true;
  frame_ = frame;
  for (const std::uint32_t slot : slots_) frame_.set(slot, used_[program_.inputs[slot].detail]);
  exact::Machine then(plan_, frame, before_), now(plan_, frame_, after_);
  const auto agree = [&](ir::InstIndex expr) { return then.demandTruth(expr) == now.demandTruth(expr); };
  return std::all_of(limits_.begin(), limits_.end(), [&](const Limit& limit) {
    if (limit.action == ir::kNone) return agree(limit.expr);
    return std::all_of(channels_.begin(), channels_.end(), [&](std::int16_t channel) {
      then.beginCandidate(limit.action, channel);
      now.beginCandidate(limit.action, channel);
      return agree(limit.expr);
    });
  });
}

void Budgets::take(const Inputs& frame, const Scored& offered) {
  frame_ = frame;
  ledger::useUp(program_, frame_);
  exact::Machine machine(plan_, frame_, after_);
  machine.beginCandidate(offered.action, offered.channel);
  const auto uses =
      ledger::usesOf(program_, offered, [&](ir::InstIndex clause) { return machine.demandTruth(clause); });
  const std::lock_guard lock(mutex_);
  for (const ledger::CounterUse& use : uses)
    for (std::size_t i = 0; i < used_.size(); ++i) {
      const ir::Counter& counter = program_.counters[i];
      if (counter.key != program_.counters[use.counter].key || used_[i].state != State::kKnown) continue;
      used_[i] = ledger::standing(counter, addClamped(amountOf(counter, used_[i]), use.amount));
    }
}

std::uint32_t Budgets::settle(batch::FrameBlock& frames, std::uint32_t from, const batch::Decisions& decisions) {
  const auto rows = static_cast<std::uint32_t>(decisions.first.size() - 1);
  for (std::uint32_t row = 0; row < rows; ++row) {
    const Inputs& frame = frames.at(from + row);
    if (!allowsTheSame(frame)) {
      for (std::uint32_t left = from + row; left < from + rows; ++left) writeInto(frames.at(left));
      return row;
    }
    if (!frame.outbound || decisions.first[row] == decisions.first[row + 1]) continue;
    const Scored& first = decisions.kept[decisions.first[row]];
    if (hasBudget_[first.action] != 0) take(frame, first);
  }
  return rows;
}

}  // namespace regard::simulation
