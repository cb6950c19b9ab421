#include "dsl/lower/expressions.h"

#include <array>

#include "base/check.h"
#include "dsl/sema/constants.h"
#include "dsl/sema/operators.h"

namespace regard::dsl {
namespace {

using ir::InstIndex;
using ir::Op;

constexpr std::array<std::int64_t, 5> kUnitMs = {1'000, 60'000, 3'600'000, kMsPerDay, 7 * kMsPerDay};  // by ast::Unit

struct ExpressionLowerer {
  Lowering& l;
  ast::ExprId id;

  Type type() const { return l.checked.types[id]; }
  Span span() const { return l.at(id).span; }

  /// Names and members: what check() found them to be.
  InstIndex name() const {
    const Resolved& resolved = l.checked.resolved[id];
    switch (resolved.kind) {
      case Resolved::Kind::kInput: return l.build.add(Op::kInput, type(), resolved.index, 0, span());
      case Resolved::Kind::kNamed: return l.named[resolved.index];
      case Resolved::Kind::kMember: return l.build.constant(type(), Cell::ofInt(resolved.index), span());
      case Resolved::Kind::kCandidate: return l.build.add(Op::kCandidate, type(), resolved.index, 0, span());
      case Resolved::Kind::kColumn: return l.column(resolved.stream, resolved.index, span());
      case Resolved::Kind::kStream:
      case Resolved::Kind::kMap:
      case Resolved::Kind::kRecord:
      case Resolved::Kind::kNothing: break;
    }
    REGARD_CHECK(false, "unresolved name", id);
    return ir::kNone;
  }

  InstIndex operator()(const ast::FaultyExpr&) const {
    REGARD_CHECK(false, "faulty expression", id);
    return ir::kNone;
  }
  InstIndex operator()(const ast::NameExpr&) const { return name(); }
  InstIndex operator()(const ast::MemberExpr&) const { return name(); }

  InstIndex operator()(const ast::LiteralExpr& e) const {
    if (l.checked.resolved[id].kind == Resolved::Kind::kMember) return name();
    if (const auto* text = std::get_if<ast::TextLiteral>(&e.literal)) return l.build.text(text->value, span());
    std::string noText;
    const std::optional<TypedScalar> value = literalValue(l.checked.zone, noText, e.literal);
    REGARD_CHECK(value.has_value(), id);
    return l.build.constant(value->type, value->value.cell, span());
  }

  InstIndex operator()(const ast::UnaryExpr& e) const {
    const InstIndex operand = l.expression(e.operand);
    if (e.op == ast::UnaryOp::kNot) return l.build.negate(operand);
    return l.build.add(ir::opOf(*negationFor(type().kind)), type(), operand, 0, span());
  }

  InstIndex operator()(const ast::BinaryExpr& e) const {
    if (const InstIndex counted = l.comparedCount(e, span()); counted != ir::kNone) return counted;
    const InstIndex left = l.expression(e.left), right = l.expression(e.right);
    const TypeKind kind = l.checked.types[e.left].kind;
    if (e.op == ast::BinaryOp::kAnd) return l.build.add(Op::kAnd, kFlagType, left, right, span());
    if (e.op == ast::BinaryOp::kOr) return l.build.add(Op::kOr, kFlagType, left, right, span());
    if (e.op == ast::BinaryOp::kElse) return l.build.add(Op::kElse, type(), left, right, span());
    if (kind == TypeKind::kText)
      return l.build.add(e.op == ast::BinaryOp::kEq ? Op::kEqText : Op::kNeText, kFlagType, left, right, span());
    const auto found = operatorFor(e.op, kind, l.checked.types[e.right].kind);
    REGARD_CHECK(found.has_value(), id);
    return l.build.add(ir::opOf(found->op), type(), found->swapped ? right : left, found->swapped ? left : right,
                       span());
  }

