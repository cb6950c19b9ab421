#include "engine/single/runner.h"

#include <cmath>

#include "base/scalar_ops.h"
#include "engine/exact/machine.h"

namespace regard::single {
namespace {

std::int64_t intOf(std::uint64_t bits) { return Cell{bits}.asInt(); }
double numberIn(std::uint64_t bits) { return Cell{bits}.asDouble(); }
std::uint64_t bitsOf(double number) { return Cell::ofDouble(number).bits; }
bool isMarker(std::uint64_t bits, bool isNumber) {
  return isNumber ? !std::isfinite(numberIn(bits)) : intOf(bits) == kNoValue;
}

/// The result of an exact operation into `to`; false where code gives up.
bool settle(std::uint64_t& to, Checked<std::int64_t> result) {
  to = Cell::ofInt(result.value).bits;
  return result.ok() && result.value != kNoValue;
}

bool haveValues(std::uint64_t a, std::uint64_t b) { return intOf(a) != kNoValue && intOf(b) != kNoValue; }

bool applyTo(std::uint64_t& to, ScalarOp op, std::uint64_t a, std::uint64_t b) {
  const ScalarOpInfo& info = infoOf(op);
  if (isMarker(a, info.left == TypeKind::kNumber)) return false;
  if (info.binary && isMarker(b, info.right == TypeKind::kNumber)) return false;
  const Scalar value = apply(op, Scalar::known({a}), Scalar::known({b}));
  to = value.cell.bits;
  return value.isKnown() && !isMarker(to, info.result == TypeKind::kNumber);
}

bool demandInto(std::uint64_t& to, exact::Machine& machine, const Code& step) {
  const Scalar value = machine.demand(static_cast<ir::InstIndex>(step.imm));
  to = value.cell.bits;
  return value.isKnown() && !isMarker(to, step.extra != 0);
}

}  // namespace

Runner::Runner(const CandidateCode& code, const Inputs& inputs, int channel, exact::Machine& machine,
               std::vector<std::uint64_t>& registers)
    : code_(code), machine_(machine) {
  if (registers.size() < code.registers) registers.resize(code.registers);
  registers_ = registers.data();
  isOrdinary_ = load(inputs);
  set(kDirectionRegister, inputs.outbound ? ir::kOutbound : ir::kInbound);
  set(kChannelRegister, channel < 0 ? kNoValue : channel);
}

bool Runner::load(const Inputs& inputs) {
  bool odd = false;
  for (const FrameLoad& slot : code_.loads) {
    const State state = inputs.states[slot.input];
    const std::uint64_t bits = inputs.cells[slot.input].bits;
    registers_[slot.to] = state == State::kKnown ? bits : slot.otherwise;
    odd = odd || state == State::kError || (bits == kNoValueBits && state == State::kKnown);
  }
  return !odd;
}

/// One step that computes; false where code gives up. Inlined into run(), as ask() is.
inline bool Runner::compute(const Code*& at) {
  const Code& step = *at;
  std::uint64_t& to = registers_[step.to];
  const std::uint64_t a = registers_[step.a], b = registers_[step.b];
  switch (step.op) {
    case CodeOp::kConst: to = step.imm; return true;
    case CodeOp::kCopy: to = a; return true;
    case CodeOp::kAddNumber: to = bitsOf(numberIn(a) + numberIn(b)); return true;
    case CodeOp::kSubNumber: to = bitsOf(numberIn(a) - numberIn(b)); return true;
    case CodeOp::kMulNumber: to = bitsOf(numberIn(a) * numberIn(b)); return true;
    case CodeOp::kAddProduct: to = bitsOf(numberIn(a) + numberIn(step.imm) * numberIn(b)); return true;
    case CodeOp::kStartProduct: to = bitsOf(numberIn(step.imm) + numberIn((++at)->imm) * numberIn(b)); return true;
    case CodeOp::kAddInt: return haveValues(a, b) && settle(to, addChecked(intOf(a), intOf(b)));
    case CodeOp::kSubInt: return haveValues(a, b) && settle(to, subChecked(intOf(a), intOf(b)));
    case CodeOp::kMulE8: return haveValues(a, b) && settle(to, mulE8(intOf(a), intOf(b)));
    case CodeOp::kMulE8Const: return intOf(a) != kNoValue && settle(to, mulE8(intOf(a), intOf(step.imm)));
    case CodeOp::kMulByNumber: return intOf(a) != kNoValue && settle(to, mulByNumber(intOf(a), numberIn(b)));
    case CodeOp::kMulByConstNumber:
      return intOf(a) != kNoValue && settle(to, mulByNumber(intOf(a), numberIn(step.imm)));
    case CodeOp::kMulConstByNumber: return settle(to, mulByNumber(intOf(step.imm), numberIn(b)));
    case CodeOp::kApply: return applyTo(to, static_cast<ScalarOp>(step.imm), a, b);
    case CodeOp::kDemand: return demandInto(to, machine_, step);
    case CodeOp::kLever:
      registers_[kWeightRegister] += step.imm;
      registers_[kLeversRegister] |= std::uint64_t{1} << step.extra;
      return true;
    default: return false;
  }
}

/// The answer to a step's question, over a register that need not have a value.
inline bool Runner::ask(const Code& step) {
  const std::uint64_t a = registers_[step.a];
  switch (step.op) {
    case CodeOp::kIsTrue: return machine_.demandTruth(static_cast<ir::InstIndex>(step.imm)) == Truth::True;
    case CodeOp::kAtLeastNumber: return numberIn(a) >= numberIn(step.imm);
    case CodeOp::kAtMostNumber: return numberIn(a) <= numberIn(step.imm);
    case CodeOp::kAtLeastInt: return intOf(a) >= intOf(step.imm) && intOf(a) != kNoValue;
    case CodeOp::kAtMostInt: return intOf(a) <= intOf(step.imm) && intOf(a) != kNoValue;
    case CodeOp::kIsMember: return a < 64 && ((step.imm >> a) & 1U) != 0;
    case CodeOp::kHasNoNumber: return isMarker(a, true);
    case CodeOp::kHasNoInt: return isMarker(a, false);
    default: return true;
  }
}

Verdict Runner::run(std::uint32_t entry) {
  for (const Code* step = code_.code.data() + entry;; ++step) {
    if (step->op == CodeOp::kEnd) return Verdict::kDone;
    if (step->op < CodeOp::kJump) {
      if (!compute(step)) return Verdict::kGivesUp;
      continue;
    }
    const bool isNumber = step->op == CodeOp::kAtLeastNumber || step->op == CodeOp::kAtMostNumber;
    if ((step->extra & kMustBeKnown) != 0 && isMarker(registers_[step->a], isNumber)) return Verdict::kGivesUp;
    if (ask(*step) != ((step->extra & kIfTrue) != 0)) continue;
    if (step->to == 0) return Verdict::kFails;
    step += step->to - 1;
  }
}

}  // namespace regard::single
