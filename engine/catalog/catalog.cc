#include "engine/catalog/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace regard {
namespace {

template <class Named>
bool allDistinct(const std::vector<Named>& things, std::string& twice) {
  std::unordered_set<std::string_view> seen;
  for (const Named& thing : things) {
    if (seen.insert(thing.name).second) continue;
    twice = thing.name;
    return false;
  }
  return true;
}

/// `now` with the titles of `wanted`, and its new members at the end.
void mergeMembers(std::vector<CatalogMember>& now, const std::vector<CatalogMember>& wanted) {
  for (const CatalogMember& member : wanted) {
    const auto known = std::find_if(now.begin(), now.end(), [&](const auto& m) { return m.name == member.name; });
    if (known == now.end()) {
      now.push_back(member);
    } else if (!member.title.empty()) {
      known->title = member.title;
    }
  }
}

Fault conflict(std::string message) { return {FaultKind::kConflict, std::move(message)}; }

/// What no value may be, called `name` in the message.
std::optional<Fault> faultOf(const CatalogField& field, const std::string& name) {
  std::string twice;
  if (field.name.empty()) return invalid("an attribute has no name");
  if (field.kind == TypeKind::kError) return invalid(fmt::format("`{}` has no type", name));
  if (field.kind != TypeKind::kChoice && !field.members.empty())
    return invalid(fmt::format("`{}` is a {} and cannot have members", name, kindName(field.kind)));
  if (field.members.size() > Catalog::kMembersMax)
    return invalid(fmt::format("the choice `{}` may have at most {} members", name, Catalog::kMembersMax));
  if (!allDistinct(field.members, twice))
    return invalid(fmt::format("the choice `{}` has two members `{}`", name, twice));
  return {};
}

std::optional<Fault> faultOfList(const CatalogAttribute& list) {
  if (list.name.empty()) return invalid("an attribute has no name");
  if (list.kind != TypeKind::kError || list.isKey || !list.members.empty())
    return invalid(fmt::format("the list `{}` cannot be anything else", list.name));
  if (list.columns.empty()) return invalid(fmt::format("the rows of `{}` hold nothing", list.name));
  if (list.columns.size() > Catalog::kColumnsMax)
    return invalid(
        fmt::format("a row of `{}` may have at most {} fields in all its versions", list.name, Catalog::kColumnsMax));
  std::string twice;
  if (!allDistinct(list.columns, twice)) return invalid(fmt::format("a row of `{}` has `{}` twice", list.name, twice));
  for (const CatalogField& column : list.columns)
    if (auto wrong = faultOf(column, fmt::format("{}.{}", list.name, column.name))) return wrong;
  return {};
}

bool holdsMoney(const CatalogAttribute& attribute) {
  return attribute.kind == TypeKind::kMoney ||
         std::any_of(attribute.columns.begin(), attribute.columns.end(),
                     [](const CatalogField& column) { return column.kind == TypeKind::kMoney; });
}

Fault otherType(const std::string& name, const char* inStore, const char* inRules) {
  return conflict(fmt::format("`{}` is a {} in the store and a {} in the rulebook: give the new attribute another name",
                              name, inStore, inRules));
}

/// `now` with what `wanted` says of the same value. REQUIRES one kind.
void mergeField(CatalogField& now, const CatalogField& wanted) {
  if (!wanted.title.empty()) now.title = wanted.title;
  now.isPrivate |= wanted.isPrivate;
  now.isProtected |= wanted.isProtected;
  mergeMembers(now.members, wanted.members);
}

/// `now` with the columns of `wanted`, new ones at the end.
Status mergeColumns(CatalogAttribute& now, const CatalogAttribute& wanted) {
  for (const CatalogField& column : wanted.columns) {
    const auto known = std::find_if(now.columns.begin(), now.columns.end(),
                                    [&](const CatalogField& c) { return c.name == column.name; });
    if (known == now.columns.end()) {
      now.columns.push_back(column);
    } else if (known->kind != column.kind) {
      return otherType(fmt::format("{}.{}", now.name, column.name), kindName(known->kind), kindName(column.kind));
    } else {
      mergeField(*known, column);
    }
  }
  return Done{};
}

bool fieldExtends(const CatalogField& now, const CatalogField& before) {
  return before.name == now.name && before.kind == now.kind && before.members.size() <= now.members.size() &&
         std::equal(before.members.begin(), before.members.end(), now.members.begin(),
                    [](const auto& a, const auto& b) { return a.name == b.name; });
}

}  // namespace

const char* typeName(const CatalogAttribute& attribute) { return attribute.isList ? "list" : kindName(attribute.kind); }

bool holdsPrivate(const CatalogAttribute& attribute) {
  return attribute.isPrivate || std::any_of(attribute.columns.begin(), attribute.columns.end(),
                                            [](const CatalogField& column) { return column.isPrivate; });
}

