#include "engine/plan/analysis.h"

#include <algorithm>

#include "base/scalar_ops.h"
#include "dsl/ir/operands.h"

namespace regard {
namespace {

std::vector<Scalar> foldConstants(const ir::Program& program) {
  std::vector<Scalar> values(program.insts.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const ir::Inst& inst = program.insts[i];
    if (inst.op == ir::Op::kConst) values[i] = Scalar::known(program.constants[inst.a].cell);
    if (!ir::isScalar(inst.op)) continue;
    const Scalar left = values[inst.a], right = infoOf(ir::scalarOf(inst.op)).binary ? values[inst.b] : left;
    if (!left.isKnown() || !right.isKnown()) continue;
    const Scalar value = apply(ir::scalarOf(inst.op), left, right);
    if (value.isKnown()) values[i] = value;
  }
  return values;
}

/// Counts along every way from an action to an instruction, but several ways from one action alone as one.
std::vector<std::uint32_t> askersOf(const ir::Program& program) {
  struct Askers {
    std::uint32_t count = 0, first = kNobody;
  };
  constexpr std::uint32_t kCountMax = 1U << 20U;  // nobody needs to know more exactly
  std::vector<Askers> askers(program.insts.size());
  const auto ask = [&](ir::InstIndex inst, Askers who) {
    if (inst == ir::kNone) return;
    Askers& now = askers[inst];
    if (now.count == 1 && who.count == 1 && now.first == who.first) return;
    if (now.count == 0) now.first = who.first;
    now.count = std::min(now.count + who.count, kCountMax);
  };
  for (std::uint32_t i = 0; i < program.actions.size(); ++i) {
    const ir::Action& action = program.actions[i];
    for (std::uint32_t c = 0; c < action.clauseCount; ++c) ask(program.clauses[action.firstClause + c].expr, {1, i});
    for (const ir::InstIndex figure : {action.value, action.benefit, action.cost, action.propensity, action.score})
      ask(figure, {1, i});
    for (const ir::Lever& lever : action.levers) ask(lever.when, {1, i});
    for (const ir::Treatment& treatment : action.treatments) ask(treatment.when, {1, i});
  }
  std::vector<std::uint32_t> counts(askers.size());
  for (auto i = static_cast<ir::InstIndex>(askers.size()); i-- > 0;) {  // operands stand before their users
    counts[i] = askers[i].count;
    if (counts[i] > 0)
      ir::forEachOperand(program, program.insts[i], [&](ir::InstIndex operand) { ask(operand, askers[i]); });
  }
  return counts;
}

}  // namespace

Analysis::Analysis(const ir::Program& rules, const std::vector<std::uint8_t>& dependsOnCandidate)
    : program(rules), dependence(dependsOnCandidate), constants(foldConstants(rules)), askers(askersOf(rules)) {}

Scalar Analysis::constantFor(std::uint32_t action, ir::InstIndex index) const {
  const ir::Inst& inst = program.insts[index];
  if (inst.op != ir::Op::kCandidate) return constants[index];
  const auto member = [](std::int64_t ordinal) {
    return ordinal < 0 ? Scalar::unknown() : Scalar::known(Cell::ofInt(ordinal));
  };
  switch (static_cast<ir::CandidateField>(inst.a)) {
    case ir::CandidateField::kIssue: return member(program.actions[action].issue);
    case ir::CandidateField::kGroup: return member(program.actions[action].group);
    case ir::CandidateField::kAction: return member(action);
    default: return Scalar::unknown();
  }
}

}  // namespace regard