  InstIndex operator()(const ast::FromToExpr& e) const {
    const InstIndex from = l.expression(e.from), to = l.expression(e.to);
    if (l.checked.types[e.from].kind == TypeKind::kInstant) {
      const InstIndex passed = l.build.add(ir::opOf(ScalarOp::SubInstantInstant), type(), to, from, span());
      const InstIndex unit = l.build.constant(type(), Cell::ofInt(kUnitMs[static_cast<std::size_t>(e.unit)]), span());
      return l.build.add(ir::opOf(ScalarOp::WholeDurations), type(), passed, unit, span());
    }
    return l.build.add(ir::opOf(*fromToFor(e.unit)), type(), from, to, span());
  }

  InstIndex operator()(const ast::KnownExpr& e) const {
    return l.build.add(e.wantsKnown ? Op::kIsKnown : Op::kIsUnknown, kFlagType, l.expression(e.operand), 0, span());
  }

  InstIndex operator()(const ast::IfExpr& e) const {
    const InstIndex condition = l.expression(e.condition), then = l.expression(e.then);
    return l.build.addWithTable(Op::kIf, type(), 0, {condition, then, l.expression(e.otherwise)}, span());
  }

  InstIndex operator()(const ast::InExpr& e) const {
    const InstIndex value = l.expression(e.value);
    std::vector<std::uint32_t> words{static_cast<std::uint32_t>(e.members.size())};
    for (const ast::SetMember& member : e.members) {
      const bool single = member.high == ast::kNoExpr;
      const InstIndex low = l.expression(member.low);
      const ir::RangeMode mode = single            ? ir::RangeMode::kEqual
                                 : member.halfOpen ? ir::RangeMode::kHalfOpen
                                                   : ir::RangeMode::kClosed;
      words.insert(words.end(), {low, single ? low : l.expression(member.high), static_cast<std::uint32_t>(mode)});
    }
    const InstIndex in = l.build.addWithTable(Op::kInSet, kFlagType, value, words, span());
    return e.negated ? l.build.negate(in) : in;
  }

  InstIndex operator()(const ast::NoExpr&) const { return l.query(l.checked.queries.at(id), type(), span()); }

  InstIndex operator()(const ast::InNameExpr& e) const {
    const Query& query = l.checked.queries.at(id);
    if (l.isTable(query.stream)) {
      const InstIndex found = l.tableRows(query, l.expression(e.value), span());
      return e.negated ? l.build.negate(found) : found;
    }
    const InstIndex item = l.column(query.stream, query.column, span()), value = l.expression(e.value);
    const TypeKind kind = l.checked.types[e.value].kind;
    const Op equal = kind == TypeKind::kText     ? Op::kEqText
                     : kind == TypeKind::kNumber ? ir::opOf(ScalarOp::EqNumber)
                                                 : ir::opOf(ScalarOp::EqInt);
    const InstIndex found =
        l.rows(query, l.build.add(equal, kFlagType, item, value, span()), l.number(1, span()), span());
    return e.negated ? l.build.negate(found) : found;
  }

  InstIndex operator()(const ast::IndexExpr& e) const {
    const MapField& map = l.checked.maps[l.checked.resolved[id].index];
    const auto input = [&](std::uint32_t member) {
      return l.build.add(Op::kInput, map.type, map.firstInput + member, 0, span());
    };
    const Resolved& asked = l.checked.resolved[e.index];
    if (asked.kind == Resolved::Kind::kMember) return input(asked.index);
    const auto count = static_cast<std::uint32_t>(l.program.choices[map.choice].members.size());
    std::vector<std::uint32_t> words{l.expression(e.index), count};
    for (std::uint32_t member = 0; member < count; ++member) words.push_back(input(member));
    return l.build.addWithTable(Op::kSelect, map.type, 0, words, span());
  }

