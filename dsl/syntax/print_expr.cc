// Literals and expressions as text.
#include <array>

#include "base/format.h"
#include "dsl/syntax/printer.h"

namespace regard::dsl {

using namespace ast;

namespace {

constexpr std::array kBinary = {"and", "or", "+", "-", "*", "/", "=", "!=", "<", "<=", ">", ">=", "else"};
constexpr std::array kUnits = {"seconds", "minutes", "hours", "days", "weeks", "months", "years"};

std::string clockText(std::int64_t ms) {
  return fmt::format("{:02}:{:02}:{:02}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60);
}

struct LiteralPrinter {
  std::string operator()(const FlagLiteral& l) const { return formatFlag(l.value); }
  std::string operator()(const UnknownLiteral&) const { return "unknown"; }
  std::string operator()(const TextLiteral& l) const { return quotedText(l.value); }
  std::string operator()(const DateLiteral& l) const { return formatDate(l.day); }
  std::string operator()(const DateTimeLiteral& l) const { return dateTimeText(l); }
  std::string operator()(const NumberLiteral& l) const { return formatNumber(l.value); }
  std::string operator()(const Percent& l) const { return formatPercent(l); }
  std::string operator()(const MoneyLiteral& l) const { return formatMoney(l.amount, l.currency); }
  std::string operator()(const QuantityLiteral& l) const {
    return l.isPeriod ? formatPeriod(l.amount) : formatDuration(l.amount);
  }
  std::string operator()(const TimeLiteral& l) const { return timeText(l.minuteOfDay); }
  std::string operator()(const RateLiteral& l) const {
    return fmt::format("{} per {}", formatPercent(l.percent), unitText(l.per));
  }
};

}  // namespace

std::string_view unitText(Unit unit) { return kUnits[static_cast<std::size_t>(unit)]; }
std::string_view binaryText(BinaryOp op) { return kBinary[static_cast<std::size_t>(op)]; }

std::string quotedText(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (c == '"' || c == '\\')
      out += {'\\', c};
    else
      out += c;
  }
  return out + '"';
}

std::string timeText(std::int32_t minuteOfDay) {
  return fmt::format("{:02}:{:02}", minuteOfDay / 60, minuteOfDay % 60);
}

std::string dateTimeText(const DateTimeLiteral& at) {
  std::string text = fmt::format("{}T{}", formatDate(at.day), clockText(at.msOfDay));
  if (at.hasOffset)
    text +=
        fmt::format("{}{:.5}", at.offsetMs < 0 ? '-' : '+', clockText(at.offsetMs < 0 ? -at.offsetMs : at.offsetMs));
  return text;
}

std::string literalText(const Literal& literal) { return std::visit(LiteralPrinter{}, literal); }

std::string Printer::quantity(const Quantity& quantity) const {
  return literalText(quantity.amount) + (quantity.working ? " working" : "");
}

std::string Printer::window(const Window& window) const {
  if (window.kind == Window::Kind::kThis) return fmt::format(" this {}", unitText(window.unit));
  return window.kind == Window::Kind::kLast ? " in last " + quantity(window.last) : "";
}

std::string Printer::source(const Source& source) const {
  return source.name.text + window(source.window) + (source.where == kNoExpr ? "" : " where " + expr(source.where));
}

std::string Printer::share(const std::variant<Percent, std::int64_t>& share) const {
  const auto* percent = std::get_if<Percent>(&share);
  return percent != nullptr ? formatPercent(*percent) : std::to_string(std::get<std::int64_t>(share));
}

std::string Printer::rank(bool top, const std::variant<Percent, std::int64_t>& part, const Word& of) const {
  return fmt::format("{} {}{}", top ? "top" : "bottom", share(part), of.empty() ? "" : " of " + of.text);
}

std::string Printer::argument(const CallArg& arg) const {
  constexpr std::string_view kRoles[] = {"", "over ", "discounted at ", "open "};
  std::string text(kRoles[static_cast<std::size_t>(arg.role)]);
  text += arg.role == CallArg::Role::kOpen ? arg.open.text : expr(arg.value);
  text += window(arg.window);
  if (arg.where != kNoExpr) text += " where " + expr(arg.where);
  return text;
}

struct Printer::Node {
  const Printer& p;

  std::string operator()(const LiteralExpr& e) const { return literalText(e.literal); }
  std::string operator()(const NameExpr& e) const { return e.name; }
  std::string operator()(const FaultyExpr&) const { return "(faulty)"; }
  std::string operator()(const MemberExpr& e) const { return fmt::format("{}.{}", p.expr(e.object), e.member.text); }
  std::string operator()(const IndexExpr& e) const { return fmt::format("{}[{}]", p.expr(e.object), p.expr(e.index)); }
  std::string operator()(const UnaryExpr& e) const {
    return fmt::format("({} {})", e.op == UnaryOp::kNot ? "not" : "-", p.expr(e.operand));
  }
  std::string operator()(const BinaryExpr& e) const {
    return fmt::format("({} {} {})", p.expr(e.left), binaryText(e.op), p.expr(e.right));
  }
  std::string operator()(const FromToExpr& e) const {
    return fmt::format("({} from {} to {})", unitText(e.unit), p.expr(e.from), p.expr(e.to));
  }
  std::string operator()(const KnownExpr& e) const {
    return fmt::format("({} is {})", p.expr(e.operand), e.wantsKnown ? "known" : "unknown");
  }
  std::string operator()(const IfExpr& e) const {
    return fmt::format("(if {} then {} else {})", p.expr(e.condition), p.expr(e.then), p.expr(e.otherwise));
  }
  std::string operator()(const InExpr& e) const {
    std::string members;
    for (const SetMember& member : e.members) {
      if (!members.empty()) members += ", ";
      members += p.expr(member.low);
      if (member.high != kNoExpr) members += (member.halfOpen ? "..<" : "..") + p.expr(member.high);
    }
    return fmt::format("({}{} in {{ {} }})", p.expr(e.value), e.negated ? " not" : "", members);
  }
  std::string operator()(const InNameExpr& e) const {
    return fmt::format("({}{} in {})", p.expr(e.value), e.negated ? " not" : "", e.name.text);
  }
  std::string operator()(const RankedExpr& e) const {
    return fmt::format("({}{} in {})", p.expr(e.value), e.negated ? " not" : "", p.rank(e.top, e.share, e.of));
  }
  std::string operator()(const NoExpr& e) const { return fmt::format("(no {})", p.source(e.source)); }
  std::string operator()(const CallExpr& e) const {
    std::string args;
    for (const CallArg& arg : e.args) args += (args.empty() ? "" : ", ") + p.argument(arg);
    return fmt::format("{}{}({})", e.object == kNoExpr ? "" : p.expr(e.object) + ".", e.name.text, args);
  }
};

std::string Printer::expr(ExprId id) const {
  return id == kNoExpr ? "(none)" : std::visit(Node{*this}, book_.at(id).node);
}

}  // namespace regard::dsl
