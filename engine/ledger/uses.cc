#include "engine/ledger/uses.h"

#include <algorithm>
#include <limits>

#include "dsl/ir/operands.h"
#include "engine/reference/reference.h"

namespace regard::ledger {
namespace {

/// Far beyond any limit, and far from overflowing when a cost is added.
constexpr std::int64_t kUsedUp = std::numeric_limits<std::int64_t>::max() / 4;

/// The counter that a budget's clause asks for: it has one.
std::uint32_t counterOf(const ir::Program& program, ir::InstIndex clause) {
  std::vector<ir::InstIndex> todo{clause};
  while (!todo.empty()) {
    const ir::Inst& inst = program.insts[todo.back()];
    todo.pop_back();
    if (inst.op == ir::Op::kInput && program.inputs[inst.a].source == ir::InputSource::kCounter)
      return program.inputs[inst.a].detail;
    ir::forEachOperand(program, inst, [&](ir::InstIndex operand) { todo.push_back(operand); });
  }
  return ir::kNone;
}

}  // namespace

Scalar standing(const ir::Counter& counter, std::int64_t used) {
  return Scalar::known(counter.addsCost ? Cell::ofInt(used) : Cell::ofDouble(static_cast<double>(used)));
}

void useUp(const ir::Program& program, Inputs& frame) {
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i)
    if (program.inputs[i].source == ir::InputSource::kCounter)
      frame.set(i, standing(program.counters[program.inputs[i].detail], kUsedUp));
}

std::vector<CounterUse> usesOf(const ir::Program& program, const Scored& offered,
                               const std::function<Truth(ir::InstIndex clause)>& whenUsedUp) {
  std::vector<CounterUse> uses;
  const ir::Action& action = program.actions[offered.action];
  for (std::uint32_t i = action.firstClause; i < action.firstClause + action.clauseCount; ++i) {
    const ir::Clause& clause = program.clauses[i];
    if (clause.kind != ir::ClauseKind::kBudget || whenUsedUp(clause.expr) == Truth::True) continue;
    const std::uint32_t counter = counterOf(program, clause.expr);
    if (counter == ir::kNone) continue;
    const CounterUse use{counter, program.counters[counter].addsCost ? offered.cost.e4 : 1};
    // Two limits of one counter are used up once.
    if (std::none_of(uses.begin(), uses.end(), [&](const CounterUse& known) {
          return program.counters[known.counter].key == program.counters[counter].key;
        }))
      uses.push_back(use);
  }
  return uses;
}

std::vector<CounterUse> usesOf(const ir::Program& program, const Inputs& frame, const Scored& offered) {
  if (program.counters.empty()) return {};
  Inputs usedUp = frame;
  useUp(program, usedUp);
  const auto values = reference::evaluateAll(program, usedUp, {offered.action, offered.channel, {}, {}, {}, {}});
  return usesOf(program, offered, [&](ir::InstIndex clause) { return values[clause].truth(); });
}

}  // namespace regard::ledger
