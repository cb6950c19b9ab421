#include "dsl/lower/expressions.h"

#include "base/check.h"
#include "dsl/sema/constants.h"
#include "dsl/sema/operators.h"

namespace regard::dsl {
namespace {

using ir::InstIndex;
using ir::Op;

constexpr Type kFlagType{TypeKind::kFlag, 0};

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
    const std::optional<TypedScalar> value = literalValue(noText, e.literal);
    REGARD_CHECK(value.has_value(), id);
    return l.build.constant(value->type, value->value.cell, span());
  }

  InstIndex operator()(const ast::UnaryExpr& e) const {
    const InstIndex operand = l.expression(e.operand);
    if (e.op == ast::UnaryOp::kNot) return l.build.negate(operand);
    return l.build.add(ir::opOf(*negationFor(type().kind)), type(), operand, 0, span());
  }

  InstIndex operator()(const ast::BinaryExpr& e) const {
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
};

}  // namespace

InstIndex Lowering::expression(ast::ExprId id) { return std::visit(ExpressionLowerer{*this, id}, at(id).node); }

InstIndex Lowering::constant(const ast::Constant& constant, Type type) {
  const auto& literal = std::get<ast::Literal>(constant.value);
  std::string noText;
  const std::optional<TypedScalar> value = literalValue(noText, literal);
  REGARD_CHECK(value.has_value() && value->type == type, constant.span.begin);
  return build.constant(type, (constant.negative ? negated(*value) : std::optional(value->value))->cell, constant.span);
}

}  // namespace regard::dsl
