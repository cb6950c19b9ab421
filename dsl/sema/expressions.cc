// Types of expressions. One pass down and up: an expected choice travels down, so that its members may stand bare,
// and the type comes back up. A faulty part gives kError, and whatever holds it stays quiet.

#include "base/format.h"
#include "dsl/sema/context.h"
#include "dsl/sema/operators.h"

namespace regard::dsl {
namespace {

constexpr bool isError(Type type) { return type.kind == TypeKind::kError; }
constexpr Type choiceOrNone(Type type) { return type.kind == TypeKind::kChoice ? type : Type{}; }

struct Both {
  Type left, right;
  bool faulty() const { return isError(left) || isError(right); }
};

struct Typer {
  Context& c;
  ast::ExprId id;
  Where where;
  Type expected;

  Span span() const { return c.book.at(id).span; }
  Span spanOf(ast::ExprId part) const { return c.book.at(part).span; }
  Type down(ast::ExprId part, Type want = {}) const { return typeExpr(c, part, where, want); }

  bool isBare(ast::ExprId part) const;
  bool isUnknownWord(ast::ExprId part) const;
  Both pair(ast::ExprId left, ast::ExprId right, Type want) const;
  Type comparison(const ast::BinaryExpr& e) const;
  bool checkMember(ast::ExprId value, Type type, ast::ExprId member) const;
  void checkRange(Type type, const ast::SetMember& member) const;

