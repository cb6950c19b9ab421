// Names inside expressions: members of the expected choice first, then the candidate's own, then the common namespace.

#include <array>

#include "base/nearest.h"
#include "dsl/sema/context.h"

namespace regard::dsl {
namespace {

struct CandidateName {
  std::string_view name;
  ir::CandidateField field;
  Type type;
  bool onlyInRank;
};
constexpr std::array<CandidateName, 9> kCandidateNames = {{
    {"channel", ir::CandidateField::kChannel, {TypeKind::kChoice, ir::kChannelChoice}, false},
    {"issue", ir::CandidateField::kIssue, {TypeKind::kChoice, ir::kIssueChoice}, false},
    {"group", ir::CandidateField::kGroup, {TypeKind::kChoice, ir::kGroupChoice}, false},
    {"action", ir::CandidateField::kAction, {TypeKind::kChoice, ir::kActionChoice}, false},
    {"direction", ir::CandidateField::kDirection, {TypeKind::kChoice, ir::kDirectionChoice}, false},
    {"propensity", ir::CandidateField::kPropensity, {TypeKind::kPercent, 0}, true},
    {"value", ir::CandidateField::kValue, {TypeKind::kMoney, 0}, true},
    {"benefit", ir::CandidateField::kBenefit, {TypeKind::kMoney, 0}, true},
    {"cost", ir::CandidateField::kCost, {TypeKind::kMoney, 0}, true},
}};

const CandidateName* candidateName(std::string_view name, Where where) {
  for (const CandidateName& candidate : kCandidateNames)
    if (candidate.name == name && (!candidate.onlyInRank || where == Where::kRank)) return &candidate;
  return nullptr;
}

/// Whether its members are words of the author's, not the language's own.
bool isWrittenChoice(std::uint16_t choice) {
  return choice < ir::kDirectionChoice || choice == ir::kOutcomeChoice || choice >= ir::kBuiltinChoices;
}

Type reportNoMember(Context& c, ast::ExprId id, const std::string& name, Type expected) {
  const ir::Choice& choice = c.out.choices[expected.choice];
  std::string hint = didYouMean(name, memberNames(choice));
  const bool isFar = hint.empty();
  if (isFar) hint = choice.members.empty() ? "it has no members" : "its members are " + memberList(choice);
  Diagnostic& d = c.sink.report(Code::E0207, c.book.at(id).span, quoted(choice.name) + " has no member " + quoted(name),
                                std::move(hint));
  for (std::uint16_t other = 0; other < c.out.choices.size(); ++other)
    if (other != expected.choice && isWrittenChoice(other) && memberOf(c.out, other, name) >= 0) {
      d.notes.push_back({c.book.at(id).span, quoted(name) + " is a member of " + quoted(c.out.choices[other].name)});
      break;
    }
  if (isFar && d.notes.empty()) noteMembers(c, expected.choice, d);
  return {};
}

/// What would be right instead of a name nobody knows.
std::string hintFor(const Context& c, const std::string& name, Where where) {
  if (c.requests.contains(name)) return "write " + quoted("request." + name);
  if (c.kpis.contains(name)) return "an indicator is looked at, in tests and reports: rules do not act on it";
  if (candidateName(name, Where::kRank) != nullptr && where != Where::kRank)
    return "an action's " + quoted(name) + " can be read in `rank by` only";
  std::vector<std::string> known = symbolNames(c);
  for (const CandidateName& candidate : kCandidateNames)
    if (!candidate.onlyInRank || where == Where::kRank) known.emplace_back(candidate.name);
  std::string hint = didYouMean(name, known);
  if (!hint.empty()) return hint;
  for (std::uint16_t i = 0; i < c.out.choices.size(); ++i)
    if (isWrittenChoice(i) && memberOf(c.out, i, name) >= 0) {
      const std::string& choice = c.out.choices[i].name;
      return quoted(name) + " is a member of " + quoted(choice) + ": compare it, as in " +
             quoted(choice + " = " + name);
    }
  return "declare it: a field of the profile, a formula or a segment";
}

}  // namespace

std::uint32_t rowColumn(const Context& c, std::string_view name) {
  return c.row == ir::kNone ? ir::kNone : columnNamed(c.out.streams[c.row], name);
}

namespace {

/// Names that every rule may read; each becomes an input when one does.
struct BuiltinName {
  std::string_view name;
  ir::InputSource source;
  Type type;
};
constexpr std::array<BuiltinName, 2> kBuiltinNames = {
    {{"now", ir::InputSource::kNow, {TypeKind::kInstant, 0}},
     {"trigger", ir::InputSource::kTrigger, {TypeKind::kChoice, ir::kTriggerChoice}}}};

const BuiltinName* builtinName(std::string_view name) {
  for (const BuiltinName& builtin : kBuiltinNames)
    if (builtin.name == name) return &builtin;
  return nullptr;
}

}  // namespace

bool isKnownName(const Context& c, const std::string& name, Where where) {
  return rowColumn(c, name) != ir::kNone || candidateName(name, where) != nullptr || builtinName(name) != nullptr ||
         c.symbols.contains(name) || (where == Where::kTest && c.kpis.contains(name));
}

namespace {

/// A field of the row; a name that is the customer's as well could be read either way.
Type typeColumn(Context& c, ast::ExprId id, const std::string& name, std::uint32_t column) {
  const ir::Stream& stream = c.out.streams[c.row];
  if (const auto symbol = c.symbols.find(name); symbol != c.symbols.end() && symbol->second.span != Span{}) {
    c.sink
        .report(Code::E0312, c.book.at(id).span,
                quoted(name) + " is a field of " + quoted(stream.name) + " and a name outside of it",
                "write " + quoted(stream.name + "." + name) + ", or rename one of them")
        .notes.push_back({symbol->second.span, "the other one"});
    return {};
  }
  c.out.resolved[id] = {Resolved::Kind::kColumn, column, c.row};
  return stream.columns[column].type;
}

/// A name that stands for more than one value.
Type reportSeveral(Context& c, ast::ExprId id, const std::string& name, const Symbol& symbol) {
  const bool isMap = symbol.kind == Resolved::Kind::kMap;
  std::string hint = "count or look at its rows, as in " + quoted("count(" + name + ")");
  if (isMap) {
    const ir::Choice& choice = c.out.choices[c.out.maps[symbol.index].choice];
    hint = "say which, as in " +
           quoted(name + "[" + (choice.members.empty() ? choice.name : choice.members.front().name) + "]");
  }
  c.sink.report(
      Code::E0204, c.book.at(id).span,
      quoted(name) + (isMap ? " has a value for each member of a choice" : " is a list: it has rows, not a value"),
      std::move(hint));
  return {};
}

/// A table with several outputs.
Type reportRecord(Context& c, ast::ExprId id, const std::string& name, const Symbol& symbol) {
  const auto& table = itemAs<ast::Table>(c, c.entries[symbol.index].item);
  const std::string example = table.type.fields.empty() ? "result" : table.type.fields.front().name.text;
  c.sink.report(Code::E0204, c.book.at(id).span, quoted(name) + " has several results",
                "say which, as in " + quoted(name + "." + example));
  return {};
}

}  // namespace

Type typeName(Context& c, ast::ExprId id, const ast::NameExpr& e, Where where, Type expected) {
  if (expected.kind == TypeKind::kChoice)
    if (const std::int32_t member = memberOf(c.out, expected.choice, e.name); member >= 0) {
      c.out.resolved[id] = {Resolved::Kind::kMember, static_cast<std::uint32_t>(member), 0};
      return expected;
    }
  if (const std::uint32_t column = rowColumn(c, e.name); column != ir::kNone) return typeColumn(c, id, e.name, column);
  if (const CandidateName* candidate = candidateName(e.name, where)) {
    c.out.resolved[id] = {Resolved::Kind::kCandidate, static_cast<std::uint32_t>(candidate->field), 0};
    return candidate->type;
  }
  if (const BuiltinName* builtin = builtinName(e.name)) {
    const std::uint32_t input = inputNamed(c.out, builtin->source, e.name, builtin->type);
    c.out.resolved[id] = {Resolved::Kind::kInput, input, 0};
    return builtin->type;
  }
  const auto symbol = c.symbols.find(e.name);
  if (const auto kpi = c.kpis.find(e.name); symbol == c.symbols.end() && kpi != c.kpis.end() && where == Where::kTest) {
    const Type percent{TypeKind::kPercent, 0};
    const std::uint32_t input = inputNamed(c.out, ir::InputSource::kKpi, e.name, percent, kpi->second);
    c.out.resolved[id] = {Resolved::Kind::kInput, input, 0};
    return percent;
  }
  if (symbol == c.symbols.end()) {
    if (expected.kind == TypeKind::kChoice) return reportNoMember(c, id, e.name, expected);
    c.sink.report(Code::E0301, c.book.at(id).span, "there is no " + quoted(e.name), hintFor(c, e.name, where));
    return {};
  }
  if (symbol->second.kind == Resolved::Kind::kMap || symbol->second.kind == Resolved::Kind::kStream)
    return reportSeveral(c, id, e.name, symbol->second);
  if (symbol->second.kind == Resolved::Kind::kRecord) return reportRecord(c, id, e.name, symbol->second);
  if (symbol->second.kind == Resolved::Kind::kNothing) {
    c.sink.report(Code::E0204, c.book.at(id).span, quoted(e.name) + " is a model: it has no value by itself",
                  "ask it something, as in " + quoted(e.name + ".spend(over 52 weeks)"));
    return {};
  }
  c.out.resolved[id] = {symbol->second.kind, symbol->second.index, 0};
  if (symbol->second.kind == Resolved::Kind::kInput) return c.out.inputs[symbol->second.index].type;
  return needEntry(c, symbol->second.index, c.book.at(id).span);
}

namespace {

/// `complaint.topic` inside of a `where` is the row's; `outage.lasted` in a proactive rule is that of what happened.
Type typePart(Context& c, ast::ExprId id, const ast::MemberExpr& e, std::uint32_t stream) {
  const ir::Stream& rows = c.out.streams[stream];
  const std::uint32_t column = columnNamed(rows, e.member.text);
  if (column == ir::kNone) {
    std::vector<std::string> names;
    for (const ir::Column& one : rows.columns) names.push_back(one.name);
    std::string hint = didYouMean(e.member.text, names);
    c.sink.report(Code::E0301, e.member.span, quoted(rows.name) + " has no " + quoted(e.member.text),
                  hint.empty() ? "declare it among the fields of " + quoted(rows.name) : std::move(hint));
    return {};
  }
  const Type type = rows.columns[column].type;
  if (stream == c.row) {
    c.out.resolved[id] = {Resolved::Kind::kColumn, column, stream};
  } else {
    const std::uint32_t input =
        inputNamed(c.out, ir::InputSource::kTriggerField, rows.name + "." + e.member.text, type);
    c.out.inputs[input].isPrivate = rows.columns[column].isPrivate;
    c.out.inputs[input].isProtected = rows.columns[column].isProtected;
    c.out.resolved[id] = {Resolved::Kind::kInput, input, 0};
  }
  return type;
}

/// `offer.budget`: one output of a table.
Type typeOutput(Context& c, ast::ExprId id, const ast::MemberExpr& e, const Symbol& symbol) {
  const auto& table = itemAs<ast::Table>(c, c.entries[symbol.index].item);
  c.entries[symbol.index].used = true;
  std::vector<std::string> names;
  for (std::uint32_t output = 0; output < table.type.fields.size(); ++output) {
    names.push_back(table.type.fields[output].name.text);
    if (names.back() != e.member.text) continue;
    c.out.resolved[id] = {Resolved::Kind::kNamed, symbol.index + output, 0};
    return needEntry(c, symbol.index + output, c.book.at(id).span);
  }
  std::string hint = didYouMean(e.member.text, names);
  c.sink.report(Code::E0301, e.member.span, quoted(table.name.text) + " has no result " + quoted(e.member.text),
                hint.empty() ? "name it in the record after `->`" : std::move(hint));
  return {};
}

}  // namespace

Type typeMember(Context& c, ast::ExprId id, const ast::MemberExpr& e) {
  const auto* object = std::get_if<ast::NameExpr>(&c.book.at(e.object).node);
  const Span span = c.book.at(id).span;
  if (object != nullptr && c.row != ir::kNone && object->name == c.out.streams[c.row].name)
    return typePart(c, id, e, c.row);
  if (object != nullptr && c.trigger != ir::kNone && object->name == c.out.streams[c.trigger].name)
    return typePart(c, id, e, c.trigger);
  const auto symbol = object == nullptr ? c.symbols.end() : c.symbols.find(object->name);
  if (symbol != c.symbols.end() && symbol->second.kind == Resolved::Kind::kRecord)
    return typeOutput(c, id, e, symbol->second);
  if (symbol != c.symbols.end() && symbol->second.kind == Resolved::Kind::kStream)
    return reportSeveral(c, id, object->name, symbol->second);
  if (object == nullptr || object->name != "request") {
    const bool isProfile = object != nullptr && object->name == c.out.profileName && !c.out.profileName.empty();
    c.sink.report(Code::E0301, span, quoted(c, c.book.at(e.object).span) + " has no parts",
                  isProfile ? "a customer's field is a bare name: write " + quoted(e.member.text)
                            : "only the request has parts, as in `request.channel`");
    return {};
  }
  const auto field = c.requests.find(e.member.text);
  if (field != c.requests.end()) {
    c.out.resolved[id] = {Resolved::Kind::kInput, field->second, 0};
    return c.out.inputs[field->second].type;
  }
  std::vector<std::string> names;
  for (const ir::Input& input : c.out.inputs)
    if (input.source == ir::InputSource::kRequest) names.push_back(input.name);
  std::string hint = didYouMean(e.member.text, names);
  if (hint.empty())
    hint = c.symbols.contains(e.member.text) ? "write " + quoted(e.member.text) + " without `request.`"
                                             : "declare it in `request { … }`";
  c.sink.report(Code::E0301, e.member.span, "the request has no " + quoted(e.member.text), std::move(hint));
  return {};
}

}  // namespace regard::dsl