const CatalogAttribute* Catalog::find(std::string_view name) const {
  const auto at = std::find_if(attributes_.begin(), attributes_.end(), [&](const auto& a) { return a.name == name; });
  return at == attributes_.end() ? nullptr : &*at;
}

const CatalogAttribute* Catalog::key() const {
  const auto at = std::find_if(attributes_.begin(), attributes_.end(), [](const auto& a) { return a.isKey; });
  return at == attributes_.end() ? nullptr : &*at;
}

std::optional<Fault> Catalog::fault() const {
  if (attributes_.size() > kAttributesMax)
    return invalid(fmt::format("a profile may have at most {} attributes in all its versions", kAttributesMax));
  std::string twice;
  if (!allDistinct(attributes_, twice)) return invalid(fmt::format("the attribute `{}` is declared twice", twice));
  std::size_t keys = 0;
  for (const CatalogAttribute& attribute : attributes_) {
    if (attribute.keepMs < 0 || (attribute.keepMs > 0 && !attribute.isList))
      return invalid(fmt::format("`{}` cannot be kept for {} ms", attribute.name, attribute.keepMs));
    if (auto wrong = attribute.isList ? faultOfList(attribute) : faultOf(attribute, attribute.name)) return wrong;
    if (!attribute.isList && !attribute.columns.empty())
      return invalid(fmt::format("`{}` is no list and cannot have rows", attribute.name));
    if (attribute.isKey && attribute.kind != TypeKind::kText)
      return invalid(fmt::format("the key `{}` must be a text", attribute.name));
    keys += attribute.isKey ? 1U : 0U;
  }
  if (keys > 1) return invalid("a profile has one key");
  return {};
}

Result<Catalog> Catalog::merged(const ProfileSchema& wanted) const {
  Catalog given;  // checked alone first: a duplicate in `wanted` must not look like a second version
  given.attributes_ = wanted.attributes;
  if (auto wrong = given.fault()) return *std::move(wrong);

  Catalog result = *this;
  if (!empty() && wanted.profileName != profileName_)
    return conflict(
        fmt::format("the store holds `{}` profiles and the rulebook declares `profile {}`: use another store "
                    "or the same name",
                    profileName_, wanted.profileName));
  result.profileName_ = wanted.profileName;

  if (std::any_of(attributes_.begin(), attributes_.end(), holdsMoney) && wanted.currency != currency_)
    return conflict(
        fmt::format("the store holds amounts in {} and the rulebook's currency is {}", currency_, wanted.currency));
  result.currency_ = wanted.currency;

  const CatalogAttribute* const presentKey = key();
  for (const CatalogAttribute& attribute : wanted.attributes) {
    const CatalogAttribute* const present = find(attribute.name);
    if (attribute.isKey && presentKey != nullptr && presentKey->name != attribute.name)
      return conflict(
          fmt::format("the store's key is `{}` and the rulebook's is `{}`", presentKey->name, attribute.name));
    if (present == nullptr) {
      result.attributes_.push_back(attribute);
      continue;
    }
    if (present->kind != attribute.kind || present->isList != attribute.isList)
      return otherType(attribute.name, typeName(*present), typeName(attribute));
    if (present->isKey != attribute.isKey)
      return conflict(fmt::format("`{}` is {} in the store and {} in the rulebook", attribute.name,
                                  present->isKey ? "the key" : "not the key", attribute.isKey ? "it is" : "it is not"));
    CatalogAttribute& into = result.attributes_[static_cast<std::size_t>(present - attributes_.data())];
    mergeField(into, attribute);
    into.keepMs = std::max(into.keepMs, attribute.keepMs);
    if (auto merged = mergeColumns(into, attribute); !merged.ok()) return merged.fault();
  }
  if (auto wrong = result.fault()) return *std::move(wrong);
  result.layOut();
  return result;
}

bool Catalog::extends(const Catalog& older) const {
  if (older.empty()) return true;
  if (profileName_ != older.profileName_ || attributes_.size() < older.attributes_.size()) return false;
  return std::equal(older.attributes_.begin(), older.attributes_.end(), attributes_.begin(),
                    [&](const CatalogAttribute& before, const CatalogAttribute& now) {
                      return fieldExtends(now, before) && before.isKey == now.isKey && before.isList == now.isList &&
                             before.keepMs <= now.keepMs && (!holdsMoney(before) || currency_ == older.currency_) &&
                             before.columns.size() <= now.columns.size() &&
                             std::equal(before.columns.begin(), before.columns.end(), now.columns.begin(),
                                        [](const auto& a, const auto& b) { return fieldExtends(b, a); });
                    });
}

}  // namespace regard
