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

Type reportNoMember(Context& c, ast::ExprId id, const std::string& name, Type expected) {
  const ir::Choice& choice = c.out.choices[expected.choice];
  std::string hint = didYouMean(name, memberNames(choice));
  if (hint.empty()) hint = choice.members.empty() ? "it has no members" : "its members are " + memberList(choice);
  Diagnostic& d = c.sink.report(Code::E0207, c.book.at(id).span, quoted(choice.name) + " has no member " + quoted(name),
                                std::move(hint));
  for (std::uint16_t other = 0; other < c.out.choices.size(); ++other)
    if (other != expected.choice && memberOf(c.out, other, name) >= 0) {
      d.notes.push_back({c.book.at(id).span, quoted(name) + " is a member of " + quoted(c.out.choices[other].name)});
      break;
    }
  return {};
}

/// What would be right instead of a name nobody knows.
std::string hintFor(const Context& c, const std::string& name, Where where) {
  if (c.requests.contains(name)) return "write " + quoted("request." + name);
  if (candidateName(name, Where::kRank) != nullptr && where != Where::kRank)
    return "an action's " + quoted(name) + " can be read in `rank by` only";
  std::vector<std::string> known = symbolNames(c);
  for (const CandidateName& candidate : kCandidateNames)
    if (!candidate.onlyInRank || where == Where::kRank) known.emplace_back(candidate.name);
  std::string hint = didYouMean(name, known);
  if (!hint.empty()) return hint;
  for (std::uint16_t i = 0; i < c.out.choices.size(); ++i)
    if (memberOf(c.out, i, name) >= 0) {
      const std::string& choice = c.out.choices[i].name;
      return quoted(name) + " is a member of " + quoted(choice) + ": compare it, as in " +
             quoted(choice + " = " + name);
    }
  return "declare it: a field of the profile, a formula or a segment";
}

}  // namespace

bool isKnownName(const Context& c, const std::string& name, Where where) {
  return candidateName(name, where) != nullptr || c.symbols.contains(name);
}

Type typeName(Context& c, ast::ExprId id, const ast::NameExpr& e, Where where, Type expected) {
  if (expected.kind == TypeKind::kChoice)
    if (const std::int32_t member = memberOf(c.out, expected.choice, e.name); member >= 0) {
      c.out.resolved[id] = {Resolved::Kind::kMember, static_cast<std::uint32_t>(member)};
      return expected;
    }
  if (const CandidateName* candidate = candidateName(e.name, where)) {
    c.out.resolved[id] = {Resolved::Kind::kCandidate, static_cast<std::uint32_t>(candidate->field)};
    return candidate->type;
  }
  const auto symbol = c.symbols.find(e.name);
  if (symbol == c.symbols.end()) {
    if (expected.kind == TypeKind::kChoice) return reportNoMember(c, id, e.name, expected);
    c.sink.report(Code::E0301, c.book.at(id).span, "there is no " + quoted(e.name), hintFor(c, e.name, where));
    return {};
  }
  c.out.resolved[id] = {symbol->second.kind, symbol->second.index};
  if (symbol->second.kind == Resolved::Kind::kInput) return c.out.inputs[symbol->second.index].type;
  return needEntry(c, symbol->second.index, c.book.at(id).span);
}

Type typeMember(Context& c, ast::ExprId id, const ast::MemberExpr& e) {
  const auto* object = std::get_if<ast::NameExpr>(&c.book.at(e.object).node);
  const Span span = c.book.at(id).span;
  if (object == nullptr || object->name != "request") {
    const bool isProfile = object != nullptr && object->name == c.out.profileName && !c.out.profileName.empty();
    c.sink.report(Code::E0301, span, quoted(c, c.book.at(e.object).span) + " has no parts",
                  isProfile ? "a customer's field is a bare name: write " + quoted(e.member.text)
                            : "only the request has parts, as in `request.channel`");
    return {};
  }
  const auto field = c.requests.find(e.member.text);
  if (field != c.requests.end()) {
    c.out.resolved[id] = {Resolved::Kind::kInput, field->second};
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
