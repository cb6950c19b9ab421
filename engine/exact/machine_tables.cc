// Decision tables and scorecards. Tables: two passes over the rows, without a list of them. The first finds what the
// rows that match give together, the second whether a row that may match could change it.

#include "engine/exact/machine.h"

namespace regard::exact {
namespace {

using ir::TableHit;

bool isLess(TypeKind kind, Scalar a, Scalar b) { return apply(lessOf(kind), a, b).truth() == Truth::True; }

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

/// Two passes over the rows: first those that count, then those that may, into the lowest and the highest sum.
Scalar Machine::scorecard(const ir::Inst& inst) const {
  const std::uint32_t* operands = &program_.operands[inst.a];
  const ScalarOp add = addOf(inst.type);
  const Scalar start = known(operands[0]), low = known(operands[1]), high = known(operands[2]);
  for (const Scalar& bound : {start, low, high})
    if (bound.state == State::kError) return bound;
  for (const Scalar& bound : {start, low, high})
    if (bound.state == State::kUnknown) return bound;

  const std::uint32_t end = 4 + 2 * operands[3];
  Scalar sum = start;
  bool decided = true;
  for (std::uint32_t row = 4; row < end; row += 2) {
    const Truth counts = known(operands[row]).truth();
    if (counts == Truth::False) continue;
    if (counts == Truth::True && known(operands[row + 1]).isKnown())
      sum = apply(add, sum, known(operands[row + 1]));
    else
      decided = false;
  }
  const auto clamp = [&](Scalar x) {
    if (!x.isKnown()) return x;
    return isLess(inst.type, x, low) ? low : isLess(inst.type, high, x) ? high : x;
  };
  if (decided || !sum.isKnown()) return clamp(sum);

  Scalar lowest = sum, highest = sum, reason;
  bool bounded = true;
  for (std::uint32_t row = 4; row < end; row += 2) {
    const Scalar condition = known(operands[row]);
    if (condition.truth() == Truth::False) continue;
    const Scalar points = known(operands[row + 1]);
    if (condition.isKnown() && points.isKnown()) continue;
    if (reason.state != State::kError) reason = condition.state == State::kError ? condition : points;
    if (!points.isKnown()) {
      bounded = false;
    } else if (isLess(inst.type, points, Scalar::known({}))) {
      lowest = apply(add, lowest, points);
    } else {
      highest = apply(add, highest, points);
    }
  }
  if (reason.state != State::kError) reason = Scalar::unknown();
  if (!bounded) return reason;
  lowest = clamp(lowest);
  highest = clamp(highest);
  if (!lowest.isKnown()) return lowest;
  return !highest.isKnown() || lowest == highest ? highest : reason;
}

}  // namespace regard::exact
