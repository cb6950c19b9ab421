#include "dsl/lower/value_sets.h"

namespace regard::dsl {
namespace {

using ir::Inst;
using ir::InstIndex;
using ir::Op;

/// What a comparison with a constant leaves.
Set setOf(Op op, std::int64_t key) {
  if (op == Op::kEqText) return {{key, key}};
  if (op == Op::kNeText) return unite(below(key), above(key));
  switch (ir::scalarOf(op)) {
    case ScalarOp::EqNumber:
    case ScalarOp::EqInt: return {{key, key}};
    case ScalarOp::NeNumber:
    case ScalarOp::NeInt: return unite(below(key), above(key));
    case ScalarOp::LtNumber:
    case ScalarOp::LtInt: return below(key);
    case ScalarOp::LeNumber:
    case ScalarOp::LeInt: return {{kLowestKey, key}};
    case ScalarOp::GtNumber:
    case ScalarOp::GtInt: return above(key);
    default: return {{key, kHighestKey}};
  }
}

/// `5 < x` as `x > 5`.
Op turned(Op op) {
  switch (ir::isScalar(op) ? ir::scalarOf(op) : ScalarOp::kCount) {
    case ScalarOp::LtNumber: return ir::opOf(ScalarOp::GtNumber);
    case ScalarOp::GtNumber: return ir::opOf(ScalarOp::LtNumber);
    case ScalarOp::LeNumber: return ir::opOf(ScalarOp::GeNumber);
    case ScalarOp::GeNumber: return ir::opOf(ScalarOp::LeNumber);
    case ScalarOp::LtInt: return ir::opOf(ScalarOp::GtInt);
    case ScalarOp::GtInt: return ir::opOf(ScalarOp::LtInt);
    case ScalarOp::LeInt: return ir::opOf(ScalarOp::GeInt);
    case ScalarOp::GeInt: return ir::opOf(ScalarOp::LeInt);
    default: return op;
  }
}

bool isComparison(Op op) {
  return op == Op::kEqText || op == Op::kNeText ||
         (ir::isScalar(op) && ir::scalarOf(op) >= ScalarOp::EqNumber && ir::scalarOf(op) <= ScalarOp::GeInt);
}

struct Reader {
  const ir::Program& p;

  std::optional<std::int64_t> keyOf(InstIndex inst) const {
    const Inst& i = p.insts[inst];
    if (i.op != Op::kConst) return std::nullopt;
    if (i.type == TypeKind::kText) return i.a;
    return i.type == TypeKind::kNumber ? keyOfNumber(p.constants[i.a].cell.asDouble()) : p.constants[i.a].cell.asInt();
  }

  std::optional<Atom> comparison(const Inst& i) const {
    const std::optional<std::int64_t> left = keyOf(i.a), right = keyOf(i.b);
    if (left.has_value() == right.has_value()) return std::nullopt;
    return right ? Atom{i.a, {false, setOf(i.op, *right)}} : Atom{i.b, {false, setOf(turned(i.op), *left)}};
  }

  std::optional<Atom> membership(const Inst& in, bool negated) const {
    Set inside, outside{{kLowestKey, kHighestKey}};
    for (std::uint32_t m = 0; m < p.operands[in.b]; ++m) {
      const std::uint32_t* const member = &p.operands[in.b + 1 + 3 * m];
      const std::optional<std::int64_t> low = keyOf(member[0]), high = keyOf(member[1]);
      if (!low || !high) return std::nullopt;
      const bool halfOpen = member[2] == static_cast<std::uint32_t>(ir::RangeMode::kHalfOpen);
      if (halfOpen && *high == kLowestKey) continue;
      const Range range{*low, halfOpen ? *high - 1 : *high};
      if (range.low > range.high) continue;
      inside = unite(inside, {range});
      outside = intersect(outside, unite(below(range.low), above(range.high)));
    }
    return Atom{in.a, {false, negated ? std::move(outside) : std::move(inside)}};
  }

  /// Either of two atoms over one subject.
  std::optional<Atom> either(const Inst& i) const {
    const std::optional<Atom> left = atomOf(p, i.a);
    const std::optional<Atom> right = left ? atomOf(p, i.b) : std::nullopt;
    if (!right || left->subject != right->subject) return std::nullopt;
    return Atom{left->subject,
                {left->region.unknown || right->region.unknown, unite(left->region.values, right->region.values)}};
  }

  std::optional<Atom> negation(const Inst& operand, InstIndex index) const {
    if (operand.op == Op::kInput) return Atom{index, {false, {{0, 0}}}};
    if (operand.op == Op::kInSet) return membership(operand, true);
    return std::nullopt;
  }
};

}  // namespace

Region intersect(const Region& a, const Region& b) { return {a.unknown && b.unknown, intersect(a.values, b.values)}; }

Set allValuesOf(const ir::Program& program, InstIndex subject) {
  const Type type = ir::typeOf(program.insts[subject]);
  if (type.kind == TypeKind::kFlag) return {{0, 1}};
  if (type.kind == TypeKind::kDate) return {{kFirstDay, kLastDay}};
  if (type.kind != TypeKind::kChoice) return {{kLowestKey, kHighestKey}};
  const auto members = static_cast<std::int64_t>(program.choices[type.choice].members.size());
  return members == 0 ? Set{} : Set{{0, members - 1}};
}

std::optional<Atom> atomOf(const ir::Program& program, InstIndex index) {
  const Reader reader{program};
  const Inst& i = program.insts[index];
  if (isComparison(i.op)) return reader.comparison(i);
  switch (i.op) {
    case Op::kInSet: return reader.membership(i, false);
    case Op::kIsUnknown: return Atom{i.a, {true, {}}};
    case Op::kIsKnown: return Atom{i.a, {false, allValuesOf(program, i.a)}};
    case Op::kInput: return Atom{index, {false, {{1, 1}}}};
    case Op::kConst: return Atom{index, {false, program.constants[i.a].cell.asBool() ? Set{{0, 1}} : Set{}}};
    case Op::kOr: return reader.either(i);
    case Op::kNot: return reader.negation(program.insts[i.a], i.a);
    default: return std::nullopt;
  }
}

}  // namespace regard::dsl
