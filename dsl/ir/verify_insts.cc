#include "dsl/ir/verify_insts.h"

#include <array>

#include "dsl/ir/rows.h"
#include "dsl/ir/verify_values.h"

namespace regard::ir {
namespace {

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
  const std::vector<std::uint32_t>& rowStreams;  ///< of the instructions before

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

  bool select() const {
    if (!hasWords(inst.a, 2)) return false;
    const std::uint64_t count = p.operands[inst.a + 1];
    if (!hasWords(inst.a, 2 + count) || !reads(p.operands[inst.a])) return false;
    const Type selector = typeAt(p.operands[inst.a]);
    if (selector.kind != TypeKind::kChoice || count != p.choices[selector.choice].members.size()) return false;
    for (std::uint64_t i = 0; i < count; ++i)
      if (!reads(p.operands[inst.a + 2 + i], type)) return false;
    return true;
  }

  bool column() const {
    return inst.a < p.streams.size() && inst.b < p.streams[inst.a].columns.size() &&
           p.streams[inst.a].columns[inst.b].type == type;
  }

  /// An operand that may differ from row to row of this stream, and of no other.
  bool readsRows(std::uint32_t operand, std::uint32_t stream) const {
    return reads(operand) && (rowStreams[operand] == kNone || rowStreams[operand] == stream);
  }

  bool itemFits(Aggregate aggregate, std::uint32_t item, std::uint32_t stream) const {
    if (aggregate == Aggregate::kCount || aggregate >= Aggregate::kRecorded) return item == kNone;
    if (comparesCount(aggregate))
      return reads(item, {TypeKind::kNumber, 0}) && rowStreams[item] == kNone && type == kFlagType;
    if (!readsRows(item, stream) || typeAt(item) != type) return false;
    switch (aggregate) {
      case Aggregate::kSum: return isAddable(type.kind);
      case Aggregate::kAverage: return isAddable(type.kind) && type.kind != TypeKind::kPeriod;
      case Aggregate::kMin:
      case Aggregate::kMax: return hasOrder(p, type);
      default: return true;
    }
  }

  bool query() const {
    if (!hasWords(inst.a, kQueryWords)) return false;
    const std::uint32_t* words = &p.operands[inst.a];
    const std::uint32_t stream = words[kStreamWord], burst = words[kBurstWord];
    if (words[kAggregateWord] > static_cast<std::uint32_t>(Aggregate::kBurst)) return false;
    const auto aggregate = static_cast<Aggregate>(words[kAggregateWord]);
    if (stream >= p.streams.size() || words[kWindowWord] >= p.windows.size()) return false;
    const bool isList = p.streams[stream].kind == StreamKind::kList;
    if (isList && (p.windows[words[kWindowWord]].kind != WindowKind::kAll || aggregate == Aggregate::kBurst))
      return false;
    const std::uint32_t filter = words[kFilterWord];
    if (filter != kNone && (!readsRows(filter, stream) || typeAt(filter) != kFlagType)) return false;
    const bool counts = aggregate == Aggregate::kCount || aggregate == Aggregate::kRecorded;
    if (counts && type != Type{TypeKind::kNumber, 0}) return false;
    const bool isBurst = aggregate == Aggregate::kBurst;
    if (isBurst ? burst >= p.bursts.size() || type != kFlagType : burst != kNone) return false;
    return itemFits(aggregate, words[kItemWord], stream);
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
      case Op::kStartsWith:
      case Op::kEndsWith:
      case Op::kContains:
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
      case Op::kSelect: return select();
      case Op::kColumn: return column();
      case Op::kQuery: return query();
      case Op::kLearned:
        return type == Type{TypeKind::kPercent, 0} && inst.a < p.actions.size() && !p.actions[inst.a].learned.empty();
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

bool isInst(const Program& program, InstIndex index, std::vector<std::uint32_t>& rowStreams) {
  const Inst& inst = program.insts[index];
  if (!InstVerifier{program, index, inst, typeOf(inst), rowStreams}.ok()) return false;
  rowStreams.push_back(rowStreamOf(program, inst, rowStreams));
  return rowStreams.back() != kTwoStreams;
}

}  // namespace regard::ir