  Type operator()(const ast::FaultyExpr&) const { return {}; }
  Type operator()(const ast::LiteralExpr& e) const;
  Type operator()(const ast::NameExpr& e) const { return typeName(c, id, e, where, expected); }
  Type operator()(const ast::MemberExpr& e) const { return typeMember(c, id, e); }
  Type operator()(const ast::UnaryExpr& e) const;
  Type operator()(const ast::BinaryExpr& e) const;
  Type operator()(const ast::FromToExpr& e) const;
  Type operator()(const ast::KnownExpr& e) const;
  Type operator()(const ast::IfExpr& e) const;
  Type operator()(const ast::InExpr& e) const;
  Type operator()(const ast::IndexExpr& e) const { return typeIndex(c, id, e, where); }
  Type operator()(const ast::NoExpr& e) const { return typeNo(c, id, e, where); }
  Type operator()(const ast::CallExpr& e) const { return typeCall(c, id, e, where); }
  Type operator()(const ast::RankedExpr& e) const { return typeRanked(c, id, e, where); }
  Type operator()(const ast::InNameExpr& e) const { return typeInName(c, id, e, where); }
};

/// Whether only an expected choice can explain the names here: then the partner is typed first.
bool Typer::isBare(ast::ExprId part) const {
  const ast::ExprNode& node = c.book.at(part).node;
  if (const auto* name = std::get_if<ast::NameExpr>(&node)) return !isKnownName(c, name->name, where);
  if (const auto* literal = std::get_if<ast::LiteralExpr>(&node))
    return std::holds_alternative<ast::FlagLiteral>(literal->literal);
  if (const auto* choice = std::get_if<ast::IfExpr>(&node)) return isBare(choice->then) && isBare(choice->otherwise);
  return false;
}

bool Typer::isUnknownWord(ast::ExprId part) const {
  const auto* literal = std::get_if<ast::LiteralExpr>(&c.book.at(part).node);
  return literal != nullptr && std::holds_alternative<ast::UnknownLiteral>(literal->literal);
}

/// Two expressions that should be of one type: the one that knows its type tells the other. Where it is faulty, a
/// bare name beside it cannot be judged and is left alone.
Both Typer::pair(ast::ExprId left, ast::ExprId right, Type want) const {
  if (isBare(left) && !isBare(right)) {
    const Both swapped = pair(right, left, want);
    return {swapped.right, swapped.left};
  }
  Both both;
  both.left = down(left, want);
  if (isError(both.left) && isBare(right) && isError(want)) return both;
  both.right = down(right, choiceOrNone(isError(both.left) ? want : both.left));
  return both;
}

Type Typer::operator()(const ast::LiteralExpr& e) const {
  if (const auto* flag = std::get_if<ast::FlagLiteral>(&e.literal); flag != nullptr && !isError(expected)) {
    const std::int32_t member = memberOf(c.out, expected.choice, flag->value ? "yes" : "no");
    if (member < 0) return kFlagType;
    c.out.resolved[id] = {Resolved::Kind::kMember, static_cast<std::uint32_t>(member), 0};
    return expected;
  }
  if (std::holds_alternative<ast::UnknownLiteral>(e.literal)) {
    c.sink.report(Code::E0205, span(), "`unknown` is not a value", "ask with `is unknown` or `is known`");
    return {};
  }
  if (const auto* money = std::get_if<MoneyLiteral>(&e.literal); money != nullptr)
    return checkCurrency(c, *money, span()) ? Type{TypeKind::kMoney, 0} : Type{};
  if (const std::optional<Type> type = literalType(e.literal)) return *type;
  const bool rate = std::holds_alternative<ast::RateLiteral>(e.literal);
  c.sink.report(Code::E0210, span(),
                rate ? quoted(c, span()) + " is a rate, which only a model takes"
                     : quoted(c, span()) + " is a time of day, and rules compare days and instants",
                rate ? "write the percent alone" : "write an instant, as in `now >= 2026-03-01T10:00`");
  return {};
}

Type Typer::operator()(const ast::UnaryExpr& e) const {
  if (e.op == ast::UnaryOp::kNot) {
    typeCondition(c, e.operand, where);
    return kFlagType;
  }
  const Type type = down(e.operand);
  if (isError(type) || negationFor(type.kind)) return type;
  c.sink.report(Code::E0203, span(), quoted(c, spanOf(e.operand)) + " is " + typeWord(c, type) + ", which has no minus",
                "a minus goes before numbers, percents, amounts and durations");
  return {};
}

Type Typer::operator()(const ast::BinaryExpr& e) const {
  using ast::BinaryOp;
  if (e.op == BinaryOp::kAnd || e.op == BinaryOp::kOr) {
    typeCondition(c, e.left, where);
    typeCondition(c, e.right, where);
    return kFlagType;
  }
  if (isComparison(e.op)) return comparison(e);
  if (e.op == BinaryOp::kElse) {
    const Both both = pair(e.left, e.right, expected);
    if (both.faulty()) return {};
    return both.left == both.right ? both.left : reportMismatch(c, e.op, e.left, e.right, span());
  }
  const Both both{down(e.left), down(e.right)};
  if (both.faulty()) return {};
  const auto found = operatorFor(e.op, both.left.kind, both.right.kind);
  return found ? Type{infoOf(found->op).result, 0} : reportMismatch(c, e.op, e.left, e.right, span());
}

Type Typer::comparison(const ast::BinaryExpr& e) const {
  if (isUnknownWord(e.left) || isUnknownWord(e.right)) {
    const ast::ExprId other = isUnknownWord(e.right) ? e.left : e.right;
    const char* fix = e.op == ast::BinaryOp::kNe ? " is known" : " is unknown";
    std::string asked = quoted(c, spanOf(other));
    asked.insert(asked.size() - 1, fix);
    c.sink.report(Code::E0205, span(), "nothing is equal to `unknown`: it means that nobody can say", "write " + asked);
    if (!isBare(other)) down(other);
    return {};
  }
  const Both both = pair(e.left, e.right, {});
  if (both.faulty()) return {};
  return isComparable(c, e.op, both.left, both.right) ? kFlagType : reportMismatch(c, e.op, e.left, e.right, span());
}

Type Typer::operator()(const ast::FromToExpr& e) const {
  const std::optional<ScalarOp> op = fromToFor(e.unit);
  const Type from = down(e.from);
  if (isError(from)) {
    down(e.to);
    return {};
  }
  if (from.kind == TypeKind::kInstant) {
    typeAs(c, e.to, where, from, "what stands after `to`");
    if (e.unit < ast::Unit::kMonths) return {TypeKind::kDuration, 0};
    c.sink.report(Code::E0210, span(), "between two instants there are days and hours, but no calendar months",
                  "count `days from … to …`, or months between two dates");
    return {};
  }
  if (!op) {
    c.sink.report(Code::E0210, span(), "dates are whole days: nothing finer can be counted between them",
                  "count `days from … to …`");
    return {};
  }
  typeAs(c, e.from, where, {TypeKind::kDate, 0}, "what stands after `from`");
  typeAs(c, e.to, where, {TypeKind::kDate, 0}, "what stands after `to`");
  return {infoOf(*op).result, 0};
}

Type Typer::operator()(const ast::KnownExpr& e) const {
  down(e.operand);
  return kFlagType;
}

Type Typer::operator()(const ast::IfExpr& e) const {
  typeCondition(c, e.condition, where);
  const Both both = pair(e.then, e.otherwise, expected);
  if (both.faulty()) return {};
  if (both.left == both.right) return both.left;
  c.sink.report(Code::E0203, span(),
                "`then` gives " + typeWord(c, both.left) + ", `else` gives " + typeWord(c, both.right),
                "give both the same kind of value");
  return {};
}

/// Whether the value can be compared with this member of the set.
bool Typer::checkMember(ast::ExprId value, Type type, ast::ExprId member) const {
  if (isUnknownWord(member)) {
    c.sink.report(Code::E0205, spanOf(member), "`unknown` is not a member of any set", "ask with `is unknown`");
    return false;
  }
  const Type found = down(member, choiceOrNone(type));
  if (isError(found) || isError(type)) return false;
  if (isComparable(c, ast::BinaryOp::kEq, type, found)) return true;
  reportMismatch(c, ast::BinaryOp::kEq, value, member, spanOf(member));
  return false;
}

void Typer::checkRange(Type type, const ast::SetMember& member) const {
  if (!isComparable(c, ast::BinaryOp::kLe, type, type)) {
    const Span range = cover(spanOf(member.low), spanOf(member.high));
    c.sink.report(Code::E0206, range, "a range needs an order, and " + typeWord(c, type) + " has none",
                  "list the values one by one");
    return;
  }
  const std::optional<int> order = compareConstants(c, member.low, member.high);
  if (!order || *order < 0 || (*order == 0 && !member.halfOpen)) return;
  const Span range = cover(spanOf(member.low), spanOf(member.high));
  const auto textOf = [&](Span part) {
    return c.sources.files[part.file].text.substr(part.begin, part.end - part.begin);
  };
  c.sink.report(
      Code::E0209, range, quoted(c, range) + " holds nothing: it ends before it begins",
      "write the lower end first: " + quoted(textOf(spanOf(member.high)) + ".." + textOf(spanOf(member.low))));
}

Type Typer::operator()(const ast::InExpr& e) const {
  const Type type = down(e.value);
  for (const ast::SetMember& member : e.members) {
    if (isError(type) && isBare(member.low)) continue;
    const bool low = checkMember(e.value, type, member.low);
    if (member.high == ast::kNoExpr) continue;
    if (checkMember(e.value, type, member.high) && low) checkRange(type, member);
  }
  return isError(type) ? Type{} : kFlagType;
}

}  // namespace

bool isComparable(const Context& c, ast::BinaryOp op, Type left, Type right) {
  if (left != right) return false;
  if (!isOrdering(op)) return left.kind != TypeKind::kError;
  if (left.kind == TypeKind::kChoice) return c.out.choices[left.choice].ordered;
  return isOrderedKind(left.kind);
}

Type typeExpr(Context& c, ast::ExprId id, Where where, Type expected) {
  if (id == ast::kNoExpr) return {};
  const Type type = std::visit(Typer{c, id, where, choiceOrNone(expected)}, c.book.at(id).node);
  c.out.types[id] = type;
  return type;
}

void typeCondition(Context& c, ast::ExprId id, Where where) {
  if (id == ast::kNoExpr) return;
  const Type type = typeExpr(c, id, where);
  if (isError(type) || type == kFlagType) return;
  const Span span = c.book.at(id).span;
  std::string hint = "compare it with something";
  if (type.kind == TypeKind::kChoice && !c.out.choices[type.choice].members.empty()) {
    std::string compared = quoted(c, span);
    compared.insert(compared.size() - 1, " = " + c.out.choices[type.choice].members.front().name);
    hint += ", as in " + compared;
  }
  c.sink.report(Code::E0202, span, quoted(c, span) + " is " + typeWord(c, type) + ", not yes or no", std::move(hint));
  c.out.types[id] = {};
}

void typeAs(Context& c, ast::ExprId id, Where where, Type wanted, std::string_view what) {
  if (id == ast::kNoExpr) return;
  const Type type = typeExpr(c, id, where, wanted);
  if (isError(type) || isError(wanted) || type == wanted) return;
  const Span span = c.book.at(id).span;
  const auto* literal = std::get_if<ast::LiteralExpr>(&c.book.at(id).node);
  const bool isNumber = literal != nullptr && std::holds_alternative<ast::NumberLiteral>(literal->literal);
  const std::string better =
      isNumber ? withUnit(c, c.sources.files[span.file].text.substr(span.begin, span.end - span.begin), wanted.kind)
               : "";
  c.sink.report(
      better.empty() ? Code::E0204 : Code::E0201, span,
      std::string(what) + " must be " + typeWord(c, wanted) + "; " + quoted(c, span) + " is " + typeWord(c, type),
      "write " + (better.empty() ? exampleOf(c, wanted) : quoted(better)));
  c.out.types[id] = {};
}

}  // namespace regard::dsl
