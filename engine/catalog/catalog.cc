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

}  // namespace

const CatalogAttribute* Catalog::find(std::string_view name) const {
  const auto at = std::find_if(attributes_.begin(), attributes_.end(), [&](const auto& a) { return a.name == name; });
  return at == attributes_.end() ? nullptr : &*at;
}

const CatalogAttribute* Catalog::key() const {
  const auto at = std::find_if(attributes_.begin(), attributes_.end(), [](const auto& a) { return a.isKey; });
  return at == attributes_.end() ? nullptr : &*at;
}

std::optional<Fault> Catalog::fault() const {
  const auto invalid = [](std::string message) { return Fault{FaultKind::kInvalid, std::move(message)}; };
  if (attributes_.size() > kAttributesMax)
    return invalid(fmt::format("a profile may have at most {} attributes in all its versions", kAttributesMax));
  std::string twice;
  if (!allDistinct(attributes_, twice)) return invalid(fmt::format("the attribute `{}` is declared twice", twice));
  std::size_t keys = 0;
  for (const CatalogAttribute& attribute : attributes_) {
    if (attribute.name.empty()) return invalid("an attribute has no name");
    if (attribute.kind == TypeKind::kError) return invalid(fmt::format("`{}` has no type", attribute.name));
    if (attribute.kind != TypeKind::kChoice && !attribute.members.empty())
      return invalid(fmt::format("`{}` is a {} and cannot have members", attribute.name, kindName(attribute.kind)));
    if (attribute.members.size() > kMembersMax)
      return invalid(fmt::format("the choice `{}` may have at most {} members", attribute.name, kMembersMax));
    if (!allDistinct(attribute.members, twice))
      return invalid(fmt::format("the choice `{}` has two members `{}`", attribute.name, twice));
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

  const bool hasMoney =
      std::any_of(attributes_.begin(), attributes_.end(), [](const auto& a) { return a.kind == TypeKind::kMoney; });
  if (hasMoney && wanted.currency != currency_)
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
    if (present->kind != attribute.kind)
      return conflict(
          fmt::format("`{}` is a {} in the store and a {} in the rulebook: give the new attribute another "
                      "name",
                      attribute.name, kindName(present->kind), kindName(attribute.kind)));
    if (present->isKey != attribute.isKey)
      return conflict(fmt::format("`{}` is {} in the store and {} in the rulebook", attribute.name,
                                  present->isKey ? "the key" : "not the key", attribute.isKey ? "it is" : "it is not"));
    CatalogAttribute& into = result.attributes_[static_cast<std::size_t>(present - attributes_.data())];
    if (!attribute.title.empty()) into.title = attribute.title;
    into.isPrivate |= attribute.isPrivate;
    into.isProtected |= attribute.isProtected;
    mergeMembers(into.members, attribute.members);
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
                      return before.name == now.name && before.kind == now.kind && before.isKey == now.isKey &&
                             (before.kind != TypeKind::kMoney || currency_ == older.currency_) &&
                             before.members.size() <= now.members.size() &&
                             std::equal(before.members.begin(), before.members.end(), now.members.begin(),
                                        [](const auto& a, const auto& b) { return a.name == b.name; });
                    });
}

}  // namespace regard
