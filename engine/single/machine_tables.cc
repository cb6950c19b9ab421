// Decision tables: two passes over the rows, without a list of them. The first finds what the rows that match give
// together, the second whether a row that may match could change it.

#include "engine/single/machine.h"

namespace regard::single {
namespace {

using ir::TableHit;

ScalarOp addOf(TypeKind kind) {
  switch (kind) {
    case TypeKind::kNumber: return ScalarOp::AddNumber;
    case TypeKind::kMoney: return ScalarOp::AddMoney;
    case TypeKind::kDuration: return ScalarOp::AddDuration;
    case TypeKind::kPeriod: return ScalarOp::AddPeriod;
    default: return ScalarOp::AddPercent;
  }
}

/// What the rows that match give, and what of them decides whether one more row would change it.
struct Together {
  std::uint32_t matches = 0;
  bool sawUnknown = false, sawError = false, differ = false;
  Scalar best;   ///< of known outputs: the one that counts
  Scalar error;  ///< the first one

  Scalar answer(TableHit hit) const {
    if (hit == TableHit::kUnique && matches > 1) return Scalar::error(ValueError::kTwoRows);
    if (sawError) return error;
    if (differ) return Scalar::error(ValueError::kRowsDiffer);
    return sawUnknown ? Scalar::unknown() : best;
  }
};

}  // namespace

/// Any two errors are the same: no rule can tell them apart.
bool Machine::same(TypeKind kind, Scalar a, Scalar b) const {
  if (a.state != b.state || !a.isKnown()) return a.state == b.state;
  return kind == TypeKind::kText ? equalText(a, b).truth() == Truth::True : a.cell == b.cell;
}

/// Whether `min` or `max` takes `a` rather than `b`; both known.
bool Machine::beats(const ir::Inst& inst, Scalar a, Scalar b) const {
  const bool least = static_cast<TableHit>(program_.operands[inst.a]) == TableHit::kMin;
  const ScalarOp less = inst.type == TypeKind::kNumber ? ScalarOp::LtNumber : ScalarOp::LtInt;
  return (least ? apply(less, a, b) : apply(less, b, a)).truth() == Truth::True;
}

Scalar Machine::tableSum(const ir::Inst& inst) const {
  const std::uint32_t* operands = &program_.operands[inst.a];
  Scalar sum = Scalar::known({});
  bool unknown = false;
  for (std::uint32_t row = 0; row < operands[1]; ++row) {
    const Scalar condition = known(operands[2 + 2 * row]);
    if (condition.truth() == Truth::False) continue;
    const Scalar output = known(operands[3 + 2 * row]);
    if (condition.truth() != Truth::True && output == Scalar::known({})) continue;
    const Scalar& term = condition.isKnown() ? output : condition;
    if (term.state == State::kError) return term;
    if (term.isKnown())
      sum = apply(addOf(inst.type), sum, term);
    else
      unknown = true;
    // An overflow is an error of the sum, which there is only when every term is known.
  }
  return unknown ? Scalar::unknown() : sum;
}

Scalar Machine::table(const ir::Inst& inst) const {
  const std::uint32_t* operands = &program_.operands[inst.a];
  const auto hit = static_cast<TableHit>(operands[0]);
  if (hit == TableHit::kSum) return tableSum(inst);

  Together so;
  std::uint32_t end = operands[1];
  for (std::uint32_t row = 0; row < end; ++row) {
    if (known(operands[2 + 2 * row]).truth() != Truth::True) continue;
    const Scalar output = known(operands[3 + 2 * row]);
    ++so.matches;
    if (hit == TableHit::kFirst) end = row;  // rows below it cannot matter
    if (output.state == State::kError && !so.sawError) so.error = output;
    so.sawError = so.sawError || output.state == State::kError;
    so.sawUnknown = so.sawUnknown || output.state == State::kUnknown;
    if (!output.isKnown()) continue;
    const bool isFirst = !so.best.isKnown();
    so.differ = so.differ || (hit == TableHit::kAny && !isFirst && !same(inst.type, so.best, output));
    if (isFirst || (hit >= TableHit::kMin && beats(inst, output, so.best))) so.best = output;
  }
  const Scalar answer = so.answer(hit);

  const auto changes = [&](Scalar output) {
    if (hit == TableHit::kFirst) return !same(inst.type, output, answer);
    if (so.matches == 0) return output.state != State::kUnknown;
    if (answer.state == State::kError) return false;
    if (hit == TableHit::kUnique || output.state == State::kError) return true;
    if (hit != TableHit::kAny && so.sawUnknown) return false;
    if (!output.isKnown()) return !so.sawUnknown;
    if (!so.best.isKnown()) return false;
    return hit == TableHit::kAny ? !same(inst.type, output, so.best) : beats(inst, output, so.best);
  };
  bool decided = true;
  for (std::uint32_t row = 0; row < end; ++row) {
    const Scalar condition = known(operands[2 + 2 * row]);
    if (condition.isKnown() || !changes(known(operands[3 + 2 * row]))) continue;
    if (condition.state == State::kError) return condition;
    decided = false;
  }
  return decided ? answer : Scalar::unknown();
}

}  // namespace regard::single
