#include "dsl/prove/meaning.h"

#include "base/check.h"
#include "dsl/prove/possible.h"

namespace regard::dsl {
namespace {

using ir::Inst;
using ir::Op;

Scalar clamped(TypeKind kind, Scalar x, Scalar low, Scalar high) {
  if (!x.isKnown()) return x;
  if (apply(lessOf(kind), x, low).truth() == Truth::True) return low;
  return apply(lessOf(kind), high, x).truth() == Truth::True ? high : x;
}

/// What every strict operator does before it looks at values; known means: go on.
Scalar strict(Scalar a, Scalar b) {
  if (a.state == State::kError) return a;
  return b.isKnown() ? a : b;
}

/// Any two errors are the same: no rule can tell them apart.
bool same(Scalar a, Scalar b) { return a.state == b.state && (!a.isKnown() || a.cell == b.cell); }

struct Row {
  Scalar condition, output;
};

struct Meaning {
  const ir::Program& p;
  const Inst& inst;
  const ValueOf& valueOf;

  Scalar operand(std::uint32_t word) const { return valueOf(p.operands[word]); }

  Scalar equal(Scalar a, Scalar b) const {
    const Scalar both = strict(a, b);
    return both.isKnown() ? Scalar::known(Cell::ofBool(a.cell == b.cell)) : both;
  }

  Scalar partOfText(Scalar a, Scalar b) const {
    const Scalar both = strict(a, b);
    if (!both.isKnown()) return both;
    const std::string whole = textOfKey(p, a.cell.asInt()), part = textOfKey(p, b.cell.asInt());
    const bool found = inst.op == Op::kStartsWith ? whole.starts_with(part)
                       : inst.op == Op::kEndsWith ? whole.ends_with(part)
                                                  : whole.find(part) != std::string::npos;
    return Scalar::known(Cell::ofBool(found));
  }

  Scalar inSet() const {
    const Scalar x = valueOf(inst.a);
    const bool isNumber = p.insts[inst.a].type == TypeKind::kNumber;
    Truth any = Truth::False;
    for (std::uint32_t member = inst.b + 1; member < inst.b + 1 + 3 * p.operands[inst.b]; member += 3) {
      const Scalar low = operand(member);
      const auto mode = static_cast<ir::RangeMode>(p.operands[member + 2]);
      Truth hit = equal(x, low).truth();
      if (mode != ir::RangeMode::kEqual) {
        const ScalarOp notAbove = isNumber ? ScalarOp::LeNumber : ScalarOp::LeInt;
        const ScalarOp below = mode == ir::RangeMode::kClosed ? notAbove : lessOf(p.insts[inst.a].type);
        hit = truthAnd(apply(notAbove, low, x).truth(), apply(below, x, operand(member + 1)).truth());
      }
      any = truthOr(any, hit);
    }
    return Scalar::ofTruth(any);
  }

  /// The first true rung, unless one before it is undecided and could have been the answer.
  Scalar ladder() const {
    const std::uint32_t count = p.operands[inst.a];
    const Scalar undecided =
        (inst.flags & ir::kLadderAlsoUnknown) != 0 ? Scalar::known(Cell::ofInt(0)) : Scalar::unknown();
    Truth before = Truth::False;  // of the rungs passed: error over unknown over false
    for (std::uint32_t i = 0; i < count; ++i) {
      const Truth rung = operand(inst.a + 1 + i).truth();
      if (rung != Truth::True) {
        before = truthOr(before, rung);
        continue;
      }
      if (before == Truth::False) return Scalar::known(Cell::ofInt(count - 1 - i));
      break;
    }
    return before == Truth::Error ? Scalar::error(ValueError::kNone) : undecided;
  }

  /// The rows that are decided, summed as written. An undecided row matters only if counting it could move the clamped
  /// sum: the two extremes are all undecided rows that take, and all that add.
  Scalar scorecard() const {
    const Scalar start = operand(inst.a), low = operand(inst.a + 1), high = operand(inst.a + 2);
    const Scalar bounds = strict(strict(start, low), high);
    if (!bounds.isKnown()) return bounds;
    std::vector<Row> undecided;
    Scalar sum = start;
    for (std::uint32_t word = inst.a + 4; word < inst.a + 4 + 2 * p.operands[inst.a + 3]; word += 2) {
      const Row row{operand(word), operand(word + 1)};
      if (row.condition.truth() == Truth::False) continue;
      if (row.condition.truth() == Truth::True && row.output.isKnown())
        sum = apply(addOf(inst.type), sum, row.output);
      else
        undecided.push_back(row);
    }
    return sum.isKnown() ? between(undecided, sum, low, high) : sum;
  }

  Scalar between(const std::vector<Row>& undecided, Scalar sum, Scalar low, Scalar high) const {
    Scalar least = sum, most = sum, reason = Scalar::unknown();
    bool bounded = true;
    for (const Row& row : undecided) {
      if (row.condition.state == State::kError || row.output.state == State::kError)
        reason = Scalar::error(ValueError::kNone);
      if (!row.output.isKnown()) {
        bounded = false;
        continue;
      }
      const bool takes = apply(lessOf(inst.type), row.output, Scalar::known({})).truth() == Truth::True;
      Scalar& extreme = takes ? least : most;
      extreme = apply(addOf(inst.type), extreme, row.output);
    }
    if (!bounded) return reason;
    least = clamped(inst.type, least, low, high);
    most = clamped(inst.type, most, low, high);
    if (!least.isKnown() || !most.isKnown()) return least.isKnown() ? most : least;
    return same(least, most) ? least : reason;
  }

