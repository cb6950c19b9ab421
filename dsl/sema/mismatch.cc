// Why an operator does not take its operands, in words an author can act on: the most helpful explanation first.

#include "dsl/sema/context.h"
#include "dsl/sema/operators.h"

namespace regard::dsl {
namespace {

using ast::BinaryOp;

struct Sides {
  Context& c;
  BinaryOp op;
  ast::ExprId leftId, rightId;
  Type left, right;
  Span span;

  bool either(TypeKind kind) const { return left.kind == kind || right.kind == kind; }
  bool areKinds(TypeKind a, TypeKind b) const {
    return (left.kind == a && right.kind == b) || (left.kind == b && right.kind == a);
  }
  ast::ExprId sideOf(TypeKind kind) const { return left.kind == kind ? leftId : rightId; }
  Type otherThan(TypeKind kind) const { return left.kind == kind ? right : left; }
  std::string textOf(ast::ExprId id) const { return quoted(c, c.book.at(id).span); }
  std::string describe(ast::ExprId id, Type type) const { return textOf(id) + " is " + typeWord(c, type); }
};

bool isNumberLiteral(const Context& c, ast::ExprId id) {
  const ast::ExprNode& node = c.book.at(id).node;
  if (const auto* minus = std::get_if<ast::UnaryExpr>(&node))
    return minus->op == ast::UnaryOp::kNeg && isNumberLiteral(c, minus->operand);
  const auto* literal = std::get_if<ast::LiteralExpr>(&node);
  return literal != nullptr && std::holds_alternative<ast::NumberLiteral>(literal->literal);
}

std::string joinKinds(const Sides& s) {
  return s.describe(s.leftId, s.left) + " and " + s.describe(s.rightId, s.right);
}

/// 500 where an amount is meant: the number as it should be written.
bool explainUnit(const Sides& s) {
  if (!s.either(TypeKind::kNumber)) return false;
  const ast::ExprId number = s.sideOf(TypeKind::kNumber);
  const Type other = s.otherThan(TypeKind::kNumber);
  if (!isNumberLiteral(s.c, number)) {
    if (other.kind != TypeKind::kPercent && other.kind != TypeKind::kMoney) return false;
    std::string one = s.textOf(number);
    one.insert(one.size() - 1, other.kind == TypeKind::kPercent ? " * 1%" : " * " + withUnit(s.c, "1", other.kind));
    s.c.sink.report(Code::E0201, s.span, joinKinds(s), "give the number its unit, as in " + one);
    return true;
  }
  const TypeKind wanted = other.kind == TypeKind::kDate ? TypeKind::kDuration : other.kind;
  const Span span = s.c.book.at(number).span;
  const std::string better =
      withUnit(s.c, s.c.sources.files[span.file].text.substr(span.begin, span.end - span.begin), wanted);
  if (better.empty() || (other.kind == TypeKind::kDate && isComparison(s.op))) return false;
  s.c.sink.report(Code::E0201, span, s.textOf(number) + " is a plain number beside " + typeWord(s.c, other),
                  "write " + quoted(better));
  return true;
}

bool explainOrder(const Sides& s) {
  if (!isOrdering(s.op) || s.left != s.right) return false;
  if (s.left.kind == TypeKind::kChoice) {
    const ir::Choice& choice = s.c.out.choices[s.left.choice];
    s.c.sink.report(Code::E0206, s.span, "the members of " + quoted(choice.name) + " have no order",
                    "ask with `in { … }`, or declare them with `<` between them, smallest first");
    return true;
  }
  s.c.sink.report(Code::E0206, s.span, joinKinds(s) + ": neither is more than the other", "compare with `=` or `!=`");
  return true;
}

bool explainChoices(const Sides& s) {
  if (s.left.kind != TypeKind::kChoice || s.right.kind != TypeKind::kChoice) return false;
  s.c.sink.report(Code::E0203, s.span, joinKinds(s) + ": their members are different things",
                  "compare a choice with one of its own members");
  return true;
}

bool explainDurations(const Sides& s) {
  if (!s.areKinds(TypeKind::kDuration, TypeKind::kPeriod)) return false;
  s.c.sink.report(Code::E0203, s.span, joinKinds(s) + ": months have no fixed number of days",
                  "count both in days (`days from … to …`) or both in months (`months from … to …`)");
  return true;
}

bool explainTimes(const Sides& s) {
  if (!s.areKinds(TypeKind::kDate, TypeKind::kInstant)) return false;
  s.c.sink.report(Code::E0210, s.span, joinKinds(s) + ": one is a whole day, the other a moment of one",
                  "write both as days, as in `2026-03-01`, or both as instants, as in `now` and `2026-03-01T10:00`");
  return true;
}

bool explainText(const Sides& s) {
  if (!s.areKinds(TypeKind::kChoice, TypeKind::kText)) return false;
  const ir::Choice& choice = s.c.out.choices[s.otherThan(TypeKind::kText).choice];
  s.c.sink.report(Code::E0203, s.span, joinKinds(s), "write a member without quotes: " + memberList(choice));
  return true;
}

constexpr bool (*kExplanations[])(const Sides&) = {explainUnit,      explainOrder, explainChoices,
                                                   explainDurations, explainTimes, explainText};

constexpr std::string_view kFacts[] = {"",
                                       "",
                                       "cannot be added",
                                       "cannot be subtracted",
                                       "cannot be multiplied",
                                       "cannot be divided",
                                       "cannot be compared",
                                       "cannot be compared",
                                       "cannot be compared",
                                       "cannot be compared",
                                       "cannot be compared",
                                       "cannot be compared",
                                       "cannot stand in for each other"};

}  // namespace

Type reportMismatch(Context& c, ast::BinaryOp op, ast::ExprId left, ast::ExprId right, Span span) {
  const Sides sides{c, op, left, right, c.out.types[left], c.out.types[right], span};
  for (const auto explain : kExplanations)
    if (explain(sides)) return {};
  c.sink.report(Code::E0203, span, joinKinds(sides) + ": they " + std::string(kFacts[static_cast<std::size_t>(op)]),
                isComparison(op) ? "compare values of one kind" : "use values whose units fit together");
  return {};
}

}  // namespace regard::dsl
