#include "dsl/lower/prune.h"

#include <algorithm>

#include "dsl/ir/operands.h"
#include "dsl/ir/roots.h"

namespace regard::dsl {

void prune(ir::Program& program) {
  const auto count = static_cast<ir::InstIndex>(program.insts.size());
  std::vector<bool> read(count, false);
  ir::forEachRoot(program, [&](ir::InstIndex inst, ir::RootKind, bool) {
    if (inst != ir::kNone) read[inst] = true;
  });
  for (ir::InstIndex i = count; i-- > 0;)  // operands stand earlier: from the last one back, all readers are known
    if (read[i]) ir::forEachOperand(program, program.insts[i], [&](ir::InstIndex part) { read[part] = true; });

  std::vector<ir::InstIndex> moved(count, ir::kNone);
  std::vector<std::uint32_t> operands;
  ir::InstIndex next = 0;
  for (ir::InstIndex i = 0; i < count; ++i) {
    if (!read[i]) continue;
    ir::Inst inst = program.insts[i];
    const ir::OperandRange range = ir::operandRange(program, inst);
    const auto table = static_cast<std::uint32_t>(operands.size());
    for (std::uint32_t w = 0; w < range.count; ++w) {
      const std::uint32_t word = program.operands[range.begin + w];
      operands.push_back(ir::isInstWord(inst.op, w) && word != ir::kNone ? moved[word] : word);
    }
    if (ir::readsA(inst.op)) inst.a = moved[inst.a];
    if (ir::readsB(inst.op)) inst.b = moved[inst.b];
    if (range.count > 0) (inst.op == ir::Op::kInSet ? inst.b : inst.a) = table;
    program.insts[next] = inst;
    moved[i] = next++;
  }
  program.insts.resize(next);
  program.operands = std::move(operands);
  ir::forEachRoot(program, [&](ir::InstIndex& inst, ir::RootKind, bool) {
    if (inst != ir::kNone) inst = moved[inst];
  });
}

}  // namespace regard::dsl
