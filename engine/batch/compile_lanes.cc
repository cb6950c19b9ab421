#include <algorithm>

#include "dsl/ir/operands.h"
#include "engine/batch/compiler.h"

namespace regard::batch {
namespace {

using ir::Inst;
using ir::InstIndex;
using ir::Op;

constexpr std::uint16_t kRegistersMax = 512;
constexpr std::size_t kMembersMax = 16;
constexpr int kDear = 100, kWorthAColumn = 6;

struct Comparison {
  ScalarOp op;
  LaneOp lane;
  Compare compare;
};
constexpr Comparison kComparisons[] = {
    {ScalarOp::EqNumber, LaneOp::kCompareNumber, Compare::kEq},
    {ScalarOp::NeNumber, LaneOp::kCompareNumber, Compare::kNe},
    {ScalarOp::LtNumber, LaneOp::kCompareNumber, Compare::kLt},
    {ScalarOp::LeNumber, LaneOp::kCompareNumber, Compare::kLe},
    {ScalarOp::GtNumber, LaneOp::kCompareNumber, Compare::kGt},
    {ScalarOp::GeNumber, LaneOp::kCompareNumber, Compare::kGe},
    {ScalarOp::EqInt, LaneOp::kCompareInt, Compare::kEq},
    {ScalarOp::NeInt, LaneOp::kCompareInt, Compare::kNe},
    {ScalarOp::LtInt, LaneOp::kCompareInt, Compare::kLt},
    {ScalarOp::LeInt, LaneOp::kCompareInt, Compare::kLe},
    {ScalarOp::GtInt, LaneOp::kCompareInt, Compare::kGt},
    {ScalarOp::GeInt, LaneOp::kCompareInt, Compare::kGe},
};

}  // namespace

std::uint16_t LaneCompiler::emit(Step step) {
  if (out_.registers >= kRegistersMax) {
    out_.failed = true;
    return 0;
  }
  step.to = out_.registers++;
  out_.steps.push_back(step);
  return step.to;
}

std::uint16_t LaneCompiler::constant(std::uint64_t bits) { return emit({.op = LaneOp::kConst, .imm = bits}); }

std::uint16_t LaneCompiler::demand(InstIndex inst, bool isFlag) {
  // The machine's figures are not those of the lanes.
  if (analysis_.dependence[inst] == ir::kOfFigures && hasFigures_) out_.failed = true;
  return emit({.op = isFlag ? LaneOp::kDemandFlag : LaneOp::kDemand, .imm = inst});
}

/// Steps, or kDear for what only the machine can say.
int LaneCompiler::costOf(InstIndex index, int depth) const {
  const Inst& inst = program_.insts[index];
  if (inst.op == Op::kConst || inst.op == Op::kInput || analysis_.constants[index].isKnown()) return 0;
  if (depth > 4) return kDear;
  const bool isPlain = ir::isScalar(inst.op) || inst.op == Op::kElse || inst.op == Op::kIf || inst.op == Op::kNot ||
                       inst.op == Op::kAnd || inst.op == Op::kOr;
  if (!isPlain) return kDear;
  int cost = 1;
  ir::forEachOperand(program_, inst, [&](InstIndex operand) { cost += costOf(operand, depth + 1); });
  return cost;
}

/// Worth a column: several actions ask, it is the same for all candidates, and done again it costs more than a look.
bool LaneCompiler::isShared(InstIndex inst) const {
  return analysis_.isOfFrame(inst) && analysis_.askers[inst] > 1 && costOf(inst, 0) >= kWorthAColumn;
}

std::uint16_t LaneCompiler::useColumn(std::uint32_t column, LaneOp op) {
  if (std::find(out_.columns.begin(), out_.columns.end(), column) == out_.columns.end()) out_.columns.push_back(column);
  return emit({.op = op, .imm = column});
}

std::uint16_t LaneCompiler::value(InstIndex inst, int depth) {
  if (const auto known = values_.find(inst); known != values_.end()) return known->second;
  std::uint16_t at = 0;
  if (const Scalar folded = constantOf(inst); folded.isKnown()) {
    at = constant(folded.cell.bits);
  } else if (isShared(inst)) {
    at = useColumn(compiler_.columnOf(inst, depth), LaneOp::kColumn);
  } else {
    at = computeValue(inst, depth);
  }
  values_.emplace(inst, at);
  return at;
}

std::uint16_t LaneCompiler::flag(InstIndex inst, int depth) {
  if (const auto known = flags_.find(inst); known != flags_.end()) return known->second;
  std::uint16_t at = 0;
  if (const Scalar folded = constantOf(inst); folded.isKnown()) {
    at = emit({.op = LaneOp::kFlagConst, .imm = folded.cell.bits});
  } else if (isShared(inst)) {
    at = useColumn(compiler_.columnOf(inst, depth), LaneOp::kColumnFlag);
  } else {
    at = computeFlag(inst, depth);
  }
  flags_.emplace(inst, at);
  return at;
}

std::uint16_t LaneCompiler::candidate(const Inst& inst) {
  switch (static_cast<ir::CandidateField>(inst.a)) {
    case ir::CandidateField::kChannel: return emit({.op = LaneOp::kChannel});
    case ir::CandidateField::kDirection: return emit({.op = LaneOp::kDirection});
    case ir::CandidateField::kPropensity: return hasFigures_ ? figures_.propensity : emit({.op = LaneOp::kUnknown});
    case ir::CandidateField::kValue: return hasFigures_ ? figures_.value : emit({.op = LaneOp::kUnknown});
    case ir::CandidateField::kBenefit: return hasFigures_ ? figures_.benefit : emit({.op = LaneOp::kUnknown});
    case ir::CandidateField::kCost: return hasFigures_ ? figures_.cost : emit({.op = LaneOp::kUnknown});
    default: return emit({.op = LaneOp::kUnknown});  // an issue or group it does not have
  }
}

std::uint16_t LaneCompiler::computeValue(InstIndex index, int depth) {
  const Inst& inst = program_.insts[index];
  if (depth > kDepthMax || inst.type == TypeKind::kText) return demand(index, false);
  if (ir::isScalar(inst.op)) return scalar(inst, index, depth);
  switch (inst.op) {
    case Op::kConst: return constant(program_.constants[inst.a].cell.bits);
    case Op::kInput: return emit({.op = LaneOp::kInput, .imm = inst.a});
    case Op::kCandidate: return candidate(inst);
    case Op::kElse: {
      const Scalar otherwise = constantOf(inst.b);
      if (program_.insts[inst.a].op == Op::kInput && otherwise.isKnown())
        return useColumn(compiler_.columnElse(program_.insts[inst.a].a, otherwise.cell.bits), LaneOp::kColumn);
      const std::uint16_t a = value(inst.a, depth + 1), b = value(inst.b, depth + 1);
      return emit({.op = LaneOp::kElse, .a = a, .b = b});
    }
    case Op::kIf: {
      const std::uint32_t* operands = &program_.operands[inst.a];
      const std::uint16_t c = flag(operands[0], depth + 1);
      const std::uint16_t a = value(operands[1], depth + 1), b = value(operands[2], depth + 1);
      return emit({.op = LaneOp::kChoose, .a = a, .b = b, .c = c});
    }
    default: return demand(index, false);
  }
}

/// `a + c * b` in one step, for what linear forms are made of.
std::uint16_t LaneCompiler::sum(const Inst& inst, int depth) {
  const auto scaled = [&](InstIndex index) {
    const Inst& product = program_.insts[index];
    return product.op == ir::opOf(ScalarOp::MulNumber) && !isShared(index) && !values_.contains(index) &&
           constantOf(product.a).isKnown() && !constantOf(product.b).isKnown();
  };
  const bool isSub = inst.op == ir::opOf(ScalarOp::SubNumber);
  const std::uint16_t a = value(inst.a, depth + 1);
  if (scaled(inst.b)) {
    const Inst& product = program_.insts[inst.b];
    // a - c * b and a + (-c) * b are the same to the last bit: a negated product is rounded alike.
    const double factor = constantOf(product.a).cell.asDouble();
    const std::uint16_t b = value(product.b, depth + 2);
    return emit({.op = LaneOp::kAddProduct, .a = a, .b = b, .imm = Cell::ofDouble(isSub ? -factor : factor).bits});
  }
  const std::uint16_t b = value(inst.b, depth + 1);
  return emit({.op = isSub ? LaneOp::kSubNumber : LaneOp::kAddNumber, .a = a, .b = b});
}

std::uint16_t LaneCompiler::scalar(const Inst& inst, InstIndex index, int depth) {
  const ScalarOp op = ir::scalarOf(inst.op);
  if (infoOf(op).left == TypeKind::kError || infoOf(op).result == TypeKind::kFlag) return demand(index, false);
  if (op == ScalarOp::AddNumber || op == ScalarOp::SubNumber) return sum(inst, depth);
  const std::uint16_t a = value(inst.a, depth + 1);
  const std::uint16_t b = infoOf(op).binary ? value(inst.b, depth + 1) : a;
  const Scalar left = constantOf(inst.a);
  switch (op) {
    case ScalarOp::MulNumber:
      if (left.isKnown()) return emit({.op = LaneOp::kScale, .a = b, .imm = left.cell.bits});
      return emit({.op = LaneOp::kMulNumber, .a = a, .b = b});
    case ScalarOp::AddPercent:
    case ScalarOp::AddMoney:
    case ScalarOp::AddDuration:
    case ScalarOp::AddPeriod: return emit({.op = LaneOp::kAddInt, .a = a, .b = b});
    case ScalarOp::SubPercent:
    case ScalarOp::SubMoney:
    case ScalarOp::SubDuration:
    case ScalarOp::SubPeriod: return emit({.op = LaneOp::kSubInt, .a = a, .b = b});
    case ScalarOp::MulPercentPercent:
    case ScalarOp::MulMoneyPercent: return emit({.op = LaneOp::kMulE8, .a = a, .b = b});
    case ScalarOp::MulPercentNumber:
    case ScalarOp::MulMoneyNumber:
    case ScalarOp::MulDurationNumber:
      if (left.isKnown()) return emit({.op = LaneOp::kMulConstByNumber, .b = b, .imm = left.cell.bits});
      return emit({.op = LaneOp::kMulByNumber, .a = a, .b = b});
    default: return emit({.op = LaneOp::kApply, .a = a, .b = b, .imm = static_cast<std::uint64_t>(op)});
  }
}

std::uint16_t LaneCompiler::comparison(const Inst& inst, InstIndex index, int depth) {
  const auto* found = std::find_if(std::begin(kComparisons), std::end(kComparisons),
                                   [&](const Comparison& row) { return row.op == ir::scalarOf(inst.op); });
  if (found == std::end(kComparisons) || isFlag(inst.a)) return demand(index, true);
  const std::uint16_t a = value(inst.a, depth + 1), b = value(inst.b, depth + 1);
  return emit({.op = found->lane, .extra = static_cast<std::uint8_t>(found->compare), .a = a, .b = b});
}

/// An `or` over the members, each of them a range of constants.
std::uint16_t LaneCompiler::membership(const Inst& inst, InstIndex index, int depth) {
  const TypeKind kind = program_.insts[inst.a].type;
  const std::uint32_t count = program_.operands[inst.b];
  if (kind == TypeKind::kText || kind == TypeKind::kFlag || count == 0 || count > kMembersMax)
    return demand(index, true);
  const auto member = [&](std::uint32_t i) { return &program_.operands[inst.b + 1 + 3 * i]; };
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto mode = static_cast<ir::RangeMode>(member(i)[2]);
    if (mode == ir::RangeMode::kHalfOpen || !constantOf(member(i)[0]).isKnown() ||
        (mode == ir::RangeMode::kClosed && !constantOf(member(i)[1]).isKnown()))
      return demand(index, true);
  }
  const std::uint16_t a = value(inst.a, depth + 1);
  std::uint16_t either = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const bool isOne = static_cast<ir::RangeMode>(member(i)[2]) == ir::RangeMode::kEqual;
    const std::uint64_t low = constantOf(member(i)[0]).cell.bits;
    const std::uint64_t high = isOne ? low : constantOf(member(i)[1]).cell.bits;
    const std::uint16_t one = emit({.op = kind == TypeKind::kNumber ? LaneOp::kInRangeNumber : LaneOp::kInRangeInt,
                                    .a = a,
                                    .imm = low,
                                    .high = high});
    either = i == 0 ? one : emit({.op = LaneOp::kOr, .a = either, .b = one});
  }
  return either;
}