  /// What the rows that match give, their outputs in the order written.
  Scalar together(ir::TableHit hit, const std::vector<Scalar>& outputs) const {
    if (outputs.empty()) return Scalar::unknown();
    if (hit == ir::TableHit::kFirst) return outputs.front();
    if (hit == ir::TableHit::kUnique)
      return outputs.size() == 1 ? outputs.front() : Scalar::error(ValueError::kTwoRows);
    Scalar answer;
    bool allKnown = true;
    for (const Scalar output : outputs)
      if (output.state == State::kError) return output;
    for (const Scalar output : outputs) {
      if (!output.isKnown()) {
        allKnown = false;
      } else if (!answer.isKnown()) {
        answer = output;
      } else if (hit == ir::TableHit::kAny) {
        if (!same(answer, output)) return Scalar::error(ValueError::kRowsDiffer);
      } else {
        const bool less = apply(lessOf(inst.type), output, answer).truth() == Truth::True;
        const bool more = apply(lessOf(inst.type), answer, output).truth() == Truth::True;
        if (hit == ir::TableHit::kMin ? less : more) answer = output;
      }
    }
    return allKnown ? answer : Scalar::unknown();
  }

  /// A row that may match is a term nobody knows, unless it would add zero.
  Scalar summed(const std::vector<Row>& rows) const {
    Scalar sum = Scalar::known({});
    bool decided = true, failed = false;
    for (const auto& [condition, output] : rows) {
      const bool matches = condition.truth() == Truth::True;
      if (!matches && output == Scalar::known({})) continue;
      const Scalar term = matches ? output : condition;
      if (term.isKnown()) {
        sum = apply(addOf(inst.type), sum, term);
      } else {
        decided = false;
        failed = failed || term.state == State::kError;
      }
    }
    if (decided) return sum;
    return failed ? Scalar::error(ValueError::kNone) : Scalar::unknown();
  }

  /// A row that may match matters if the answer with it is not the answer without it.
  Scalar table() const {
    const auto hit = static_cast<ir::TableHit>(p.operands[inst.a]);
    std::vector<Row> rows;
    for (std::uint32_t word = inst.a + 2; word < inst.a + 2 + 2 * p.operands[inst.a + 1]; word += 2)
      if (const Scalar condition = operand(word); condition.truth() != Truth::False)
        rows.push_back({condition, operand(word + 1)});
    if (hit == ir::TableHit::kSum) return summed(rows);
    const auto matching = [&](const Row* also) {
      std::vector<Scalar> outputs;
      for (const Row& row : rows)
        if (&row == also || row.condition.truth() == Truth::True) outputs.push_back(row.output);
      return together(hit, outputs);
    };
    const Scalar answer = matching(nullptr);
    bool decided = true;
    for (const Row& row : rows) {
      if (row.condition.truth() == Truth::True || same(matching(&row), answer)) continue;
      if (row.condition.state == State::kError) return row.condition;
      decided = false;
    }
    return decided ? answer : Scalar::unknown();
  }

  Scalar structural() const {
    switch (inst.op) {
      case Op::kConst:
        return Scalar::known(inst.type == TypeKind::kText ? Cell::ofInt(inst.a) : p.constants[inst.a].cell);
      case Op::kNot: return Scalar::ofTruth(truthNot(valueOf(inst.a).truth()));
      case Op::kAnd: return Scalar::ofTruth(truthAnd(valueOf(inst.a).truth(), valueOf(inst.b).truth()));
      case Op::kOr: return Scalar::ofTruth(truthOr(valueOf(inst.a).truth(), valueOf(inst.b).truth()));
      case Op::kEqText: return equal(valueOf(inst.a), valueOf(inst.b));
      case Op::kNeText: return Scalar::ofTruth(truthNot(equal(valueOf(inst.a), valueOf(inst.b)).truth()));
      case Op::kIsKnown:
      case Op::kIsUnknown: {
        const Scalar x = valueOf(inst.a);
        if (x.state == State::kError) return x;
        return Scalar::known(Cell::ofBool(x.isKnown() == (inst.op == Op::kIsKnown)));
      }
      case Op::kElse: {
        const Scalar x = valueOf(inst.a);
        return x.state == State::kUnknown ? valueOf(inst.b) : x;
      }
      case Op::kIf: {
        const Scalar condition = operand(inst.a);
        return condition.isKnown() ? operand(condition.cell.asBool() ? inst.a + 1 : inst.a + 2) : condition;
      }
      case Op::kInSet: return inSet();
      case Op::kLadder: return ladder();
      case Op::kScorecard: return scorecard();
      case Op::kTable: return table();
      case Op::kSelect: {
        const Scalar which = operand(inst.a);
        return which.isKnown() ? operand(inst.a + 2 + static_cast<std::uint32_t>(which.cell.asInt())) : which;
      }
      case Op::kStartsWith:
      case Op::kEndsWith:
      case Op::kContains: return partOfText(valueOf(inst.a), valueOf(inst.b));
      default: break;
    }
    REGARD_CHECK(false, static_cast<int>(inst.op));
    return Scalar::unknown();
  }
};

}  // namespace

Scalar meaningOf(const ir::Program& program, const Inst& inst, const ValueOf& valueOf) {
  if (!ir::isScalar(inst.op)) return Meaning{program, inst, valueOf}.structural();
  const ScalarOp op = ir::scalarOf(inst.op);
  return apply(op, valueOf(inst.a), infoOf(op).binary ? valueOf(inst.b) : Scalar::known({}));
}

}  // namespace regard::dsl
