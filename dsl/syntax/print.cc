// The tree as text: one line per declaration and per part of it, expressions with every bracket written.
#include <fmt/format.h>

#include <array>
#include <iterator>

#include "base/format.h"
#include "dsl/syntax/parse.h"

namespace regard::dsl {

namespace {

using namespace ast;

constexpr std::array kBinary = {"and", "or", "+", "-", "*", "/", "=", "!=", "<", "<=", ">", ">=", "else"};
constexpr std::array kUnits = {"seconds", "minutes", "hours", "days", "weeks", "months", "years"};
constexpr std::array kConditions = {"eligible", "applicable", "suitable"};
constexpr std::array kFigures = {"value", "benefit", "cost", "propensity"};
constexpr std::array kHits = {"unique",      "any",         "first",       "priority",
                              "collect sum", "collect min", "collect max", "collect count"};
constexpr std::array kVerdicts = {"first", "offered", "withheld", "that"};

template <class Names, class E>
std::string_view nameOf(const Names& names, E value) {
  return names[static_cast<std::size_t>(value)];
}

std::string quoted(std::string_view text) {
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

std::string timeOf(std::int64_t ms) {
  return fmt::format("{:02}:{:02}:{:02}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60);
}

std::string dateTimeOf(const DateTimeLiteral& at) {
  std::string text = fmt::format("{}T{}", formatDate(at.day), timeOf(at.msOfDay));
  if (at.hasOffset)
    text += fmt::format("{}{:.5}", at.offsetMs < 0 ? '-' : '+', timeOf(at.offsetMs < 0 ? -at.offsetMs : at.offsetMs));
  return text;
}

struct LiteralPrinter {
  std::string operator()(const FlagLiteral& l) const { return formatFlag(l.value); }
  std::string operator()(const UnknownLiteral&) const { return "unknown"; }
  std::string operator()(const TextLiteral& l) const { return quoted(l.value); }
  std::string operator()(const DateLiteral& l) const { return formatDate(l.day); }
  std::string operator()(const DateTimeLiteral& l) const { return dateTimeOf(l); }
  std::string operator()(const NumberLiteral& l) const { return formatNumber(l.value); }
  std::string operator()(const Percent& l) const { return formatPercent(l); }
  std::string operator()(const MoneyLiteral& l) const { return formatMoney(l.amount, l.currency); }
  std::string operator()(const QuantityLiteral& l) const {
    return l.isPeriod ? formatPeriod(l.amount) : formatDuration(l.amount);
  }
  std::string operator()(const TimeLiteral& l) const {
    return fmt::format("{:02}:{:02}", l.minuteOfDay / 60, l.minuteOfDay % 60);
  }
};

std::string text(const Literal& literal) { return std::visit(LiteralPrinter{}, literal); }

class Printer {
 public:
  explicit Printer(const Book& book) : book_(book) {}

  std::string run() {
    for (const Item& item : book_.items) std::visit([this](const auto& declaration) { print(declaration); }, item);
    return std::move(out_);
  }

 private:
  template <class... Args>
  void line(int depth, fmt::format_string<Args...> format, Args&&... args) {
    out_.append(static_cast<std::size_t>(depth) * 2, ' ');
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
    out_ += '\n';
  }

  std::string title(const Word& word) const { return word.empty() ? "" : " " + quoted(word.text); }
  std::string when(ExprId id) const { return id == kNoExpr ? "" : " when " + expr(id); }
  void doc(int depth, const std::string& text) {
    if (!text.empty()) line(depth, "doc {}", quoted(text));
  }

  // ---- expressions
  std::string expr(ExprId id) const {
    return id == kNoExpr ? "(none)" : std::visit([this](const auto& node) { return node_(node); }, book_.at(id).node);
  }
  std::string node_(const LiteralExpr& e) const { return text(e.literal); }
  std::string node_(const NameExpr& e) const { return e.name; }
  std::string node_(const FaultyExpr&) const { return "(faulty)"; }
  std::string node_(const MemberExpr& e) const { return fmt::format("{}.{}", expr(e.object), e.member.text); }
  std::string node_(const UnaryExpr& e) const {
    return fmt::format("({} {})", e.op == UnaryOp::kNot ? "not" : "-", expr(e.operand));
  }
  std::string node_(const BinaryExpr& e) const {
    return fmt::format("({} {} {})", expr(e.left), nameOf(kBinary, e.op), expr(e.right));
  }
  std::string node_(const FromToExpr& e) const {
    return fmt::format("({} from {} to {})", nameOf(kUnits, e.unit), expr(e.from), expr(e.to));
  }
  std::string node_(const KnownExpr& e) const {
    return fmt::format("({} is {})", expr(e.operand), e.wantsKnown ? "known" : "unknown");
  }
  std::string node_(const IfExpr& e) const {
    return fmt::format("(if {} then {} else {})", expr(e.condition), expr(e.then), expr(e.otherwise));
  }
  std::string node_(const InExpr& e) const {
    std::string members;
    for (const SetMember& member : e.members) {
      if (!members.empty()) members += ", ";
      members += expr(member.low);
      if (member.high != kNoExpr) members += (member.halfOpen ? "..<" : "..") + expr(member.high);
    }
    return fmt::format("({}{} in {{ {} }})", expr(e.value), e.negated ? " not" : "", members);
  }

  // ---- schema
  std::string members(const std::vector<MemberDecl>& list, bool ordered) const {
    std::string out;
    for (const MemberDecl& member : list) {
      if (!out.empty()) out += ordered ? " < " : ", ";
      out += member.name.text + title(member.title);
    }
    return out;
  }
  std::string type(const TypeRef& t) const {
    return t.name.empty() ? fmt::format("one of {{ {} }}", members(t.members, t.ordered)) : t.name.text;
  }
  std::string constant(const Constant& c) const {
    const std::string sign = c.negative ? "-" : "";
    return sign + (c.value.index() == 1 ? std::get<Word>(c.value).text : text(std::get<Literal>(c.value)));
  }
  void print(const Rulebook& r) {
    line(0, "rulebook {}{}", r.name.text, title(r.title));
    doc(1, r.doc);
    const std::pair<const char*, const Word&> settings[] = {
        {"currency", r.currency}, {"timezone", r.timezone}, {"locale", r.locale}};
    for (const auto& [name, word] : settings) {
      if (!word.empty()) line(1, "{} {}", name, word.text);
    }
  }
  void print(const Choice& c) {
    line(0, "choice {}{} {{ {} }}", c.name.text, title(c.title), members(c.members, c.ordered));
    doc(1, c.doc);
  }
  void print(const Issues& i) {
    line(0, "issues");
    for (const Word& name : i.names) line(1, "{}", name.text);
  }
  void fields(const std::vector<Field>& list) {
    for (const Field& f : list) {
      line(1, "{}{}{} : {}{}{}{}", f.isKey ? "key " : "", f.name.text, title(f.title), type(f.type),
           f.fallback ? " default " + constant(*f.fallback) : "", f.isPrivate ? " private" : "",
           f.isProtected ? " protected" : "");
      doc(2, f.doc);
    }
  }
  void print(const Profile& p) {
    line(0, "profile {}", p.name.text);
    fields(p.fields);
  }
  void print(const Request& r) {
    line(0, "request");
    fields(r.fields);
  }

  // ---- figures and segments
  void print(const Formula& f) {
    line(0, "formula {}{}{} = {}", f.name.text, title(f.title), f.type ? " : " + type(*f.type) : "", expr(f.expr));
    doc(1, f.doc);
  }
  void print(const Scorecard& s) {
    line(0, "scorecard {}{} from {} to {} start {}", s.name.text, title(s.title), constant(s.low), constant(s.high),
         constant(s.start));
    doc(1, s.doc);
    for (const ScoreRow& row : s.rows)
      line(1, "{} {} when {}", row.add ? "add" : "take", expr(row.points), expr(row.when));
  }
  void print(const Table& t) {
    std::string inputs;
    for (const ExprId input : t.inputs) inputs += (inputs.empty() ? "" : ", ") + expr(input);
    line(0, "table {}{} ({}) -> {} {}", t.name.text, title(t.title), inputs, type(t.type), nameOf(kHits, t.hit));
    doc(1, t.doc);
    for (const TableRow& row : t.rows) {
      std::string cells;
      for (const ExprId cell : row.cells) cells += fmt::format(" {} |", cell == kNoExpr ? "-" : expr(cell));
      line(1, "|{}{}", cells, row.output == kNoExpr ? "" : fmt::format(" {} |", expr(row.output)));
    }
  }
  void print(const Ladder& l) {
    line(0, "segments {}{}", l.name.text, title(l.title));
    doc(1, l.doc);
    for (const Rung& rung : l.rungs) {
      line(1, "{}{}{}{}", rung.name.text, title(rung.title), rung.when == kNoExpr ? " otherwise" : when(rung.when),
           rung.alsoUnknown ? ", also when unknown" : "");
    }
  }
  void print(const Segment& s) {
    line(0, "segment {}{} when {}", s.name.text, title(s.title), expr(s.when));
    doc(1, s.doc);
  }

  // ---- actions
  std::string lever(const LeverClause& l) const {
    return fmt::format("{}{}{}", l.change.e8 < 0 ? "" : "+", formatPercent(l.change), when(l.when));
  }
  void body(const ActionBody& b) {
    for (const Condition& c : b.conditions) line(1, "{} when {}", nameOf(kConditions, c.kind), expr(c.when));
    for (const Figure& f : b.figures) line(1, "{} {}", nameOf(kFigures, f.kind), expr(f.expr));
    for (const LeverClause& l : b.levers) line(1, "weight {}", lever(l));
    for (const Word& issue : b.issues) line(1, "issue {}", issue.text);
    for (const Active& a : b.active) line(1, "active {} to {}", formatDate(a.from), formatDate(a.to));
    for (const Treatment& t : b.treatments) {
      line(1, "treatment {}{}{}", t.channel.text, title(t.title), when(t.when));
      for (const TextField& field : t.fields) line(2, "{} {}", field.name.text, quoted(field.text.text));
    }
  }
  void print(const Group& g) {
    line(0, "group {}{}", g.name.text, title(g.title));
    doc(1, g.doc);
    body(g.body);
  }
  void print(const Action& a) {
    line(0, "action {}{}{}", a.name.text, title(a.title), a.group.empty() ? "" : " in " + a.group.text);
    doc(1, a.doc);
    body(a.body);
  }

  // ---- arbitration and tests
  void print(const Arbitrate& a) {
    line(0, "arbitrate");
    for (const RankBy& rank : a.ranks) line(1, "rank by {}", expr(rank.expr));
    for (const Favour& favour : a.favours) line(1, "favour {} {}", favour.target.text, lever(favour.lever));
    for (const KeepClause& keep : a.keeps) line(1, "keep {}", keep.most);
    for (const AtMostPer& cap : a.caps) line(1, "at most {} per {}", cap.most, cap.per.text);
  }
  void print(const Test& t) {
    line(0, "test {}", quoted(t.title.text));
    if (t.now) line(1, "now {}", dateTimeOf(*t.now));
    for (const Pair& pair : t.customer) line(1, "customer {} {}", pair.name.text, constant(pair.value));
    for (const Pair& pair : t.request) line(1, "request {} {}", pair.name.text, constant(pair.value));
    if (t.seed) line(1, "seed {}", *t.seed);
    for (const Expect& e : t.expects) {
      const std::string_view verdict = nameOf(kVerdicts, e.kind);
      if (e.kind == Expect::Kind::kExpr)
        line(1, "expect {} {}", verdict, expr(e.expr));
      else
        line(1, "expect {} {}{}", e.action.text, verdict,
             e.channel.empty() && e.stage.empty() ? "" : " by " + e.channel.text + e.stage.text);
    }
  }

  const Book& book_;
  std::string out_;
};

}  // namespace

std::string print(const ast::Book& book) { return Printer(book).run(); }

}  // namespace regard::dsl