std::uint16_t LaneCompiler::computeFlag(InstIndex index, int depth) {
  const Inst& inst = program_.insts[index];
  if (depth > kDepthMax) return demand(index, true);
  if (ir::isScalar(inst.op)) return comparison(inst, index, depth);
  switch (inst.op) {
    case Op::kConst: return emit({.op = LaneOp::kFlagConst, .imm = program_.constants[inst.a].cell.bits});
    case Op::kInput: return emit({.op = LaneOp::kInputFlag, .imm = inst.a});
    case Op::kNot: {
      const std::uint16_t a = flag(inst.a, depth + 1);
      return emit({.op = LaneOp::kNot, .a = a});
    }
    case Op::kAnd:
    case Op::kOr:
    case Op::kElse: {
      const std::uint16_t a = flag(inst.a, depth + 1), b = flag(inst.b, depth + 1);
      const LaneOp op = inst.op == Op::kAnd ? LaneOp::kAnd : inst.op == Op::kOr ? LaneOp::kOr : LaneOp::kElseFlag;
      return emit({.op = op, .a = a, .b = b});
    }
    case Op::kIsKnown:
    case Op::kIsUnknown: {
      if (program_.insts[inst.a].type == TypeKind::kText) return demand(index, true);
      const std::uint16_t a = isFlag(inst.a) ? flag(inst.a, depth + 1) : value(inst.a, depth + 1);
      const std::uint16_t known = emit({.op = LaneOp::kIsKnown, .a = a});
      return inst.op == Op::kIsKnown ? known : emit({.op = LaneOp::kNot, .a = known});
    }
    case Op::kIf: {
      const std::uint32_t* operands = &program_.operands[inst.a];
      const std::uint16_t c = flag(operands[0], depth + 1);
      const std::uint16_t a = flag(operands[1], depth + 1), b = flag(operands[2], depth + 1);
      return emit({.op = LaneOp::kChooseFlag, .a = a, .b = b, .c = c});
    }
    case Op::kInSet: return membership(inst, index, depth);
    default: return demand(index, true);
  }
}

void LaneCompiler::setFigures(const FigureRegisters& at) {
  figures_ = at;
  hasFigures_ = true;
  const auto isStale = [&](const auto& entry) { return analysis_.dependence[entry.first] == ir::kOfFigures; };
  std::erase_if(values_, isStale);
  std::erase_if(flags_, isStale);
}

void LaneCompiler::lever(std::uint32_t number, const ir::Lever& lever) {
  std::uint16_t when = 0;
  if (analysis_.isOfFrame(lever.when)) {
    const std::uint32_t condition = compiler_.conditionOf(lever.when, action_, 0);
    compiler_.use(condition);
    compiler_.use(condition);  // asked as a whole, so that a bitmap is kept
    out_.conditions.push_back(condition);
    when = emit({.op = LaneOp::kTrueOf, .imm = condition});
  } else {
    when = flag(lever.when, 0);
  }
  emit({.op = LaneOp::kLever,
        .extra = static_cast<std::uint8_t>(number),
        .a = when,
        .imm = static_cast<std::uint64_t>(lever.change.e8)});
}

}  // namespace regard::batch
