#include "engine/plan/row_invariants.h"

#include "dsl/ir/operands.h"
#include "engine/plan/analysis.h"

namespace regard {
namespace {

/// Read where they stand: nothing is computed.
bool isAtHand(ir::Op op) { return op == ir::Op::kConst || op == ir::Op::kInput || op == ir::Op::kCandidate; }

}  // namespace

RowInvariants rowInvariants(const ir::Program& program, const std::vector<std::uint8_t>& dependence) {
  RowInvariants all;
  all.begin.reserve(program.insts.size() + 1);
  std::vector<ir::InstIndex> seenBy(program.insts.size(), ir::kNone), open;
  for (ir::InstIndex query = 0; query < program.insts.size(); ++query) {
    all.begin.push_back(static_cast<std::uint32_t>(all.insts.size()));
    if (program.insts[query].op != ir::Op::kQuery) continue;
    const auto look = [&](ir::InstIndex part) {
      if (seenBy[part] == query || isAtHand(program.insts[part].op)) return;
      seenBy[part] = query;
      (dependence[part] == ir::kOfRow ? open : all.insts).push_back(part);
    };
    ir::forEachOperand(program, program.insts[query], look);
    while (!open.empty()) {
      const ir::Inst& inst = program.insts[open.back()];
      open.pop_back();
      ir::forEachOperand(program, inst, look);
    }
  }
  all.begin.push_back(static_cast<std::uint32_t>(all.insts.size()));
  return all;
}

}  // namespace regard
