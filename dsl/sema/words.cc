// The words of messages: how rule text, types and members are shown to the author.

#include <type_traits>

#include "base/date.h"
#include "dsl/sema/context.h"

namespace regard::dsl {
namespace {

constexpr std::size_t kQuotedBytesMax = 60;
constexpr std::size_t kMembersShown = 8;

bool isBlank(char ch) { return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r'; }
bool isContinuation(char ch) { return (static_cast<unsigned char>(ch) & 0xC0U) == 0x80U; }

}  // namespace

std::string quoted(std::string_view name) { return "`" + std::string(name) + "`"; }

std::string quoted(const Context& c, Span span) {
  const std::string_view text = c.sources.files[span.file].text;
  std::string folded;
  for (const char ch : text.substr(span.begin, span.end - span.begin)) {
    if (!isBlank(ch))
      folded += ch;
    else if (!folded.empty() && folded.back() != ' ')
      folded += ' ';
    if (folded.size() > kQuotedBytesMax && !isContinuation(ch)) {
      folded.resize(kQuotedBytesMax);
      while (!folded.empty() && isContinuation(folded.back())) folded.pop_back();
      if (!folded.empty() && (static_cast<unsigned char>(folded.back()) & 0x80U) != 0) folded.pop_back();
      folded += "…";
      break;
    }
  }
  return quoted(folded);
}

std::string typeWord(const Context& c, Type type) {
  switch (type.kind) {
    case TypeKind::kFlag: return "yes or no";
    case TypeKind::kNumber: return "a number";
    case TypeKind::kPercent: return "a percent";
    case TypeKind::kDate: return "a date";
    case TypeKind::kInstant: return "an instant";
    case TypeKind::kDuration: return "a duration";
    case TypeKind::kPeriod: return "a period of months";
    case TypeKind::kChoice: return "a choice of " + quoted(c.out.choices[type.choice].name);
    default: return kindName(type.kind);
  }
}

std::vector<std::string> memberNames(const ir::Choice& choice) {
  std::vector<std::string> names;
  names.reserve(choice.members.size());
  for (const ir::ChoiceMember& member : choice.members) names.push_back(member.name);
  return names;
}

std::string memberList(const ir::Choice& choice) {
  std::string list;
  for (std::size_t i = 0; i < choice.members.size(); ++i) {
    if (i == kMembersShown) return list + " …";
    list += (i == 0 ? "" : ", ") + choice.members[i].name;
  }
  return list;
}

std::vector<std::string> symbolNames(const Context& c) {
  std::vector<std::string> names;
  names.reserve(c.out.inputs.size() + c.entries.size());
  for (const ir::Input& input : c.out.inputs)
    if ((input.source == ir::InputSource::kProfile && input.name.find('.') == std::string::npos) ||
        input.source == ir::InputSource::kToday)
      names.push_back(input.name);
  for (const MapField& map : c.out.maps) names.push_back(map.name);
  for (const Entry& entry : c.entries) names.push_back(entry.name->text);
  return names;
}

namespace {

/// Where a choice is written: in a declaration of its own, or in the place of a field's type.
struct ChoiceFinder {
  const std::string& name;
  Span found;

  void look(const std::vector<ast::Field>& fields) {
    for (const ast::Field& field : fields)
      if (field.name.text == name && !field.type.members.empty()) found = field.type.span;
  }
  template <class Item>
  void operator()(const Item& item) {
    if constexpr (std::is_same_v<Item, ast::Choice> || std::is_same_v<Item, ast::Ladder>)
      if (item.name.text == name) found = item.name.span;
    if constexpr (std::is_same_v<Item, ast::Issues>)
      if (name == "issue") found = item.span;
    if constexpr (std::is_same_v<Item, ast::Profile> || std::is_same_v<Item, ast::Request>) look(item.fields);
  }
};

}  // namespace

void noteMembers(const Context& c, std::uint16_t choice, Diagnostic& d) {
  const std::string& name = c.out.choices[choice].name;
  ChoiceFinder finder{name, {}};
  for (const ast::Item& item : c.book.items) std::visit([&](const auto& one) { finder(one); }, item);
  if (finder.found != Span{})
    d.notes.push_back({finder.found, "the members of " + quoted(name) + " are declared here"});
}

}  // namespace regard::dsl
