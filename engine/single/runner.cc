#include "engine/single/runner.h"

#include <cmath>

#include "base/scalar_ops.h"
#include "engine/single/machine.h"

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

bool demandInto(std::uint64_t& to, Machine& machine, const Code& step) {
  const Scalar value = machine.demand(static_cast<ir::InstIndex>(step.imm));
  to = value.cell.bits;
  return value.isKnown() && !isMarker(to, step.extra != 0);
}

}  // namespace

Runner::Runner(const CandidateCode& code, const Inputs& inputs, Machine& machine, std::vector<std::uint64_t>& registers)
    : code_(code), machine_(machine) {
  if (registers.size() < code.registers) registers.resize(code.registers);
  registers_ = registers.data();
  isOrdinary_ = load(inputs);
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

Verdict Runner::run(std::uint32_t entry) {
  std::uint64_t* const r = registers_;
  for (const Code* step = code_.code.data() + entry;; ++step) {
    bool answer = false;
    switch (step->op) {
      case CodeOp::kEnd: return Verdict::kDone;
      case CodeOp::kConst: r[step->to] = step->imm; continue;
      case CodeOp::kCopy: r[step->to] = r[step->a]; continue;
      case CodeOp::kAddNumber: r[step->to] = bitsOf(numberIn(r[step->a]) + numberIn(r[step->b])); continue;
      case CodeOp::kSubNumber: r[step->to] = bitsOf(numberIn(r[step->a]) - numberIn(r[step->b])); continue;
      case CodeOp::kMulNumber: r[step->to] = bitsOf(numberIn(r[step->a]) * numberIn(r[step->b])); continue;
      case CodeOp::kAddProduct:
        r[step->to] = bitsOf(numberIn(r[step->a]) + numberIn(step->imm) * numberIn(r[step->b]));
        continue;
      case CodeOp::kStartProduct:
        r[step->to] = bitsOf(numberIn(step->imm) + numberIn(step[1].imm) * numberIn(r[step->b]));
        ++step;
        continue;
      case CodeOp::kAddInt:
        if (haveValues(r[step->a], r[step->b]) && settle(r[step->to], addChecked(intOf(r[step->a]), intOf(r[step->b]))))
          continue;
        return Verdict::kGivesUp;
      case CodeOp::kSubInt:
        if (haveValues(r[step->a], r[step->b]) && settle(r[step->to], subChecked(intOf(r[step->a]), intOf(r[step->b]))))
          continue;
        return Verdict::kGivesUp;
      case CodeOp::kMulE8:
        if (haveValues(r[step->a], r[step->b]) && settle(r[step->to], mulE8(intOf(r[step->a]), intOf(r[step->b]))))
          continue;
        return Verdict::kGivesUp;
      case CodeOp::kMulE8Const:
        if (intOf(r[step->a]) != kNoValue && settle(r[step->to], mulE8(intOf(r[step->a]), intOf(step->imm)))) continue;
        return Verdict::kGivesUp;
      case CodeOp::kMulByNumber:
        if (intOf(r[step->a]) != kNoValue && settle(r[step->to], mulByNumber(intOf(r[step->a]), numberIn(r[step->b]))))
          continue;
        return Verdict::kGivesUp;
      case CodeOp::kMulByConstNumber:
        if (intOf(r[step->a]) != kNoValue && settle(r[step->to], mulByNumber(intOf(r[step->a]), numberIn(step->imm))))
          continue;
        return Verdict::kGivesUp;
      case CodeOp::kMulConstByNumber:
        if (settle(r[step->to], mulByNumber(intOf(step->imm), numberIn(r[step->b])))) continue;
        return Verdict::kGivesUp;
      case CodeOp::kApply:
        if (applyTo(r[step->to], static_cast<ScalarOp>(step->imm), r[step->a], r[step->b])) continue;
        return Verdict::kGivesUp;
      case CodeOp::kDemand:
        if (demandInto(r[step->to], machine_, *step)) continue;
        return Verdict::kGivesUp;
      case CodeOp::kLever:
        r[kWeightRegister] += step->imm;
        r[kLeversRegister] |= std::uint64_t{1} << step->extra;
        continue;
      case CodeOp::kJump: answer = true; break;
      case CodeOp::kIsTrue: answer = machine_.demandTruth(static_cast<ir::InstIndex>(step->imm)) == Truth::True; break;
      case CodeOp::kAtLeastNumber:
        if ((step->extra & kMustBeKnown) != 0 && isMarker(r[step->a], true)) return Verdict::kGivesUp;
        answer = numberIn(r[step->a]) >= numberIn(step->imm);
        break;
      case CodeOp::kAtMostNumber:
        if ((step->extra & kMustBeKnown) != 0 && isMarker(r[step->a], true)) return Verdict::kGivesUp;
        answer = numberIn(r[step->a]) <= numberIn(step->imm);
        break;
      case CodeOp::kAtLeastInt:
        if ((step->extra & kMustBeKnown) != 0 && isMarker(r[step->a], false)) return Verdict::kGivesUp;
        answer = intOf(r[step->a]) >= intOf(step->imm) && intOf(r[step->a]) != kNoValue;
        break;
      case CodeOp::kAtMostInt:
        if ((step->extra & kMustBeKnown) != 0 && isMarker(r[step->a], false)) return Verdict::kGivesUp;
        answer = intOf(r[step->a]) <= intOf(step->imm) && intOf(r[step->a]) != kNoValue;
        break;
      case CodeOp::kIsMember:
        if ((step->extra & kMustBeKnown) != 0 && isMarker(r[step->a], false)) return Verdict::kGivesUp;
        answer = r[step->a] < 64 && ((step->imm >> r[step->a]) & 1U) != 0;
        break;
      case CodeOp::kHasNoNumber: answer = isMarker(r[step->a], true); break;
      case CodeOp::kHasNoInt: answer = isMarker(r[step->a], false); break;
    }
    if (answer != ((step->extra & kIfTrue) != 0)) continue;
    if (step->to == 0) return Verdict::kFails;
    step += step->to - 1;
  }
}

}  // namespace regard::single
