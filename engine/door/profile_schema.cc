#include "engine/door/profile_schema.h"

#include <algorithm>
#include <utility>

#include "engine/catalog/history.h"
#include "engine/plan/bind_history.h"
#include "engine/plan/history_keep.h"

namespace regard {
namespace {

/// `value`: an input, or a column of a list.
template <class Declared>
void describe(const ir::Program& program, const Declared& value, CatalogField& field) {
  field.name = value.name;
  field.title = value.title;
  field.kind = value.type.kind;
  field.isPrivate = value.isPrivate;
  field.isProtected = value.isProtected;
  if (value.type.kind != TypeKind::kChoice) return;
  for (const ir::ChoiceMember& member : program.choices[value.type.choice].members)
    field.members.push_back({member.name, member.title});
}

CatalogAttribute listOf(const ir::Program& program, const ir::Stream& stream) {
  CatalogAttribute list;
  list.name = stream.name;
  list.title = stream.title;
  list.isList = true;
  list.isPrivate = stream.isPrivate;
  for (const ir::Column& column : stream.columns) describe(program, column, list.columns.emplace_back());
  return list;
}

}  // namespace

ProfileSchema schemaOf(const ir::Program& program) {
  ProfileSchema schema{program.profileName, program.currency, {}};
  for (const ir::Input& input : program.inputs) {
    if (input.source != ir::InputSource::kProfile) continue;
    CatalogAttribute& attribute = schema.attributes.emplace_back();
    describe(program, input, attribute);
    attribute.isKey = input.name == program.keyName;
  }
  for (const ir::Stream& stream : program.streams)
    if (stream.kind == ir::StreamKind::kList) schema.attributes.push_back(listOf(program, stream));

  const auto isKey = [](const CatalogAttribute& attribute) { return attribute.isKey; };
  if (!program.keyName.empty() && std::none_of(schema.attributes.begin(), schema.attributes.end(), isKey)) {
    CatalogAttribute key;
    key.name = program.keyName;
    key.kind = TypeKind::kText;
    key.isKey = true;
    schema.attributes.insert(schema.attributes.begin(), std::move(key));
  }
  return schema;
}

ProfileSchema historySchemaOf(const ir::Program& program) {
  ProfileSchema schema{program.profileName, program.currency, {historySince()}};
  for (std::uint32_t i = 0; i < program.streams.size(); ++i) {
    const ir::Stream& stream = program.streams[i];
    if (stream.kind == ir::StreamKind::kList) continue;
    std::vector<CatalogField> columns;
    for (std::uint32_t column = ir::kAtColumn + 1; column < stream.columns.size(); ++column) {
      std::string name = storedColumn(program, i, column);
      if (name.empty()) continue;
      describe(program, stream.columns[column], columns.emplace_back());
      columns.back().name = std::move(name);
    }
    auto attributes = historyAttributes(stream.name, stream.title, canClose(program, i), std::move(columns));
    attributes.front().keepMs = historyKeepMs(program, i);
    // What becomes of a contact or a promise is worked out with the time: no total could tell.
    if (i >= ir::kBuiltinStreams)
      for (CatalogAttribute& total : historyTotals(attributes.front())) attributes.push_back(std::move(total));
    for (CatalogAttribute& attribute : attributes) schema.attributes.push_back(std::move(attribute));
  }
  for (const ir::Journey& journey : program.journeys) {
    auto attributes = historyAttributes(history::journeyStream(journey.name), journey.title, true, {});
    attributes.front().keepMs = kHistoryKeepMinMs;
    for (CatalogAttribute& attribute : attributes) schema.attributes.push_back(std::move(attribute));
  }
  return schema;
}

}  // namespace regard
