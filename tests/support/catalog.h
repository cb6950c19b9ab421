#pragma once
// Attributes of profiles, as a store's catalog keeps them.

#include <string>
#include <utility>
#include <vector>

#include "engine/catalog/catalog.h"

namespace regard::support {

inline CatalogAttribute attribute(std::string name, TypeKind kind, std::vector<std::string> members = {}) {
  CatalogAttribute made;
  made.name = std::move(name);
  made.kind = kind;
  for (std::string& member : members) made.members.push_back({std::move(member), ""});
  return made;
}

/// One that files call by another name.
inline CatalogAttribute titledAttribute(std::string name, TypeKind kind, std::string title) {
  CatalogAttribute made = attribute(std::move(name), kind);
  made.title = std::move(title);
  return made;
}

inline CatalogAttribute keyAttribute(std::string name) {
  CatalogAttribute made = attribute(std::move(name), TypeKind::kText);
  made.isKey = true;
  return made;
}

inline CatalogAttribute listAttribute(std::string name, const std::vector<CatalogAttribute>& columns) {
  CatalogAttribute made;
  made.name = std::move(name);
  made.isList = true;
  for (const CatalogAttribute& column : columns) made.columns.push_back(column);
  return made;
}

}  // namespace regard::support
