#include "dsl/ir/verify_insts.h"

#include <array>

#include "dsl/ir/verify_values.h"

namespace regard::ir {
namespace {

constexpr Type kFlagType{TypeKind::kFlag, 0};

/// What each CandidateField is.
constexpr std::array<Type, 9> kCandidateTypes = {{{TypeKind::kChoice, kChannelChoice},
                                                  {TypeKind::kChoice, kIssueChoice},
                                                  {TypeKind::kChoice, kGroupChoice},
                                                  {TypeKind::kChoice, kActionChoice},
                                                  {TypeKind::kChoice, kDirectionChoice},
                                                  {TypeKind::kPercent, 0},
                                                  {TypeKind::kMoney, 0},
                                                  {TypeKind::kMoney, 0},
                                                  {TypeKind::kMoney, 0}}};

/// Kinds of which one value can be more than another. A flag has no order, a choice only if it says so.
bool hasOrder(const Program& p, Type type) {
  if (type.kind == TypeKind::kChoice) return p.choices[type.choice].ordered;
  return type.kind != TypeKind::kFlag && type.kind != TypeKind::kText;
}

/// Kinds of which values can be summed up and give the same kind.
bool isAddable(TypeKind kind) {
  return kind == TypeKind::kNumber || kind == TypeKind::kPercent || kind == TypeKind::kMoney ||
         kind == TypeKind::kDuration || kind == TypeKind::kPeriod;
}

struct InstVerifier {
  const Program& p;
  InstIndex index;
  const Inst& inst;
  Type type;

  bool reads(std::uint32_t operand) const { return operand < index; }
  Type typeAt(std::uint32_t operand) const { return typeOf(p.insts[operand]); }
  bool reads(std::uint32_t operand, Type wanted) const { return reads(operand) && typeAt(operand) == wanted; }
  /// `count` words at `begin` of the operand table; 64 bits, so that nothing wraps.
  bool hasWords(std::uint64_t begin, std::uint64_t count) const { return begin + count <= p.operands.size(); }

  bool scalar() const {
    const ScalarOp op = scalarOf(inst.op);
    const ScalarOpInfo& info = infoOf(op);
    if (type.kind != info.result || !reads(inst.a) || (info.binary && !reads(inst.b))) return false;
    if (info.left != TypeKind::kError)
      return typeAt(inst.a).kind == info.left && (!info.binary || typeAt(inst.b).kind == info.right);
    const Type operand = typeAt(inst.a);
    if (operand != typeAt(inst.b) || operand.kind == TypeKind::kNumber || operand.kind == TypeKind::kText) return false;
    return op == ScalarOp::EqInt || op == ScalarOp::NeInt || hasOrder(p, operand);
  }

  bool inSet() const {
    if (type != kFlagType || !reads(inst.a) || !hasWords(inst.b, 1)) return false;
    const std::uint64_t count = p.operands[inst.b];
    if (!hasWords(inst.b, 1 + 3 * count)) return false;
    const Type value = typeAt(inst.a);
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::uint32_t* const member = &p.operands[inst.b + 1 + 3 * i];
      if (!reads(member[0], value) || !reads(member[1], value)) return false;
      if (member[2] > static_cast<std::uint32_t>(RangeMode::kHalfOpen)) return false;
      if (member[2] != static_cast<std::uint32_t>(RangeMode::kEqual) && !hasOrder(p, value)) return false;
    }
    return true;
  }

  bool ladder() const {
    if (type.kind != TypeKind::kChoice || !hasWords(inst.a, 1)) return false;
    const std::uint64_t count = p.operands[inst.a];
    if (count != p.choices[type.choice].members.size() || !hasWords(inst.a, 1 + count)) return false;
    for (std::uint64_t i = 1; i <= count; ++i)
      if (!reads(p.operands[inst.a + i], kFlagType)) return false;
    return true;
  }

  bool scorecard() const {
    if (type.kind != TypeKind::kPercent && type.kind != TypeKind::kNumber && type.kind != TypeKind::kMoney)
      return false;
    if (!hasWords(inst.a, 4)) return false;
    for (std::uint64_t i = 0; i < 3; ++i)
      if (!reads(p.operands[inst.a + i], type)) return false;
    const std::uint64_t count = p.operands[inst.a + 3];
    if (!hasWords(inst.a, 4 + 2 * count)) return false;
    for (std::uint64_t i = 0; i < count; ++i)
      if (!reads(p.operands[inst.a + 4 + 2 * i], kFlagType) || !reads(p.operands[inst.a + 5 + 2 * i], type))
        return false;
    return true;
  }

  bool table() const {
    if (!hasWords(inst.a, 2)) return false;
    const std::uint32_t hit = p.operands[inst.a];
    const std::uint64_t count = p.operands[inst.a + 1];
    if (hit > static_cast<std::uint32_t>(TableHit::kMax) || !hasWords(inst.a, 2 + 2 * count)) return false;
    const auto policy = static_cast<TableHit>(hit);
    if (policy == TableHit::kSum && !isAddable(type.kind)) return false;
    if (policy >= TableHit::kMin && (type.kind == TypeKind::kFlag || type.kind == TypeKind::kText)) return false;
    for (std::uint64_t i = 0; i < count; ++i)
      if (!reads(p.operands[inst.a + 2 + 2 * i], kFlagType) || !reads(p.operands[inst.a + 3 + 2 * i], type))
        return false;
    return true;
  }

  bool structural() const {
    switch (inst.op) {
      case Op::kConst: return inst.a < p.constants.size() && p.constants[inst.a].type == type;
      case Op::kInput: return inst.a < p.inputs.size() && p.inputs[inst.a].type == type;
      case Op::kCandidate: return inst.a < kCandidateTypes.size() && kCandidateTypes[inst.a] == type;
      case Op::kNot: return type == kFlagType && reads(inst.a, kFlagType);
      case Op::kAnd:
      case Op::kOr: return type == kFlagType && reads(inst.a, kFlagType) && reads(inst.b, kFlagType);
      case Op::kEqText:
      case Op::kNeText:
        return type == kFlagType && reads(inst.a, {TypeKind::kText, 0}) && reads(inst.b, {TypeKind::kText, 0});
      case Op::kIsKnown:
      case Op::kIsUnknown: return type == kFlagType && reads(inst.a);
      case Op::kElse: return reads(inst.a, type) && reads(inst.b, type);
      case Op::kIf:
        return hasWords(inst.a, 3) && reads(p.operands[inst.a], kFlagType) && reads(p.operands[inst.a + 1], type) &&
               reads(p.operands[inst.a + 2], type);
      case Op::kInSet: return inSet();
      case Op::kLadder: return ladder();
      case Op::kScorecard: return scorecard();
      case Op::kTable: return table();
    }
    return false;
  }

  bool ok() const {
    if (!isType(p, type) || inst.span >= p.spans.size()) return false;
    const auto allowed = static_cast<std::uint16_t>((type.kind == TypeKind::kChoice ? kChoiceMask : 0) |
                                                    (inst.op == Op::kLadder ? kLadderAlsoUnknown : 0));
    if ((inst.flags & ~allowed) != 0) return false;
    return isScalar(inst.op) ? scalar() : structural();
  }
};

}  // namespace

bool isInst(const Program& program, InstIndex index) {
  const Inst& inst = program.insts[index];
  return InstVerifier{program, index, inst, typeOf(inst)}.ok();
}

}  // namespace regard::ir
