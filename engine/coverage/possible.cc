#include "engine/coverage/possible.h"

#include "dsl/ir/operands.h"

namespace regard::coverage {
namespace {

constexpr TruthSet kUnknown = TruthSet::of(Truth::Unknown);
constexpr TruthSet kKnown = TruthSet::of(Truth::True) | TruthSet::of(Truth::False);

template <class Combine>
TruthSet eachPair(TruthSet a, TruthSet b, Combine combine) {
  constexpr Truth kTruths[] = {Truth::False, Truth::Unknown, Truth::True};
  TruthSet result;
  for (const Truth x : kTruths)
    for (const Truth y : kTruths)
      if (a.has(x) && b.has(y)) result = result | TruthSet::of(combine(x, y));
  return result;
}

/// `x is known`, and with the members swapped `x is unknown`.
TruthSet whetherKnown(TruthSet x, Truth ifKnown) {
  const TruthSet always = TruthSet::of(ifKnown);
  return x.has(Truth::Unknown) ? kKnown : always;
}

class Judge {
 public:
  Judge(const ir::Program& program, const std::vector<TruthSet>& judged) : program_(program), judged_(judged) {}

  TruthSet operator()(const ir::Inst& inst) const {
    switch (inst.op) {
      case ir::Op::kConst: return ofConstant(inst);
      case ir::Op::kInput: return ofInput(program_.inputs[inst.a]);
      case ir::Op::kCandidate: return ofCandidate(static_cast<ir::CandidateField>(inst.a));
      case ir::Op::kNot: return judged_[inst.a].negated();
      case ir::Op::kAnd: return eachPair(judged_[inst.a], judged_[inst.b], truthAnd);
      case ir::Op::kOr: return eachPair(judged_[inst.a], judged_[inst.b], truthOr);
      case ir::Op::kIsKnown: return whetherKnown(judged_[inst.a], Truth::True);
      case ir::Op::kIsUnknown: return whetherKnown(judged_[inst.a], Truth::False);
      case ir::Op::kElse: return ofElse(judged_[inst.a], judged_[inst.b]);
      case ir::Op::kIf: return ofIf(&program_.operands[inst.a]);
      case ir::Op::kLadder: return ofLadder(inst);
      case ir::Op::kInSet:
      case ir::Op::kScorecard:
      case ir::Op::kEqText:
      case ir::Op::kNeText:
      case ir::Op::kStartsWith:
      case ir::Op::kEndsWith:
      case ir::Op::kContains: return fromOperands(inst);
      case ir::Op::kQuery: return ofQuery(inst);
      default: return ir::isScalar(inst.op) ? fromOperands(inst) : TruthSet::all();
    }
  }

 private:
  TruthSet ofConstant(const ir::Inst& inst) const {
    const ir::Constant& constant = program_.constants[inst.a];
    return inst.type == TypeKind::kFlag ? TruthSet::of(truthOf(constant.cell.asBool())) : kKnown;
  }

  static TruthSet ofInput(const ir::Input& input) {
    const bool isClock = input.source == ir::InputSource::kToday || input.source == ir::InputSource::kNow ||
                         input.source == ir::InputSource::kMinute;
    return isClock || input.fallback.isKnown() ? kKnown : TruthSet::all();
  }

  /// An action and its direction are there whenever a candidate is; a channel, an issue or a group may not.
  static TruthSet ofCandidate(ir::CandidateField field) {
    return field == ir::CandidateField::kAction || field == ir::CandidateField::kDirection ? kKnown : TruthSet::all();
  }

  /// What is recorded is counted as it stands; of what may have been missed, a count may be unknown.
  TruthSet ofQuery(const ir::Inst& inst) const {
    const auto how = static_cast<ir::Aggregate>(ir::queryWord(program_, inst, ir::kAggregateWord));
    return how == ir::Aggregate::kRecorded || how == ir::Aggregate::kBurst ? kKnown : TruthSet::all();
  }

  static TruthSet ofElse(TruthSet first, TruthSet second) {
    return first.has(Truth::Unknown) ? (first - kUnknown) | second : first;
  }

  TruthSet ofIf(const std::uint32_t* parts) const {
    const TruthSet condition = judged_[parts[0]];
    TruthSet result = condition & kUnknown;
    if (condition.has(Truth::True)) result = result | judged_[parts[1]];
    if (condition.has(Truth::False)) result = result | judged_[parts[2]];
    return result;
  }

  /// Unknown if a rung may be, or if none need be true.
  TruthSet ofLadder(const ir::Inst& inst) const {
    if ((inst.flags & ir::kLadderAlsoUnknown) != 0) return kKnown;
    const std::uint32_t count = program_.operands[inst.a];
    const bool hasOtherwise = count > 0 && judged_[program_.operands[inst.a + count]] == TruthSet::of(Truth::True);
    return hasOtherwise ? fromOperands(inst) : TruthSet::all();
  }

  TruthSet fromOperands(const ir::Inst& inst) const {
    TruthSet result = kKnown;
    ir::forEachOperand(program_, inst, [&](ir::InstIndex operand) { result = result | (judged_[operand] & kUnknown); });
    return result;
  }

  const ir::Program& program_;
  const std::vector<TruthSet>& judged_;
};

}  // namespace

std::vector<TruthSet> possibleTruths(const ir::Program& program) {
  std::vector<TruthSet> judged;
  judged.reserve(program.insts.size());
  for (const ir::Inst& inst : program.insts) judged.push_back(Judge(program, judged)(inst));
  return judged;
}

}  // namespace regard::coverage
