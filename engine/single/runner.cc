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
  set(kZeroRegister, 0);
  set(kDirectionRegister, inputs.outbound ? ir::kOutbound : ir::kInbound);
  set(kChannelRegister, channel < 0 ? kNoValue : channel);
}

// Without branches, as far as a compiler sees it: what is missing is a coin toss.
bool Runner::load(const Inputs& inputs) {
  const Cell* cells = inputs.cells.data();
  const State* states = inputs.states.data();
  bool odd = false;
  for (const FrameLoad& slot : code_.loads) {
    const State state = states[slot.input];
    const std::uint64_t bits = cells[slot.input].bits;
    const bool isKnown = state == State::kKnown;
    registers_[slot.to] = isKnown ? bits : slot.otherwise;
    odd |= (state == State::kError) | (isKnown & (bits == kNoValueBits));
  }
  return !odd;
}

void Runner::measure(const Bounds& bounds) {
  for (const Measure& measure : bounds.measures) {
    const Scalar value = machine_.demand(measure.inst);
    const double number = measure.isNumber ? value.cell.asDouble() : static_cast<double>(value.cell.asInt());
    const double most = measureMax(measure.isNumber ? TypeKind::kNumber : TypeKind::kMoney);
    const bool isOrdinary = value.isKnown() && std::abs(number) <= most;
    registers_[measure.to] = isOrdinary ? bitsOf(number) : kNoNumberBits;
  }
}

/// A sum's terms, which stand behind it: each product and each sum is rounded, in order. `step` then is the last one.
inline std::uint64_t withTerms(double sum, const Code*& step, const std::uint64_t* registers) {
  const Code* const last = step + step->extra;
  while (step != last) {
    ++step;
    sum += numberIn(step->imm) * numberIn(registers[step->b]);
  }
  return bitsOf(sum);
}

/// Steps that do more than a call costs; false where code gives up.
bool computeMore(const Code& step, std::uint64_t* registers, exact::Machine& machine) {
  std::uint64_t& to = registers[step.to];
  const std::uint64_t a = registers[step.a], b = registers[step.b];
  switch (step.op) {
    case CodeOp::kApply: return applyTo(to, static_cast<ScalarOp>(step.imm), a, b);
    case CodeOp::kDemand: return demandInto(to, machine, step);
    case CodeOp::kLever:
      registers[kWeightRegister] += step.imm;
      registers[kLeversRegister] |= std::uint64_t{1} << step.extra;
      return true;
    default: return false;
  }
}

/// The answer to a step's question, over a register that need not have a value.
inline bool ask(const Code& step, std::uint64_t a, exact::Machine& machine) {
  switch (step.op) {
    case CodeOp::kIsTrue: return machine.demandTruth(static_cast<ir::InstIndex>(step.imm)) == Truth::True;
    case CodeOp::kAtLeastInt: return intOf(a) >= intOf(step.imm) && intOf(a) != kNoValue;
    case CodeOp::kAtMostInt: return intOf(a) <= intOf(step.imm) && intOf(a) != kNoValue;
    case CodeOp::kHasNoNumber: return isMarker(a, true);
    case CodeOp::kHasNoInt: return isMarker(a, false);
    default: return true;
  }
}

/// Whether code gives up at a jump, because what it asks about has no value.
inline bool lacks(const Code& step, std::uint64_t a, bool isNumber) {
  return (step.extra & kMustBeKnown) != 0 && isMarker(a, isNumber);
}

/// A jump, once its question is answered: false if the candidate fails, else `step` stands before the next.
inline bool follow(const Code*& step, bool answer) {
  if (answer != ((step->extra & kIfTrue) != 0)) return true;
  if (step->to == 0) return false;
  step += step->to - 1;
  return true;
}

// One dispatch for nearly every step, and each loads only what it reads.
Verdict Runner::run(std::uint32_t entry) {
  std::uint64_t* const registers = registers_;  // in hand, whatever else is written
  for (const Code* step = code_.code.data() + entry;; ++step) {
    std::uint64_t& to = registers[step->to];  // not of jumps
    const auto a = [&] { return registers[step->a]; };
    const auto b = [&] { return registers[step->b]; };
    const auto intA = [&] { return intOf(a()); };
    const auto numberA = [&] { return numberIn(a()); };
    const auto numberB = [&] { return numberIn(b()); };
    const auto imm = [&] { return numberIn(step->imm); };
    bool goesOn = true, passes = true;
    switch (step->op) {
      case CodeOp::kEnd: return Verdict::kDone;
      case CodeOp::kConst: to = step->imm; continue;
      case CodeOp::kCopy: to = a(); continue;
      case CodeOp::kAddNumber: to = bitsOf(numberA() + numberB()); continue;
      case CodeOp::kSubNumber: to = bitsOf(numberA() - numberB()); continue;
      case CodeOp::kMulNumber: to = bitsOf(numberA() * numberB()); continue;
      case CodeOp::kSum: to = withTerms(imm(), step, registers); continue;
      case CodeOp::kSumOnto: to = withTerms(numberA(), step, registers); continue;
      case CodeOp::kAddInt: goesOn = haveValues(a(), b()) && settle(to, addChecked(intA(), intOf(b()))); break;
      case CodeOp::kSubInt: goesOn = haveValues(a(), b()) && settle(to, subChecked(intA(), intOf(b()))); break;
      case CodeOp::kMulE8: goesOn = haveValues(a(), b()) && settle(to, mulE8(intA(), intOf(b()))); break;
      case CodeOp::kMulE8Const: goesOn = intA() != kNoValue && settle(to, mulE8(intA(), intOf(step->imm))); break;
      case CodeOp::kMulByNumber: goesOn = intA() != kNoValue && settle(to, mulByNumber(intA(), numberB())); break;
      case CodeOp::kMulByConstNumber: goesOn = intA() != kNoValue && settle(to, mulByNumber(intA(), imm())); break;
      case CodeOp::kMulConstByNumber: goesOn = settle(to, mulByNumber(intOf(step->imm), numberB())); break;
      case CodeOp::kAtLeastNumber:
        goesOn = !lacks(*step, a(), true);
        passes = follow(step, numberA() >= imm());
        break;
      case CodeOp::kAtMostNumber:
        goesOn = !lacks(*step, a(), true);
        passes = follow(step, numberA() <= imm());
        break;
      case CodeOp::kIsMember:
        goesOn = !lacks(*step, a(), false);
        passes = follow(step, a() < 64 && ((step->imm >> a()) & 1U) != 0);
        break;
      default:
        goesOn = step->op < CodeOp::kJump ? computeMore(*step, registers, machine_) : !lacks(*step, a(), false);
        if (step->op >= CodeOp::kJump) passes = follow(step, ask(*step, a(), machine_));
        break;
    }
    if (!goesOn) return Verdict::kGivesUp;
    if (!passes) return Verdict::kFails;
  }
}

}  // namespace regard::single
