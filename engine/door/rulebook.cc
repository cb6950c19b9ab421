#include "regard/rulebook.h"

#include <algorithm>

#include "dsl/bundle/bundle.h"
#include "dsl/ir/cost.h"
#include "dsl/ir/program.h"
#include "engine/door/values.h"

namespace regard {
namespace {

/// A choice as it would be written in the field's place: "one of { a, b }", "one of { small < large }".
std::string typeAsWritten(const ir::Program& program, Type type) {
  if (type.kind != TypeKind::kChoice) return kindName(type.kind);
  const ir::Choice& choice = program.choices[type.choice];
  std::string text = "one of {";
  for (std::size_t i = 0; i < choice.members.size(); ++i)
    text += (i == 0 ? " " : choice.ordered ? " < " : ", ") + choice.members[i].name;
  return text + " }";
}

/// "list of text", "list of record { name : text, price : money }".
std::string listAsWritten(const ir::Program& program, const ir::Stream& list) {
  if (list.columns.size() == 1 && list.columns.front().name == "item")
    return "list of " + typeAsWritten(program, list.columns.front().type);
  std::string text = "list of record {";
  for (const ir::Column& column : list.columns)
    text += (text.back() == '{' ? " " : ", ") + column.name + " : " + typeAsWritten(program, column.type);
  return text + " }";
}

std::vector<FieldInfo> fieldsFrom(const ir::Program& program, ir::InputSource source) {
  std::vector<FieldInfo> fields;
  for (const ir::Input& input : program.inputs) {
    if (input.source != source) continue;
    FieldInfo& field = fields.emplace_back();
    field.name = input.name;
    field.title = input.title;
    field.type = typeAsWritten(program, input.type);
    if (input.type.kind == TypeKind::kChoice)
      for (const ir::ChoiceMember& member : program.choices[input.type.choice].members)
        field.members.push_back(member.name);
    field.isPrivate = input.isPrivate;
    field.isProtected = input.isProtected;
    field.isKey = source == ir::InputSource::kProfile && input.name == program.keyName;
  }
  return fields;
}

}  // namespace

const std::string& Rulebook::name() const { return program_->name; }
const std::string& Rulebook::title() const { return program_->title; }
const std::string& Rulebook::currency() const { return program_->currency; }
std::vector<FieldInfo> Rulebook::profileFields() const {
  std::vector<FieldInfo> fields = fieldsFrom(*program_, ir::InputSource::kProfile);
  for (const ir::Stream& stream : program_->streams) {
    if (stream.kind != ir::StreamKind::kList) continue;
    FieldInfo& field = fields.emplace_back();
    field.name = stream.name;
    field.title = stream.title;
    field.type = listAsWritten(*program_, stream);
    for (const ir::Column& column : stream.columns) {
      field.isPrivate |= column.isPrivate;
      field.isProtected |= column.isProtected;
    }
  }
  return fields;
}
std::vector<FieldInfo> Rulebook::requestFields() const { return fieldsFrom(*program_, ir::InputSource::kRequest); }

std::vector<ActionInfo> Rulebook::actions() const {
  std::vector<ActionInfo> actions;
  for (const ir::Action& action : program_->actions) {
    const auto nameAt = [](const auto& list, std::int32_t index) {
      return index < 0 ? std::string() : list[static_cast<std::size_t>(index)].name;
    };
    actions.push_back({action.name, action.title, nameAt(program_->issues, action.issue),
                       nameAt(program_->groups, action.group), action.doc});
  }
  return actions;
}

std::vector<std::string> Rulebook::channels() const {
  std::vector<std::string> names;
  for (const ir::ChoiceMember& member : program_->choices[ir::kChannelChoice].members) names.push_back(member.name);
  return names;
}

Expected<std::string> toBundle(const Rulebook& rulebook) {
  auto bytes = bundle::toBytes(*rulebook.program());
  if (!bytes) return errorOf(bytes.fault());
  return *std::move(bytes);
}

Expected<Rulebook> openBundle(const std::string& path) {
  auto opened = bundle::openFile(path);
  if (!opened) return errorOf(opened.fault());
  return Rulebook(std::make_shared<const ir::Program>(std::move(opened->program)), std::move(opened->hash));
}

std::size_t Rulebook::testCount() const { return program_->tests.size(); }

std::uint64_t Rulebook::stepsMax() const { return ir::costOf(*program_).steps; }

/// A ladder of segments counts once: it sorts customers by one thing.
std::size_t Rulebook::segmentCount() const {
  const auto isSegment = [](const ir::Named& named) {
    return named.kind == ir::NameKind::kSegment || named.kind == ir::NameKind::kLadder;
  };
  return static_cast<std::size_t>(std::count_if(program_->names.begin(), program_->names.end(), isSegment));
}

}  // namespace regard
