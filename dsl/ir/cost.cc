#include "dsl/ir/cost.h"

#include <algorithm>
#include <vector>

#include "dsl/ir/dependence.h"
#include "dsl/ir/operands.h"

namespace regard::ir {
namespace {

constexpr std::uint64_t kManySteps = 1ULL << 50U;  ///< sums stay far from the end of 64 bits

/// How often a value is worked out. Several ways from one asker alone count as one: within one candidate, or one row,
/// a value is kept.
struct Times {
  std::uint64_t count = 0;
  InstIndex by = kNone;  ///< the one asker, an action or a question; meaningless when there are more
  bool more = false;
};

void ask(Times& times, std::uint64_t count, InstIndex by, bool more) {
  if (times.count > 0 && !more && !times.more && times.by == by) {
    times.count = std::max(times.count, count);
    return;
  }
  times.more = more || times.count > 0;
  times.by = by;
  times.count = std::min(times.count + count, kManySteps);
}

std::uint64_t stepsOf(const Program& program, const Inst& inst) {
  return inst.op == Op::kQuery ? 1 : 1 + operandRange(program, inst).count;
}

class StepCounter {
 public:
  explicit StepCounter(const Program& program)
      : p_(program), depends_(dependenceOf(program)), times_(program.insts.size()), rows_(program.insts.size()) {}

  Cost count() {
    askAll();
    Cost cost;
    for (auto i = static_cast<InstIndex>(p_.insts.size()); i-- > 0;) {  // operands stand before those that read them
      Times& times = times_[i];
      if (times.count == 0) continue;
      if (depends_[i] == kOfFrame) times = {1, i, false};
      const std::uint64_t steps = std::min(times.count * stepsOf(p_, p_.insts[i]), kManySteps);
      cost.steps = std::min(cost.steps + steps, kManySteps);
      if (depends_[i] == kOfRow) rows_[times.by] = std::min(rows_[times.by] + steps, kManySteps);
      passOn(i);
    }
    for (InstIndex i = 0; i < rows_.size(); ++i)
      if (rows_[i] > cost.ofDearest) cost.dearest = i, cost.ofDearest = rows_[i];
    return cost;
  }

 private:
  void askFor(std::uint32_t action, InstIndex inst) {
    if (inst == kNone) return;
    ask(times_[inst], std::max<std::size_t>(p_.choices[kChannelChoice].members.size(), 1), action, false);
  }

  void askAll() {
    for (std::uint32_t i = 0; i < p_.actions.size(); ++i) {
      const Action& action = p_.actions[i];
      for (std::uint32_t c = 0; c < action.clauseCount; ++c) askFor(i, p_.clauses[action.firstClause + c].expr);
      for (const InstIndex figure : {action.value, action.benefit, action.cost, action.propensity, action.score})
        askFor(i, figure);
      for (const Lever& lever : action.levers) askFor(i, lever.when);
      for (const Learned& learned : action.learned)
        for (const InstIndex by : learned.by) askFor(i, by);
      for (const Treatment& treatment : action.treatments) {
        askFor(i, treatment.when);
        for (const TreatmentField& field : treatment.fields)
          for (const TextPart& part : field.parts) askFor(i, part.token);
      }
    }
  }

  void passOn(InstIndex user) {
    const Inst& inst = p_.insts[user];
    const Times& times = times_[user];
    forEachOperand(p_, inst, [&](InstIndex part) {
      if (inst.op == Op::kQuery && depends_[part] == kOfRow)
        ask(times_[part], std::min(times.count * kListRowsMax, kManySteps), user, false);
      else
        ask(times_[part], times.count, times.by, times.more);
    });
  }

  const Program& p_;
  std::vector<std::uint8_t> depends_;
  std::vector<Times> times_;
  std::vector<std::uint64_t> rows_;  ///< by question: steps on its rows, those that others share with the last of them
};

}  // namespace

Cost costOf(const Program& program) { return StepCounter(program).count(); }

}  // namespace regard::ir