  /// Whether the figure is beyond the threshold that its rank begins at.
  InstIndex beyond(ast::ExprId figure, std::uint32_t threshold, bool top) const {
    const Type kind = l.checked.types[figure];
    const InstIndex limit = l.build.add(Op::kInput, kind, threshold, 0, span());
    const bool isNumber = kind.kind == TypeKind::kNumber;
    const ScalarOp op =
        top ? (isNumber ? ScalarOp::GeNumber : ScalarOp::GeInt) : (isNumber ? ScalarOp::LeNumber : ScalarOp::LeInt);
    return l.build.add(ir::opOf(op), kFlagType, l.expression(figure), limit, span());
  }

  InstIndex operator()(const ast::RankedExpr& e) const {
    const std::uint32_t input = l.checked.resolved[id].index;
    const ir::Threshold& threshold = l.checked.thresholds[l.checked.inputs[input].detail];
    InstIndex within = beyond(e.value, input, e.top);
    if (threshold.rung >= 0) {
      const InstIndex ladder = l.named[threshold.ladder];
      const Type rungs = ir::typeOf(l.program.insts[ladder]);
      const InstIndex rung = l.build.constant(rungs, Cell::ofInt(threshold.rung), span());
      const InstIndex stands = l.build.add(ir::opOf(ScalarOp::EqInt), kFlagType, ladder, rung, span());
      within = l.build.add(Op::kAnd, kFlagType, stands, within, span());
    }
    return e.negated ? l.build.negate(within) : within;
  }

  /// Of a decile one, and one more for each tenth from the top that this customer reaches; of a quintile five, and one
  /// less for each fifth from the bottom.
  InstIndex rank(const ast::CallExpr& e) const {
    const std::vector<std::uint32_t>& parts = l.checked.deciles.at(id);
    const bool fromTop = l.checked.thresholds[l.checked.inputs[parts.front()].detail].top;
    const auto count = static_cast<std::uint32_t>(parts.size());
    const auto most = static_cast<double>(count + 1);
    std::vector<std::uint32_t> words{l.number(fromTop ? 1 : most, span()), l.number(1, span()), l.number(most, span()),
                                     count};
    for (const std::uint32_t threshold : parts)
      words.insert(words.end(), {beyond(e.args.front().value, threshold, fromTop), l.number(fromTop ? 1 : -1, span())});
    return l.build.addWithTable(Op::kScorecard, type(), 0, words, span());
  }

  InstIndex operator()(const ast::CallExpr& e) const {
    if (const auto query = l.checked.queries.find(id); query != l.checked.queries.end())
      return l.query(query->second, type(), span());
    if (l.checked.deciles.contains(id)) return rank(e);
    if (const auto text = l.checked.textOps.find(id); text != l.checked.textOps.end())
      return l.build.add(text->second, kFlagType, l.expression(e.args[0].value), l.expression(e.args[1].value), span());
    return name();  // what a model says
  }
};

}  // namespace

InstIndex Lowering::expression(ast::ExprId id) { return std::visit(ExpressionLowerer{*this, id}, at(id).node); }

std::uint32_t Lowering::input(ir::InputSource source, const std::string& name, Type type, std::uint32_t detail) {
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i)
    if (program.inputs[i].source == source && program.inputs[i].name == name) return i;
  ir::Input input;
  input.source = source;
  input.name = name;
  input.type = type;
  input.detail = detail;
  program.inputs.push_back(std::move(input));
  return static_cast<std::uint32_t>(program.inputs.size() - 1);
}

InstIndex Lowering::constant(const ast::Constant& constant, Type type) {
  const auto& literal = std::get<ast::Literal>(constant.value);
  std::string noText;
  const std::optional<TypedScalar> value = literalValue(checked.zone, noText, literal);
  REGARD_CHECK(value.has_value() && value->type == type, constant.span.begin);
  return build.constant(type, (constant.negative ? negated(*value) : std::optional(value->value))->cell, constant.span);
}

}  // namespace regard::dsl
