#include "engine/plan/analysis.h"

#include <algorithm>

#include "base/scalar_ops.h"
#include "dsl/ir/rows.h"

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

}  // namespace

std::vector<std::uint8_t> candidateDependence(const ir::Program& program) {
  std::vector<std::uint8_t> depends(program.insts.size());
  for (std::size_t i = 0; i < depends.size(); ++i) {
    const ir::Inst& inst = program.insts[i];
    depends[i] = kOfFrame;
    if (inst.op == ir::Op::kLearned) depends[i] = kOfCandidate;
    if (inst.op == ir::Op::kCandidate)
      depends[i] = inst.a < static_cast<std::uint32_t>(ir::CandidateField::kPropensity) ? kOfCandidate : kOfFigures;
    ir::forEachOperand(program, inst,
                       [&](ir::InstIndex operand) { depends[i] = std::max(depends[i], depends[operand]); });
  }
  const std::vector<std::uint32_t> streams = ir::rowStreams(program);
  for (std::size_t i = 0; i < depends.size(); ++i)
    if (streams[i] != ir::kNone) depends[i] = kOfRow;
  return depends;
}

Analysis::Analysis(const ir::Program& rules, const std::vector<std::uint8_t>& dependsOnCandidate)
    : program(rules), dependence(dependsOnCandidate), constants(foldConstants(rules)) {}

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
