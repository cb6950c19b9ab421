#pragma once
// Which instructions an instruction reads. REQUIRES a verified program, or one that lowering is building.

#include "dsl/ir/program.h"

namespace regard::ir {

/// Instructions read through the operand table: how many words belong to `inst`, and where they begin.
struct OperandRange {
  std::uint32_t begin = 0, count = 0;
};
inline OperandRange operandRange(const Program& program, const Inst& inst) {
  switch (inst.op) {
    case Op::kIf: return {inst.a, 3};
    case Op::kInSet: return {inst.b, 1 + 3 * program.operands[inst.b]};
    case Op::kLadder: return {inst.a, 1 + program.operands[inst.a]};
    case Op::kScorecard: return {inst.a, 4 + 2 * program.operands[inst.a + 3]};
    case Op::kTable: return {inst.a, 2 + 2 * program.operands[inst.a + 1]};
    case Op::kSelect: return {inst.a, 2 + program.operands[inst.a + 1]};
    case Op::kQuery: return {inst.a, kQueryWords};
    default: return {};
  }
}

/// Whether word `i` of the range is an instruction (else a count, a mode or a hit policy). A query's may be kNone.
inline bool isInstWord(Op op, std::uint32_t i) {
  switch (op) {
    case Op::kIf: return true;
    case Op::kInSet: return i > 0 && i % 3 != 0;
    case Op::kLadder: return i > 0;
    case Op::kScorecard: return i != 3;
    case Op::kTable: return i > 1;
    case Op::kSelect: return i != 1;
    case Op::kQuery: return i == kFilterWord || i == kItemWord;
    default: return false;
  }
}

inline bool readsA(Op op) {
  if (isScalar(op)) return true;
  switch (op) {
    case Op::kNot:
    case Op::kAnd:
    case Op::kOr:
    case Op::kEqText:
    case Op::kNeText:
    case Op::kStartsWith:
    case Op::kEndsWith:
    case Op::kContains:
    case Op::kIsKnown:
    case Op::kIsUnknown:
    case Op::kElse:
    case Op::kInSet: return true;
    default: return false;
  }
}
inline bool readsB(Op op) {
  if (isScalar(op)) return infoOf(scalarOf(op)).binary;
  switch (op) {
    case Op::kAnd:
    case Op::kOr:
    case Op::kEqText:
    case Op::kNeText:
    case Op::kStartsWith:
    case Op::kEndsWith:
    case Op::kContains:
    case Op::kElse: return true;
    default: return false;
  }
}

/// Calls visit(InstIndex) for each operand, in the order of evaluation.
template <class Visit>
void forEachOperand(const Program& program, const Inst& inst, Visit visit) {
  if (readsA(inst.op)) visit(inst.a);
  if (readsB(inst.op)) visit(inst.b);
  const OperandRange range = operandRange(program, inst);
  for (std::uint32_t i = 0; i < range.count; ++i)
    if (isInstWord(inst.op, i) && program.operands[range.begin + i] != kNone) visit(program.operands[range.begin + i]);
}

/// One word of a query's operands.
inline std::uint32_t queryWord(const Program& program, const Inst& query, QueryWord word) {
  return program.operands[query.a + word];
}

}  // namespace regard::ir
