// Figures as straight-line code over registers. What several actions ask for and takes some work is left to the
// machine, which does it once for a frame; so is everything that is more than arithmetic.

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/plan/code_writer.h"

namespace regard {
namespace {

using ir::Inst;
using ir::InstIndex;
using ir::Op;

/// Operators that are one step of code, by shape.
struct Step {
  ScalarOp op;
  CodeOp code;
};
constexpr Step kSteps[] = {
    {ScalarOp::AddNumber, CodeOp::kAddNumber},
    {ScalarOp::SubNumber, CodeOp::kSubNumber},
    {ScalarOp::MulNumber, CodeOp::kMulNumber},
    {ScalarOp::AddPercent, CodeOp::kAddInt},
    {ScalarOp::AddMoney, CodeOp::kAddInt},
    {ScalarOp::AddDuration, CodeOp::kAddInt},
    {ScalarOp::AddPeriod, CodeOp::kAddInt},
    {ScalarOp::SubPercent, CodeOp::kSubInt},
    {ScalarOp::SubMoney, CodeOp::kSubInt},
    {ScalarOp::SubDuration, CodeOp::kSubInt},
    {ScalarOp::SubPeriod, CodeOp::kSubInt},
    {ScalarOp::MulPercentPercent, CodeOp::kMulE8},
    {ScalarOp::MulMoneyPercent, CodeOp::kMulE8},
    {ScalarOp::MulPercentNumber, CodeOp::kMulByNumber},
    {ScalarOp::MulMoneyNumber, CodeOp::kMulByNumber},
    {ScalarOp::MulDurationNumber, CodeOp::kMulByNumber},
};

CodeOp stepOf(ScalarOp op) {
  const auto* found =
      std::find_if(std::begin(kSteps), std::end(kSteps), [op](const Step& step) { return step.op == op; });
  return found == std::end(kSteps) ? CodeOp::kApply : found->code;
}

}  // namespace

/// Work that is done once, by the machine.
bool CodeWriter::isSharedWork(InstIndex index) const {
  if (analysis_.askers[index] < kSharedAskersMin || !analysis_.isOfFrame(index)) return false;
  const Inst& inst = program_.insts[index];
  if (!ir::isScalar(inst.op)) return true;
  const auto isWork = [&](InstIndex operand) {
    const Op op = program_.insts[operand].op;
    return op != Op::kConst && op != Op::kInput && !analysis_.constants[operand].isKnown();
  };
  return isWork(inst.a) || (infoOf(ir::scalarOf(inst.op)).binary && isWork(inst.b));
}

/// What needs no step of its own.
bool CodeWriter::leaf(InstIndex index, Operand& operand) {
  const Inst& inst = program_.insts[index];
  const Scalar constant = action_ == kNobody ? analysis_.constants[index] : analysis_.constantFor(action_, index);
  if (constant.isKnown()) {
    if (inst.type != TypeKind::kNumber && constant.cell.asInt() == kNoValue) failed_ = true;
    operand = {true, constant.cell.bits, 0};
    return true;
  }
  if (inst.type == TypeKind::kText) return false;
  const auto inPlace = [&](std::uint16_t place) {
    operand = {false, 0, place};
    return true;
  };
  if (inst.op == Op::kInput) return inPlace(inputRegister(inst.a));
  if (inst.op == Op::kElse && program_.insts[inst.a].op == Op::kInput && analysis_.constants[inst.b].isKnown())
    return inPlace(frameRegister(program_.insts[inst.a].a, analysis_.constants[inst.b].cell.bits));
  if (inst.op == Op::kCandidate && action_ == kNobody) {
    switch (static_cast<ir::CandidateField>(inst.a)) {
      case ir::CandidateField::kPropensity: return inPlace(kPropensityRegister);
      case ir::CandidateField::kValue: return inPlace(kValueRegister);
      case ir::CandidateField::kBenefit: return inPlace(kBenefitRegister);
      case ir::CandidateField::kCost: return inPlace(kCostRegister);
      default: return false;
    }
  }
  const auto found =
      std::find_if(computed_.begin(), computed_.end(), [index](const auto& entry) { return entry.first == index; });
  return found != computed_.end() && inPlace(found->second);
}

CodeWriter::Operand CodeWriter::operand(InstIndex index, int depth) {
  Operand found;
  if (leaf(index, found)) return found;
  found.place = newTemporary();
  into(found.place, index, depth);
  computed_.emplace_back(index, found.place);
  return found;
}

std::uint16_t CodeWriter::inRegister(const Operand& operand) {
  if (!operand.isConstant) return operand.place;
  const std::uint16_t place = newTemporary();
  emit(CodeOp::kConst, place, 0, 0, operand.bits);
  return place;
}

void CodeWriter::demand(std::uint16_t to, InstIndex index) {
  if (!canBeDemanded(index) || program_.insts[index].type == TypeKind::kText) {
    failed_ = true;
    return;
  }
  emit(CodeOp::kDemand, to, 0, 0, index, program_.insts[index].type == TypeKind::kNumber ? 1 : 0);
}

void CodeWriter::into(std::uint16_t to, InstIndex index, int depth) {
  const Inst& inst = program_.insts[index];
  Operand found;
  if (failed_) return;
  if (leaf(index, found)) {
    found.isConstant ? emit(CodeOp::kConst, to, 0, 0, found.bits) : emit(CodeOp::kCopy, to, found.place, 0, 0);
  } else if (isSharedWork(index) || depth > kDepthMax) {
    demand(to, index);
  } else if (ir::isScalar(inst.op)) {
    if (!product(to, inst, depth)) scalar(to, inst, depth);
  } else if (inst.op == Op::kIf) {
    choose(to, inst, depth);
  } else {
    demand(to, index);
  }
}

/// `a + c * b`, `a - c * b` with a constant c: a term of a sum. Subtracting is adding the opposite product, to the last
/// bit.
bool CodeWriter::product(std::uint16_t to, const Inst& inst, int depth) {
  const ScalarOp op = ir::scalarOf(inst.op);
  if (op != ScalarOp::AddNumber && op != ScalarOp::SubNumber) return false;
  const Inst& factor = program_.insts[inst.b];
  if (factor.op != ir::opOf(ScalarOp::MulNumber) || isSharedWork(inst.b)) return false;
  const bool constantFirst = analysis_.constants[factor.a].isKnown();
  const Scalar constant = analysis_.constants[constantFirst ? factor.a : factor.b];
  if (!constant.isKnown()) return false;
  const Operand other = operand(constantFirst ? factor.b : factor.a, depth + 1);
  Operand start;
  if (other.isConstant) return false;
  const bool isLeaf = leaf(inst.a, start);
  if (!isLeaf) {
    into(to, inst.a, depth + 1);
    start.place = to;
  }
  if (isLeaf && start.isConstant)
    emit(CodeOp::kSum, to, 0, 0, start.bits);
  else if (isLeaf || !openSum_ || out_.code[*openSum_].to != to)
    emit(CodeOp::kSumOnto, to, start.place, 0, 0);
  const double c = constant.cell.asDouble();
  addTerm(op == ScalarOp::SubNumber ? -c : c, other.place);
  return true;
}

/// To the sum that was just written, or that already ends here.
void CodeWriter::addTerm(double factor, std::uint16_t place) {
  constexpr std::uint8_t kLinearTermsMax = std::numeric_limits<std::uint8_t>::max();
  const std::size_t sum = openSum_.value_or(out_.code.size() - 1);
  emit(CodeOp::kTerm, 0, 0, place, Cell::ofDouble(factor).bits);
  ++out_.code[sum].extra;
  openSum_.reset();
  if (out_.code[sum].extra < kLinearTermsMax) openSum_ = sum;
}

void CodeWriter::scalar(std::uint16_t to, const Inst& inst, int depth) {
  const ScalarOp op = ir::scalarOf(inst.op);
  const bool binary = infoOf(op).binary;
  const CodeOp code = stepOf(op);
  const Operand left = operand(inst.a, depth + 1);
  const Operand right = binary ? operand(inst.b, depth + 1) : left;
  if (code == CodeOp::kMulE8 && left.isConstant != right.isConstant) {
    emit(CodeOp::kMulE8Const, to, left.isConstant ? right.place : left.place, 0,
         left.isConstant ? left.bits : right.bits);
  } else if (code == CodeOp::kMulByNumber && right.isConstant && !left.isConstant) {
    emit(CodeOp::kMulByConstNumber, to, left.place, 0, right.bits);
  } else if (code == CodeOp::kMulByNumber && left.isConstant && !right.isConstant) {
    emit(CodeOp::kMulConstByNumber, to, 0, right.place, left.bits);
  } else {
    const std::uint16_t a = inRegister(left), b = binary ? inRegister(right) : a;
    emit(code, to, a, b, code == CodeOp::kApply ? static_cast<std::uint64_t>(op) : 0);
  }
}

/// `if`, where the condition asks about one value. What an arm computes is not there after it.
void CodeWriter::choose(std::uint16_t to, const Inst& inst, int depth) {
  const InstIndex condition = program_.operands[inst.a];
  const Needs needs = action_ == kNobody ? Needs{false, false} : finder_.of(condition, action_);
  if (!needs.saysAll() || needs.never || needs.all.size() != 1 || needs.all[0].subject >= kFirstSpecialSubject) {
    failed_ = true;
    return;
  }
  const Op asked = program_.insts[condition].op;
  const bool isQuestion = asked == Op::kIsKnown || asked == Op::kIsUnknown;
  if (isQuestion && program_.insts[needs.all[0].subject].op != Op::kInput) {
    failed_ = true;
    return;
  }
  const std::uint16_t place = inRegister(operand(needs.all[0].subject, depth + 1));
  const std::size_t known = computed_.size();
  Label otherwise, past;
  jumpOn(needs.all[0], false, otherwise, place, !isQuestion);
  into(to, program_.operands[inst.a + 1], depth + 1);
  computed_.resize(known);
  emitJump(CodeOp::kJump, kIfTrue, 0, 0, past);
  bind(otherwise);
  into(to, program_.operands[inst.a + 2], depth + 1);
  computed_.resize(known);
  bind(past);
}

}  // namespace regard
