// Declarations of what there is and of figures over it, as text.
#include "base/format.h"
#include "dsl/syntax/parse.h"
#include "dsl/syntax/printer.h"

namespace regard::dsl {

using namespace ast;

std::string Printer::run() {
  for (const Item& item : book_.items) std::visit([this](const auto& declaration) { print(declaration); }, item);
  return std::move(out_);
}

std::string Printer::members(const std::vector<MemberDecl>& list, bool ordered) const {
  std::string out;
  for (const MemberDecl& member : list) {
    if (!out.empty()) out += ordered ? " < " : ", ";
    out += member.name.text + title(member.title);
  }
  return out;
}
std::string Printer::type(const TypeRef& t) const {
  std::string text = t.isList ? "list of " : "";
  if (t.isRecord) {
    text += "record {";
    for (const Field& f : t.fields) text += fmt::format(" {}{} : {}", f.name.text, title(f.title), type(f.type));
    text += " }";
  } else {
    text += t.name.empty() ? fmt::format("one of {{ {} }}", members(t.members, t.ordered)) : t.name.text;
  }
  return text + (t.by.empty() ? "" : " by " + t.by.text);
}
std::string Printer::constant(const Constant& c) const {
  const std::string sign = c.negative ? "-" : "";
  return sign + (c.value.index() == 1 ? std::get<Word>(c.value).text : literalText(std::get<Literal>(c.value)));
}
void Printer::print(const Rulebook& r) {
  line(0, "rulebook {}{}", r.name.text, title(r.title));
  doc(1, r.doc);
  const std::pair<const char*, const Word&> settings[] = {
      {"currency", r.currency}, {"timezone", r.timezone}, {"locale", r.locale}};
  for (const auto& [name, word] : settings) {
    if (!word.empty()) line(1, "{} {}", name, word.text);
  }
  if (!r.workingDays.empty())
    line(1, "working {} {} to {}", names(r.workingDays), timeText(r.workingFrom), timeText(r.workingTo));
}
void Printer::print(const Choice& c) {
  line(0, "choice {}{} {{ {} }}", c.name.text, title(c.title), members(c.members, c.ordered));
  doc(1, c.doc);
}
void Printer::print(const Issues& i) {
  line(0, "issues");
  for (const Word& name : i.names) line(1, "{}", name.text);
}
void Printer::fields(int depth, const std::vector<Field>& list) {
  for (const Field& f : list) {
    line(depth, "{}{}{} : {}{}{}{}", f.isKey ? "key " : "", f.name.text, title(f.title), type(f.type),
         f.fallback ? " default " + constant(*f.fallback) : "", f.isPrivate ? " private" : "",
         f.isProtected ? " protected" : "");
    doc(depth + 1, f.doc);
  }
}
void Printer::print(const Profile& p) {
  line(0, "profile {}", p.name.text);
  fields(1, p.fields);
}
void Printer::print(const Request& r) {
  line(0, "request");
  fields(1, r.fields);
}

void Printer::print(const Formula& f) {
  line(0, "formula {}{}{} = {}", f.name.text, title(f.title), f.type ? " : " + type(*f.type) : "", expr(f.expr));
  doc(1, f.doc);
}
void Printer::print(const Scorecard& s) {
  line(0, "scorecard {}{} from {} to {} start {}", s.name.text, title(s.title), constant(s.low), constant(s.high),
       constant(s.start));
  doc(1, s.doc);
  for (const ScoreRow& row : s.rows)
    line(1, "{} {} when {}", row.add ? "add" : "take", expr(row.points), expr(row.when));
}
void Printer::print(const Table& t) {
  std::string inputs;
  for (const ExprId input : t.inputs) inputs += (inputs.empty() ? "" : ", ") + expr(input);
  line(0, "table {}{} ({}) -> {} {}", t.name.text, title(t.title), inputs, type(t.type),
       kHitNames[static_cast<std::size_t>(t.hit)]);
  doc(1, t.doc);
  for (const TableRow& row : t.rows) {
    std::string cells;
    for (const ExprId cell : row.cells) cells += fmt::format(" {} |", cell == kNoExpr ? "-" : expr(cell));
    for (const ExprId output : row.outputs) cells += fmt::format(" {} |", expr(output));
    line(1, "|{}", cells);
  }
}
void Printer::print(const Ladder& l) {
  line(0, "segments {}{}", l.name.text, title(l.title));
  doc(1, l.doc);
  for (const Rung& rung : l.rungs) {
    line(1, "{}{}{}{}", rung.name.text, title(rung.title), rung.when == kNoExpr ? " otherwise" : when(rung.when),
         rung.alsoUnknown ? ", also when unknown" : "");
  }
}
void Printer::print(const Segment& s) {
  line(0, "segment {}{} when {}", s.name.text, title(s.title), expr(s.when));
  doc(1, s.doc);
}

void Printer::print(const Outcomes& o) {
  line(0, "outcomes");
  for (const Outcome& one : o.outcomes)
    line(1, "{} {}{}", one.name.text, one.isYes ? "yes" : "no", one.after ? " after " + quantity(*one.after) : "");
}
void Printer::print(const Event& e) {
  line(0, "{} {}{}{}", e.isCase ? "case" : "event", e.name.text, title(e.title),
       e.answerWithin ? " answer within " + quantity(*e.answerWithin) : "");
  doc(1, e.doc);
  fields(1, e.fields);
}
void Printer::print(const Model& m) {
  std::string of;
  for (const Word& name : m.of) of += (of.empty() ? " of " : ", ") + name.text;
  line(0, "model {}{} = {}{}{} from {}", m.name.text, title(m.title), m.kind.text,
       m.with.empty() ? "" : " with " + m.with.text, of, quotedText(m.path.text));
  doc(1, m.doc);
}

std::string print(const ast::Book& book) { return Printer(book).run(); }

}  // namespace regard::dsl
