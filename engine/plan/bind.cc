#include "engine/plan/bind.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/plan/reads.h"

namespace regard {
namespace {

std::vector<std::uint16_t> remapMembers(const ir::Choice& wanted, const CatalogField& stored) {
  std::vector<std::uint16_t> memberOf;
  memberOf.reserve(stored.members.size());
  for (const CatalogMember& member : stored.members) {
    const auto found = std::find_if(wanted.members.begin(), wanted.members.end(),
                                    [&](const ir::ChoiceMember& m) { return m.name == member.name; });
    const auto ordinal = found - wanted.members.begin();
    memberOf.push_back(found == wanted.members.end() ? kNoMember : static_cast<std::uint16_t>(ordinal));
  }
  return memberOf;
}

Status bindInput(const Catalog& catalog, std::uint32_t index, const Reads& reads, Plan& plan) {
  const ir::Program& program = *plan.program;
  const ir::Input& input = program.inputs[index];
  const bool isKey = input.name == program.keyName;
  if (isKey) plan.keyInput = static_cast<std::int32_t>(index);

  const CatalogAttribute* stored = catalog.find(input.name);
  if (stored == nullptr) {
    if (reads.input(index) && !isKey) plan.absent.push_back(input.name);
    return Done{};
  }
  if (stored->isKey != isKey)
    return invalid(fmt::format(
        "`{}` is {} in the rules, but {} in the store: keep the key the store was made with, or "
        "import into a new store",
        input.name, isKey ? "the key" : "an ordinary attribute", stored->isKey ? "the key" : "an ordinary attribute"));
  if (stored->isList || stored->kind != input.type.kind)
    return otherType(input.name, kindName(input.type.kind), typeName(*stored));
  if (!isKey) plan.profileSlots.push_back({storedField(program, input.type, *stored), index});
  return Done{};
}

Status bindList(const Catalog& catalog, std::uint32_t index, const Reads& reads, Plan& plan) {
  const ir::Program& program = *plan.program;
  const ir::Stream& stream = program.streams[index];
  const CatalogAttribute* stored = catalog.find(stream.name);
  if (stored == nullptr) {
    if (reads.stream(index)) plan.absent.push_back(stream.name);
    return Done{};
  }
  if (!stored->isList) return otherType(stream.name, "list", typeName(*stored));
  ListSlot slot{index, stored->field, {}};
  for (std::size_t i = 0; i < stream.columns.size(); ++i) {
    const ir::Column& column = stream.columns[i];
    const std::string name = stream.name + "." + column.name;
    const auto found = std::find_if(stored->columns.begin(), stored->columns.end(),
                                    [&](const CatalogField& field) { return field.name == column.name; });
    slot.columns.emplace_back();
    if (found == stored->columns.end()) {
      if (reads.column(index, i)) plan.absent.push_back(name);
    } else if (found->kind != column.type.kind) {
      return otherType(name, kindName(column.type.kind), kindName(found->kind));
    } else {
      slot.columns.back() = storedField(program, column.type, *found);
    }
  }
  plan.listSlots.push_back(std::move(slot));
  return Done{};
}

bool isList(const ir::Stream& stream) { return stream.kind == ir::StreamKind::kList; }

bool holdsMoney(const ir::Program& program) {
  const auto isMoney = [](const auto& value) { return value.type.kind == TypeKind::kMoney; };
  return std::any_of(program.inputs.begin(), program.inputs.end(),
                     [&](const ir::Input& i) { return i.source == ir::InputSource::kProfile && isMoney(i); }) ||
         std::any_of(program.streams.begin(), program.streams.end(), [&](const ir::Stream& stream) {
           return isList(stream) && std::any_of(stream.columns.begin(), stream.columns.end(), isMoney);
         });
}

}  // namespace

StoredField storedField(const ir::Program& program, Type type, const CatalogField& stored) {
  StoredField field{stored.field, {}};
  if (type.kind == TypeKind::kChoice) field.memberOf = remapMembers(program.choices[type.choice], stored);
  return field;
}

Fault otherType(const std::string& name, const char* inRules, const char* inStore) {
  return invalid(fmt::format(
      "`{}` is of type {} in the rules, but {} in the store: change the profile, give the attribute another "
      "name, or import into a new store",
      name, inRules, inStore));
}

Status bindProfile(const Catalog& catalog, Plan& plan) {
  const ir::Program& program = *plan.program;
  if (!catalog.empty() && holdsMoney(program) && catalog.currency() != program.currency)
    return invalid(
        fmt::format("money is in {} in the rules, but in {} in the store: write `currency {}`, or import into "
                    "a new store",
                    program.currency, catalog.currency(), catalog.currency()));
  const Reads reads(program);
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i) {
    if (program.inputs[i].source != ir::InputSource::kProfile) continue;
    if (auto bound = bindInput(catalog, i, reads, plan); !bound) return bound;
  }
  for (std::uint32_t i = 0; i < program.streams.size(); ++i) {
    if (!isList(program.streams[i])) continue;
    if (auto bound = bindList(catalog, i, reads, plan); !bound) return bound;
  }
  return Done{};
}

}  // namespace regard
