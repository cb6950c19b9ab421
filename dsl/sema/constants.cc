// Literals and constants as values of a type.

#include <cmath>

#include "base/format.h"
#include "base/nearest.h"
#include "dsl/sema/context.h"

namespace regard::dsl {
namespace {

struct LiteralVisitor {
  const Zone& zone;
  std::string& pool;
  using Out = std::optional<TypedScalar>;

  static Out known(TypeKind kind, Cell cell) { return TypedScalar{{kind, 0}, Scalar::known(cell)}; }
  Out operator()(const ast::FlagLiteral& v) const { return known(TypeKind::kFlag, Cell::ofBool(v.value)); }
  Out operator()(const ast::UnknownLiteral&) const { return std::nullopt; }
  Out operator()(const ast::TextLiteral& v) const {
    return known(TypeKind::kText, Cell::ofText(addText(pool, v.value)));
  }
  Out operator()(const ast::DateLiteral& v) const { return known(TypeKind::kDate, Cell::ofInt(v.day)); }
  Out operator()(const DateTimeLiteral& v) const {
    const std::int64_t localMs = v.day * kMsPerDay + v.msOfDay;
    return known(TypeKind::kInstant, Cell::ofInt(v.hasOffset ? localMs - v.offsetMs : zone.instantOf(localMs)));
  }
  Out operator()(const ast::NumberLiteral& v) const { return known(TypeKind::kNumber, Cell::ofDouble(v.value)); }
  Out operator()(const Percent& v) const { return known(TypeKind::kPercent, Cell::ofInt(v.e8)); }
  Out operator()(const MoneyLiteral& v) const { return known(TypeKind::kMoney, Cell::ofInt(v.amount.e4)); }
  Out operator()(const QuantityLiteral& v) const {
    return known(v.isPeriod ? TypeKind::kPeriod : TypeKind::kDuration, Cell::ofInt(v.amount));
  }
  Out operator()(const ast::TimeLiteral&) const { return std::nullopt; }
  Out operator()(const ast::RateLiteral&) const { return std::nullopt; }
};

/// The value of a literal, a negative literal or a member.
std::optional<TypedScalar> constantAt(const Context& c, ast::ExprId id) {
  if (c.out.resolved[id].kind == Resolved::Kind::kMember)
    return TypedScalar{c.out.types[id], Scalar::known(Cell::ofInt(c.out.resolved[id].index))};
  std::string pool;
  const ast::ExprNode& node = c.book.at(id).node;
  if (const auto* literal = std::get_if<ast::LiteralExpr>(&node))
    return literalValue(c.out.zone, pool, literal->literal);
  const auto* minus = std::get_if<ast::UnaryExpr>(&node);
  if (minus == nullptr || minus->op != ast::UnaryOp::kNeg) return std::nullopt;
  const auto* literal = std::get_if<ast::LiteralExpr>(&c.book.at(minus->operand).node);
  const std::optional<TypedScalar> value =
      literal == nullptr ? std::nullopt : literalValue(c.out.zone, pool, literal->literal);
  if (!value) return std::nullopt;
  const std::optional<Scalar> negative = negated(*value);
  return negative ? std::optional(TypedScalar{value->type, *negative}) : std::nullopt;
}

std::optional<Scalar> reportConstant(Context& c, const ast::Constant& constant, Type wanted, Code code) {
  c.sink.report(code, constant.span, quoted(c, constant.span) + " is not " + typeWord(c, wanted),
                "write " + exampleOf(c, wanted));
  return std::nullopt;
}

std::optional<Scalar> memberConstant(Context& c, const ast::Constant& constant, const std::string& name, Type type,
                                     Code code) {
  if (type.kind != TypeKind::kChoice || constant.negative) return reportConstant(c, constant, type, code);
  if (const std::int32_t member = memberOf(c.out, type.choice, name); member >= 0)
    return Scalar::known(Cell::ofInt(member));
  const ir::Choice& choice = c.out.choices[type.choice];
  std::string hint = didYouMean(name, memberNames(choice));
  const bool isFar = hint.empty();
  if (isFar) hint = "its members are " + memberList(choice);
  Diagnostic& d =
      c.sink.report(code, constant.span, quoted(choice.name) + " has no member " + quoted(name), std::move(hint));
  if (isFar) noteMembers(c, type.choice, d);
  return std::nullopt;
}

}  // namespace

std::optional<Scalar> negated(const TypedScalar& value) {
  switch (value.type.kind) {
    case TypeKind::kNumber:
      return Scalar::known(Cell::ofDouble(value.value.cell.asDouble() == 0 ? 0.0 : -value.value.cell.asDouble()));
    case TypeKind::kPercent:
    case TypeKind::kMoney:
    case TypeKind::kDuration:
    case TypeKind::kPeriod: {
      const Checked<std::int64_t> negative = negChecked(value.value.cell.asInt());
      if (!negative.ok()) return std::nullopt;
      return Scalar::known(Cell::ofInt(negative.value));
    }
    default: return std::nullopt;
  }
}

TextRef addText(std::string& pool, std::string_view text) {
  const TextRef ref{static_cast<std::uint32_t>(pool.size()) | TextRef::kProgramPool,
                    static_cast<std::uint32_t>(text.size())};
  pool += text;
  return ref;
}

std::optional<TypedScalar> literalValue(const Zone& zone, std::string& pool, const ast::Literal& literal) {
  return std::visit(LiteralVisitor{zone, pool}, literal);
}

std::optional<Type> literalType(const ast::Literal& literal) {
  std::string pool;
  const std::optional<TypedScalar> value = literalValue(Zone::utc(), pool, literal);
  return value ? std::optional(value->type) : std::nullopt;
}

std::optional<int> compareConstants(const Context& c, ast::ExprId left, ast::ExprId right) {
  const std::optional<TypedScalar> low = constantAt(c, left), high = constantAt(c, right);
  if (!low || !high || low->type != high->type || low->type.kind == TypeKind::kText) return std::nullopt;
  const auto sign = [](auto a, auto b) { return a < b ? -1 : a > b ? 1 : 0; };
  if (low->type.kind == TypeKind::kNumber) return sign(low->value.cell.asDouble(), high->value.cell.asDouble());
  return sign(low->value.cell.asInt(), high->value.cell.asInt());
}

bool checkCurrency(Context& c, const MoneyLiteral& money, Span span) {
  const std::string_view code(money.currency);
  if (code.empty() || code == c.out.currency) return true;
  Diagnostic& d =
      c.sink.report(Code::E0208, span, quoted(c, span) + " is not in " + c.out.currency + ", the rulebook's currency",
                    "write " + quoted(formatMoney(money.amount, c.out.currency)) +
                        " if that is the amount you mean; there is no exchange rate in a rule");
  for (const ast::Item& item : c.book.items)
    if (const auto* rulebook = std::get_if<ast::Rulebook>(&item); rulebook != nullptr && !rulebook->currency.empty())
      d.notes.push_back({rulebook->currency.span, "the currency is set here"});
  return false;
}

std::string withUnit(const Context& c, std::string_view number, TypeKind wanted) {
  const std::string_view symbol = symbolOfCurrency(c.out.currency);
  const bool negative = !number.empty() && number.front() == '-';
  const std::string digits(number.substr(negative ? 1 : 0));
  switch (wanted) {
    case TypeKind::kMoney:
      return (negative ? "-" : "") + (symbol.empty() ? digits + " " + c.out.currency : std::string(symbol) + digits);
    case TypeKind::kPercent: {
      const Result<double> value = parseNumber(number, Dialect::kRule);
      if (value.ok() && std::fabs(*value) > 0 && std::fabs(*value) < 1)
        return formatNumber(std::round(*value * 1e8) / 1e6) + "%";
      return std::string(number) + "%";
    }
    case TypeKind::kDuration: return std::string(number) + " days";
    case TypeKind::kPeriod: return std::string(number) + " months";
    default: return {};
  }
}

std::string exampleOf(const Context& c, Type type) {
  switch (type.kind) {
    case TypeKind::kFlag: return "`yes` or `no`";
    case TypeKind::kNumber: return "a plain number, as in `12`";
    case TypeKind::kPercent: return "a percentage, as in `12%`";
    case TypeKind::kMoney: return "an amount, as in " + quoted(formatMoney({425'000}, c.out.currency));
    case TypeKind::kText: return "text in quotes, as in `\"Leeds\"`";
    case TypeKind::kDate: return "a date, as in `2026-03-01`";
    case TypeKind::kInstant: return "an instant, as in `2026-03-01T10:00`";
    case TypeKind::kDuration: return "a duration, as in `30 days`";
    case TypeKind::kPeriod: return "a period, as in `6 months`";
    case TypeKind::kChoice: return "one of " + memberList(c.out.choices[type.choice]);
    default: return "another value";
  }
}

std::optional<Scalar> constantOf(Context& c, const ast::Constant& constant, Type type, Code code) {
  if (const auto* word = std::get_if<ast::Word>(&constant.value))
    return memberConstant(c, constant, word->text, type, code);
  const auto& literal = std::get<ast::Literal>(constant.value);
  if (std::holds_alternative<ast::UnknownLiteral>(literal) && !constant.negative) return Scalar::unknown();
  if (const auto* flag = std::get_if<ast::FlagLiteral>(&literal); flag != nullptr && type.kind == TypeKind::kChoice)
    return memberConstant(c, constant, flag->value ? "yes" : "no", type, code);
  if (const auto* money = std::get_if<MoneyLiteral>(&literal); money != nullptr && type.kind == TypeKind::kMoney)
    if (!checkCurrency(c, *money, constant.span)) return std::nullopt;
  const std::optional<TypedScalar> value = literalValue(c.out.zone, c.out.textPool, literal);
  if (!value || value->type != type) {
    if (std::holds_alternative<ast::NumberLiteral>(literal)) {
      const std::string_view text = c.sources.files[constant.span.file].text;
      const std::string better =
          withUnit(c, text.substr(constant.span.begin, constant.span.end - constant.span.begin), type.kind);
      if (!better.empty()) {
        c.sink.report(code, constant.span, quoted(c, constant.span) + " is a plain number, not " + typeWord(c, type),
                      "write " + quoted(better));
        return std::nullopt;
      }
    }
    return reportConstant(c, constant, type, code);
  }
  if (!constant.negative) return value->value;
  const std::optional<Scalar> negative = negated(*value);
  return negative ? negative : reportConstant(c, constant, type, code);
}

}  // namespace regard::dsl
