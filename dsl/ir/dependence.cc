#include "dsl/ir/dependence.h"

#include <algorithm>

#include "dsl/ir/rows.h"

namespace regard::ir {

std::vector<std::uint8_t> dependenceOf(const Program& program) {
  std::vector<std::uint8_t> depends(program.insts.size());
  for (std::size_t i = 0; i < depends.size(); ++i) {
    const Inst& inst = program.insts[i];
    depends[i] = kOfFrame;
    if (inst.op == Op::kLearned) depends[i] = kOfCandidate;
    if (inst.op == Op::kCandidate)
      depends[i] = inst.a < static_cast<std::uint32_t>(CandidateField::kPropensity) ? kOfCandidate : kOfFigures;
    forEachOperand(program, inst, [&](InstIndex operand) { depends[i] = std::max(depends[i], depends[operand]); });
  }
  const std::vector<std::uint32_t> streams = rowStreams(program);
  for (std::size_t i = 0; i < depends.size(); ++i)
    if (streams[i] != kNone) depends[i] = kOfRow;
  return depends;
}

}  // namespace regard::ir
