#include "engine/ledger/reserve.h"

#include <algorithm>
#include <utility>

#include "dsl/ir/operands.h"
#include "engine/gather/history.h"
#include "engine/ledger/contact_row.h"
#include "engine/ledger/due.h"
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

std::vector<CounterUse> usesOf(const ir::Program& program, const Inputs& frame, const Scored& offered) {
  std::vector<CounterUse> uses;
  const ir::Action& action = program.actions[offered.action];
  if (program.counters.empty()) return uses;
  Inputs usedUp = frame;
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i) {
    const ir::Input& input = program.inputs[i];
    if (input.source != ir::InputSource::kCounter) continue;
    const bool addsCost = program.counters[input.detail].addsCost;
    usedUp.set(i, Scalar::known(addsCost ? Cell::ofInt(kUsedUp) : Cell::ofDouble(static_cast<double>(kUsedUp))));
  }
  const auto values = reference::evaluateAll(program, usedUp, {offered.action, offered.channel, {}, {}, {}, {}});
  for (std::uint32_t i = action.firstClause; i < action.firstClause + action.clauseCount; ++i) {
    const ir::Clause& clause = program.clauses[i];
    if (clause.kind != ir::ClauseKind::kBudget || values[clause.expr].truth() == Truth::True) continue;
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

Status reserve(Transaction& store, const Catalog& history, const ir::Program& program, const Zone& zone,
               const LoggedDecision& decision) {
  const Scored& offered = decision.decision.kept.front();
  const ir::Action& action = program.actions[offered.action];
  auto contact = contactRecord(
      history, program, offered,
      {decision.id, decision.nowMs, true, program.choices[ir::kOutcomeChoice].members[ir::kOutcomeReserved].name});
  if (!contact) return contact.fault();

  Due lapse{decision.nowMs + kReservationMs, decision.id, DueKind::kLapse, action.name};
  for (const CounterUse& use : usesOf(program, decision.frame, offered)) {
    auto taken = take(store, program, zone, use.counter, use.amount, decision.nowMs);
    if (!taken) return taken.fault();
    lapse.taken.push_back(*std::move(taken));
  }
  if (auto put = putDue(store, lapse); !put) return put;
  if (auto added = store.apply(AddRows{decision.customer, {*std::move(contact)}}); !added) return added.fault();
  auto logged = store.apply(logCommand(decision.id, decision.customer, decision.rules, decision.seed, true,
                                       decision.decision, decision.frame));
  return logged ? Status(Done{}) : Status(logged.fault());
}

}  // namespace regard::ledger
