#include "engine/batch/lanes.h"

#include <algorithm>
#include <bit>

#include "base/check.h"
#include "base/decimal.h"
#include "base/scalar_ops.h"

namespace regard::batch {
namespace {

std::int64_t intOf(std::uint64_t bits) { return Cell{bits}.asInt(); }

}  // namespace

void LaneRunner::run(const LaneCode& code, const std::uint16_t* rows, std::uint32_t count, int channel) {
  const std::size_t registers = code.registers;
  if (unknown_.size() < registers * kLaneWords) {
    values_.resize(registers * kLanesMax);
    unknown_.resize(registers * kLaneWords);
    trues_.resize(registers * kLaneWords);
  }
  rows_ = rows;
  count_ = count;
  words_ = wordsOf(count);
  channel_ = channel;
  std::fill_n(odd_, kLaneWords, 0);
  bool hasLevers = false;
  for (const Step& step : code.steps) {
    if (step.op == LaneOp::kLever && !hasLevers) {
      hasLevers = true;
      std::fill_n(weights_, count, 0);
      std::fill_n(levers_, count, 0);
    }
    runStep(step);
  }
}

void LaneRunner::runStep(const Step& step) {
  if (step.op >= LaneOp::kFlagConst) return flagStep(step);
  switch (step.op) {
    case LaneOp::kConst:
    case LaneOp::kUnknown:
    case LaneOp::kInput:
    case LaneOp::kColumn:
    case LaneOp::kDemand:
    case LaneOp::kChannel:
    case LaneOp::kDirection: return load(step);
    case LaneOp::kAddNumber:
    case LaneOp::kSubNumber:
    case LaneOp::kMulNumber:
    case LaneOp::kScale:
    case LaneOp::kAddProduct: return number(step);
    case LaneOp::kApply: return applyEach(step);
    case LaneOp::kElse: return elseOf(step);
    case LaneOp::kChoose:
      kernels_.choose(trues(step.c), values(step.a), values(step.b), to(step), count_);
      return eachWord(unknownOf(step), [&](std::uint32_t w) {
        const std::uint64_t yes = trues(step.c)[w];
        return unknown(step.c)[w] | (yes & unknown(step.a)[w]) | (~yes & unknown(step.b)[w]);
      });
    default: return integers(step);
  }
}

// ---- loads ----------------------------------------------------------------------------------------------------------

void LaneRunner::load(const Step& step) {
  std::uint64_t* const out = to(step);
  switch (step.op) {
    case LaneOp::kInput: return loadFrom(step, world_.block().columns[step.imm]);
    case LaneOp::kColumn: return loadFrom(step, world_.column(static_cast<std::uint32_t>(step.imm)));
    case LaneOp::kDemand: return demand(step);
    case LaneOp::kDirection:
      nothingUnknown(step);
      for (std::uint32_t i = 0; i < count_; ++i)
        out[i] = Cell::ofInt(bitAt(world_.block().outbound, rows_[i]) ? ir::kOutbound : ir::kInbound).bits;
      return;
    case LaneOp::kConst: std::fill_n(out, count_, step.imm); return nothingUnknown(step);
    default: {  // kChannel, kUnknown
      const bool isKnown = step.op == LaneOp::kChannel && channel_ >= 0;
      std::fill_n(out, count_, isKnown ? Cell::ofInt(channel_).bits : 0);
      return eachWord(unknownOf(step), [&](std::uint32_t) { return isKnown ? std::uint64_t{0} : ~std::uint64_t{0}; });
    }
  }
}

void LaneRunner::loadFrom(const Step& step, const ColumnView& from) {
  std::uint64_t* const unknown = unknownOf(step);
  if (from.cells == nullptr) {
    std::fill_n(to(step), count_, 0);
    return eachWord(unknown, [](std::uint32_t) { return ~std::uint64_t{0}; });
  }
  kernels_.gather(from.cells, rows_, to(step), count_);
  if (from.isAllKnown) return nothingUnknown(step);
  for (std::uint32_t w = 0; w < words_; ++w) {
    std::uint64_t word = 0;
    const std::uint32_t end = std::min(count_ - 64 * w, 64U);
    for (std::uint32_t i = 0; i < end; ++i)
      word |= static_cast<std::uint64_t>(!bitAt(from.known, rows_[64 * w + i])) << i;
    unknown[w] = word;
  }
  if (from.error == nullptr) return;
  for (std::uint32_t i = 0; i < count_; ++i)
    if (bitAt(from.error, rows_[i])) markOdd(i);
}

void LaneRunner::loadFlag(const Step& step, const ColumnView& from) {
  loadFrom(step, from);
  std::uint64_t* const trues = truesOf(step);
  std::fill_n(trues, words_, 0);
  for (std::uint32_t i = 0; i < count_; ++i)
    if (to(step)[i] != 0 && !bitAt(unknownOf(step), i)) setBit(trues, i);
}

void LaneRunner::demand(const Step& step) {
  std::fill_n(unknownOf(step), words_, 0);
  for (std::uint32_t i = 0; i < count_; ++i) {
    const Scalar value = world_.demand(static_cast<ir::InstIndex>(step.imm), rows_[i]);
    to(step)[i] = value.cell.bits;
    if (value.state == State::kUnknown) setBit(unknownOf(step), i);
    if (value.state == State::kError) markOdd(i);
  }
}

void LaneRunner::demandFlag(const Step& step) {
  demand(step);
  std::fill_n(truesOf(step), words_, 0);
  for (std::uint32_t i = 0; i < count_; ++i)
    if (to(step)[i] != 0 && !bitAt(unknownOf(step), i)) setBit(truesOf(step), i);
}

// ---- values ---------------------------------------------------------------------------------------------------------

/// Where a number is none, its lane is odd, unless it was made of what nobody knows. A product that is added is a value
/// of its own: where it is none, the sum is an error, whoever knows the other summand.
void LaneRunner::settleNumbers(const Step& step, bool fine) {
  if (fine) return;
  const std::uint64_t* const made = unknown(step.op == LaneOp::kAddProduct ? step.b : step.to);
  for (std::uint32_t i = 0; i < count_; ++i) {
    const std::uint64_t exponent = (to(step)[i] >> 52U) & 0x7FFU;
    if (exponent != 0x7FFU) continue;
    to(step)[i] = 0;
    if (!bitAt(made, i)) markOdd(i);
  }
}

void LaneRunner::number(const Step& step) {
  const std::uint64_t *a = values(step.a), *b = values(step.b);
  const double factor = Cell{step.imm}.asDouble();
  std::uint64_t* const out = to(step);
  if (step.op == LaneOp::kScale) {
    same(step, step.a);
    return settleNumbers(step, kernels_.scale(factor, a, out, count_));
  }
  oneOf(step);
  switch (step.op) {
    case LaneOp::kAddNumber: return settleNumbers(step, kernels_.addNumbers(a, b, out, count_));
    case LaneOp::kSubNumber: return settleNumbers(step, kernels_.subNumbers(a, b, out, count_));
    case LaneOp::kMulNumber: return settleNumbers(step, kernels_.mulNumbers(a, b, out, count_));
    default: return settleNumbers(step, kernels_.addProduct(a, factor, b, out, count_));
  }
}

template <class Make>
void LaneRunner::integer(const Step& step, Make&& make) {
  for (std::uint32_t i = 0; i < count_; ++i) {
    const Checked<std::int64_t> result = make(i);
    to(step)[i] = Cell::ofInt(result.value).bits;
    if (!result.ok() && !bitAt(unknownOf(step), i)) markOdd(i);
  }
}

void LaneRunner::integers(const Step& step) {
  const std::uint64_t *a = values(step.a), *b = values(step.b);
  if (step.op == LaneOp::kMulConstByNumber) {
    same(step, step.b);
    return integer(step, [&](std::uint32_t i) { return mulByNumber(intOf(step.imm), Cell{b[i]}.asDouble()); });
  }
  oneOf(step);
  switch (step.op) {
    case LaneOp::kAddInt:
      return integer(step, [&](std::uint32_t i) {
        Checked<std::int64_t> sum;
        if (__builtin_add_overflow(intOf(a[i]), intOf(b[i]), &sum.value)) sum = {0, ValueError::kOverflow};
        return sum;
      });
    case LaneOp::kSubInt:
      return integer(step, [&](std::uint32_t i) {
        Checked<std::int64_t> difference;
        if (__builtin_sub_overflow(intOf(a[i]), intOf(b[i]), &difference.value))
          difference = {0, ValueError::kOverflow};
        return difference;
      });
    case LaneOp::kMulE8: return integer(step, [&](std::uint32_t i) { return mulE8(intOf(a[i]), intOf(b[i])); });
    default: return integer(step, [&](std::uint32_t i) { return mulByNumber(intOf(a[i]), Cell{b[i]}.asDouble()); });
  }
}

void LaneRunner::applyEach(const Step& step) {
  const auto op = static_cast<ScalarOp>(step.imm);
  oneOf(step);
  for (std::uint32_t i = 0; i < count_; ++i) {
    to(step)[i] = 0;
    if (bitAt(unknownOf(step), i) || bitAt(odd_, i)) continue;
    const Scalar value = apply(op, Scalar::known({values(step.a)[i]}), Scalar::known({values(step.b)[i]}));
    to(step)[i] = value.cell.bits;
    if (!value.isKnown()) markOdd(i);
  }
}

void LaneRunner::elseOf(const Step& step) {
  kernels_.choose(unknown(step.a), values(step.b), values(step.a), to(step), count_);
  eachWord(unknownOf(step), [&](std::uint32_t w) { return unknown(step.a)[w] & unknown(step.b)[w]; });
}

// ---- flags ----------------------------------------------------------------------------------------------------------

void LaneRunner::flagStep(const Step& step) {
  std::uint64_t* const out = truesOf(step);
  switch (step.op) {
    case LaneOp::kFlagConst:
      nothingUnknown(step);
      return eachWord(out, [&](std::uint32_t) { return step.imm != 0 ? ~std::uint64_t{0} : 0; });
    case LaneOp::kInputFlag: return loadFlag(step, world_.block().columns[step.imm]);
    case LaneOp::kColumnFlag: return loadFlag(step, world_.column(static_cast<std::uint32_t>(step.imm)));
    case LaneOp::kDemandFlag: return demandFlag(step);
    case LaneOp::kTrueOf: {
      const std::uint64_t* bits = world_.trueOf(static_cast<std::uint32_t>(step.imm));
      nothingUnknown(step);
      std::fill_n(out, words_, 0);
      for (std::uint32_t i = 0; i < count_; ++i)
        if (bitAt(bits, rows_[i])) setBit(out, i);
      return;
    }
    case LaneOp::kCompareInt:
    case LaneOp::kCompareNumber: return compare(step);
    case LaneOp::kInRangeInt:
    case LaneOp::kInRangeNumber:
      same(step, step.a);
      if (step.op == LaneOp::kInRangeInt) {
        kernels_.inRangeInt(values(step.a), count_, intOf(step.imm), intOf(step.high), out);
      } else {
        kernels_.inRangeNumber(values(step.a), count_, Cell{step.imm}.asDouble(), Cell{step.high}.asDouble(), out);
      }
      return eachWord(out, [&](std::uint32_t w) { return out[w] & ~unknown(step.a)[w]; });
    case LaneOp::kChooseFlag: return chooseFlag(step);
    case LaneOp::kLever: return lever(step);
    default: return logic(step);
  }
}

template <class Value>
void LaneRunner::compareAs(const Step& step, Value&& value) {
  const auto collect = [&](auto&& holds) {
    std::uint64_t* const out = truesOf(step);
    for (std::uint32_t w = 0; w < words_; ++w) {
      std::uint64_t word = 0;
      const std::uint32_t end = std::min(count_ - 64 * w, 64U);
      for (std::uint32_t i = 0; i < end; ++i)
        word |= static_cast<std::uint64_t>(holds(value(values(step.a)[64 * w + i]), value(values(step.b)[64 * w + i])))
                << i;
      out[w] = word & ~unknownOf(step)[w];
    }
  };
  switch (static_cast<Compare>(step.extra)) {
    case Compare::kEq: return collect([](auto a, auto b) { return a == b; });
    case Compare::kNe: return collect([](auto a, auto b) { return a != b; });
    case Compare::kLt: return collect([](auto a, auto b) { return a < b; });
    case Compare::kLe: return collect([](auto a, auto b) { return a <= b; });
    case Compare::kGt: return collect([](auto a, auto b) { return a > b; });
    case Compare::kGe: return collect([](auto a, auto b) { return a >= b; });
  }
}

void LaneRunner::compare(const Step& step) {
  oneOf(step);
  if (step.op == LaneOp::kCompareInt) return compareAs(step, intOf);
  compareAs(step, [](std::uint64_t bits) { return Cell{bits}.asDouble(); });
}

/// Truth of four values, but for error (base/truth.h): a lane with an error is odd.
void LaneRunner::logic(const Step& step) {
  const std::uint64_t *ta = trues(step.a), *ua = unknown(step.a), *tb = trues(step.b), *ub = unknown(step.b);
  std::uint64_t *t = truesOf(step), *u = unknownOf(step);
  for (std::uint32_t w = 0; w < words_; ++w) {
    const std::uint64_t falseA = ~(ta[w] | ua[w]), falseB = ~(tb[w] | ub[w]);
    switch (step.op) {
      case LaneOp::kNot:
        u[w] = ua[w];
        t[w] = falseA;
        break;
      case LaneOp::kAnd:
        u[w] = (ua[w] | ub[w]) & ~(falseA | falseB);
        t[w] = ta[w] & tb[w];
        break;
      case LaneOp::kOr:
        u[w] = (ua[w] | ub[w]) & ~(ta[w] | tb[w]);
        t[w] = ta[w] | tb[w];
        break;
      case LaneOp::kElseFlag:
        u[w] = ua[w] & ub[w];
        t[w] = ta[w] | (ua[w] & tb[w]);
        break;
      default:  // kIsKnown
        u[w] = 0;
        t[w] = ~ua[w];
        break;
    }
  }
}

void LaneRunner::chooseFlag(const Step& step) {
  for (std::uint32_t w = 0; w < words_; ++w) {
    const std::uint64_t yes = trues(step.c)[w], no = ~(yes | unknown(step.c)[w]);
    truesOf(step)[w] = (yes & trues(step.a)[w]) | (no & trues(step.b)[w]);
    unknownOf(step)[w] = unknown(step.c)[w] | (yes & unknown(step.a)[w]) | (no & unknown(step.b)[w]);
  }
}

void LaneRunner::lever(const Step& step) {
  for (std::uint32_t i = 0; i < count_; ++i) {
    if (!bitAt(trues(step.a), i)) continue;
    weights_[i] += intOf(step.imm);
    levers_[i] |= std::uint64_t{1} << step.extra;
  }
}

}  // namespace regard::batch
