// The profile and the request: fields, their types and defaults.

#include <array>

#include "base/nearest.h"
#include "dsl/sema/context.h"

namespace regard::dsl {
namespace {

struct TypeName {
  const char* name;
  TypeKind kind;
};
constexpr std::array<TypeName, 9> kTypeNames = {{{"flag", TypeKind::kFlag},
                                                 {"number", TypeKind::kNumber},
                                                 {"percent", TypeKind::kPercent},
                                                 {"money", TypeKind::kMoney},
                                                 {"text", TypeKind::kText},
                                                 {"date", TypeKind::kDate},
                                                 {"instant", TypeKind::kInstant},
                                                 {"duration", TypeKind::kDuration},
                                                 {"period", TypeKind::kPeriod}}};

Type reportNoType(Context& c, const ast::TypeRef& ref) {
  std::vector<std::string> known;
  for (const TypeName& type : kTypeNames) known.emplace_back(type.name);
  for (const ir::Choice& choice : c.out.choices) known.push_back(choice.name);
  std::string hint = didYouMean(ref.name.text, known);
  if (hint.empty())
    hint = "types are flag, number, percent, money, text, date, instant, duration, period and your choices";
  c.sink.report(Code::E0304, ref.name.span, "there is no type " + quoted(ref.name.text), std::move(hint));
  return {};
}

void checkKey(Context& c, const ast::Field& field, Type type) {
  if (!c.out.keyName.empty()) {
    c.sink.report(Code::E0305, field.name.span, "a second key; the first is " + quoted(c.out.keyName),
                  "leave the word `key` out of all fields but one");
    return;
  }
  c.out.keyName = field.name.text;
  if (type.kind != TypeKind::kText && type.kind != TypeKind::kError)
    c.sink.report(Code::E0305, field.type.span, "the key is " + typeWord(c, type),
                  "a key is text, even where it looks like a number: write `key " + field.name.text + " : text`");
  if (field.fallback)
    c.sink.report(Code::E0305, field.fallback->span, "the key has a default", "every customer has a key of their own");
}

ir::Input inputOf(Context& c, const ast::Field& field, ir::InputSource source) {
  ir::Input input;
  input.source = source;
  input.name = field.name.text;
  input.title = field.title.text;
  input.type = typeOfRef(c, field.type, field.name.text);
  input.isPrivate = field.isPrivate;
  input.isProtected = field.isProtected;
  input.span = field.name.span;
  if (field.isKey) checkKey(c, field, input.type);
  if (!field.fallback || input.type.kind == TypeKind::kError) return input;
  if (const std::optional<Scalar> value = constantOf(c, *field.fallback, input.type, Code::E0306)) {
    if (!value->isKnown())
      c.sink.report(Code::E0306, field.fallback->span, "the default is `unknown`",
                    "a missing value is unknown by itself: leave `default` out");
    input.fallback = *value;
  }
  return input;
}

/// `consent : flag by channel`: one input for each channel.
void addMap(Context& c, const ast::Field& field) {
  const auto choice = c.choices.find(field.type.by.text);
  if (choice == c.choices.end() || c.out.choices[choice->second].members.empty()) {
    std::vector<std::string> known;
    for (const auto& [name, index] : c.choices) known.push_back(name);
    std::string hint = didYouMean(field.type.by.text, known);
    c.sink.report(Code::E0304, field.type.by.span, "there is no choice " + quoted(field.type.by.text),
                  hint.empty() ? "declare it, as in `choice channel { call, chat, email }`" : std::move(hint));
    return;
  }
  if (field.isKey) c.sink.report(Code::E0305, field.name.span, "the key is several values", "a key is one text");
  MapField map{field.name.text, choice->second, static_cast<std::uint32_t>(c.out.inputs.size()), {}};
  ast::Field one = field;
  one.isKey = false;
  ir::Input input = inputOf(c, one, ir::InputSource::kProfile);
  map.type = input.type;
  const auto spelled = [](const std::string& title, const std::string& name) { return title.empty() ? name : title; };
  for (const ir::ChoiceMember& member : c.out.choices[choice->second].members) {
    input.name = field.name.text + "." + member.name;
    const std::string title = spelled(field.title.text, field.name.text) + "." + spelled(member.title, member.name);
    input.title = title == input.name ? std::string() : title;
    c.out.inputs.push_back(input);
  }
  addSymbol(c, field.name, {Resolved::Kind::kMap, static_cast<std::uint32_t>(c.out.maps.size()), field.name.span});
  c.out.maps.push_back(std::move(map));
}

void collectProfile(Context& c, const ast::Profile& profile) {
  c.out.profileName = profile.name.text;
  for (const ast::Field& field : profile.fields) {
    if (field.type.isList || field.type.isRecord) {
      if (!field.type.isList)
        c.sink.report(Code::E0304, field.type.span, "a customer has several of a record, or fields",
                      "write `list of record { … }`, or make each part a field of its own");
      addSymbol(c, field.name, {Resolved::Kind::kStream, addList(c, field), field.name.span});
    } else if (!field.type.by.empty()) {
      addMap(c, field);
    } else {
      const auto index = static_cast<std::uint32_t>(c.out.inputs.size());
      c.out.inputs.push_back(inputOf(c, field, ir::InputSource::kProfile));
      addSymbol(c, field.name, {Resolved::Kind::kInput, index, field.name.span});
    }
  }
  if (c.out.keyName.empty())
    c.sink.report(Code::E0305, profile.name.span, "the profile has no key",
                  "say which field tells customers apart, as in `key customer_id : text`");
}

void collectRequest(Context& c, const ast::Request& request) {
  for (const ast::Field& field : request.fields) {
    if (field.type.isList || field.type.isRecord || !field.type.by.empty()) {
      c.sink.report(Code::E0304, field.type.span, "a request says single values, and this is several",
                    "make each of them a field of its own");
      continue;
    }
    const auto index = static_cast<std::uint32_t>(c.out.inputs.size());
    if (const auto [first, isNew] = c.requests.emplace(field.name.text, index); !isNew) {
      c.sink
          .report(Code::E0302, field.name.span, "the request has " + quoted(field.name.text) + " twice",
                  "leave one of them out")
          .notes.push_back({c.out.inputs[first->second].span, "the first one"});
      continue;
    }
    c.out.inputs.push_back(inputOf(c, field, ir::InputSource::kRequest));
  }
}

/// The first declaration of a kind that may stand once; later ones are reported.
template <class Item>
const Item* only(Context& c, std::string_view what) {
  const Item* first = nullptr;
  for (const ast::Item& item : c.book.items) {
    const Item* found = std::get_if<Item>(&item);
    if (found == nullptr) continue;
    if (first == nullptr)
      first = found;
    else
      c.sink
          .report(Code::E0308, found->span, "a second " + quoted(what) + " declaration",
                  "put all fields into one declaration")
          .notes.push_back({first->span, "the first one"});
  }
  return first;
}

}  // namespace

Type typeOfRef(Context& c, const ast::TypeRef& ref, const std::string& owner) {
  if (ref.name.empty()) {
    ir::Choice choice{owner, ref.ordered, {}};
    std::vector<Span> spans;
    for (const ast::MemberDecl& member : ref.members) {
      choice.members.push_back({member.name.text, member.title.text});
      spans.push_back(member.name.span);
    }
    return {TypeKind::kChoice, addChoice(c, std::move(choice), spans, ref.span)};
  }
  for (const TypeName& type : kTypeNames)
    if (ref.name.text == type.name) return {type.kind, 0};
  const auto choice = c.choices.find(ref.name.text);
  if (choice == c.choices.end()) return reportNoType(c, ref);
  if (choice->second == ir::kChannelChoice && c.out.choices[ir::kChannelChoice].members.empty()) {
    c.sink.report(Code::E0304, ref.name.span, "no channels are declared",
                  "declare them, as in `choice channel { call, chat, email }`");
    return {};
  }
  return {TypeKind::kChoice, choice->second};
}

std::uint32_t inputNamed(CheckedBook& checked, ir::InputSource source, const std::string& name, Type type,
                         std::uint32_t detail) {
  for (std::uint32_t i = 0; i < checked.inputs.size(); ++i)
    if (checked.inputs[i].source == source && checked.inputs[i].name == name) return i;
  ir::Input input;
  input.source = source;
  input.name = name;
  input.type = type;
  input.detail = detail;
  checked.inputs.push_back(std::move(input));
  return static_cast<std::uint32_t>(checked.inputs.size() - 1);
}

void collectFields(Context& c) {
  if (const auto* profile = only<ast::Profile>(c, "profile"))
    collectProfile(c, *profile);
  else
    c.sink.report(Code::E0308, {}, "there is no `profile` declaration",
                  "declare what is known of a customer, as in `profile customer { key customer_id : text }`");
  if (const auto* request = only<ast::Request>(c, "request")) collectRequest(c, *request);
  c.todayInput = static_cast<std::uint32_t>(c.out.inputs.size());
  ir::Input today;
  today.source = ir::InputSource::kToday;
  today.name = "today";
  today.type = {TypeKind::kDate, 0};
  c.out.inputs.push_back(std::move(today));
}

}  // namespace regard::dsl
