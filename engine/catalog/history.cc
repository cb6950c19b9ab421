#include "engine/catalog/history.h"

#include <algorithm>
#include <utility>

namespace regard {
namespace {

CatalogField fieldOf(std::string_view name, TypeKind kind) {
  CatalogField field;
  field.name = name;
  field.kind = kind;
  return field;
}

CatalogAttribute instantOf(std::string_view name) {
  CatalogAttribute attribute;
  attribute.name = name;
  attribute.kind = TypeKind::kInstant;
  return attribute;
}

const CatalogField* columnOf(const CatalogAttribute& list, std::string_view name, TypeKind kind) {
  const auto found = std::find_if(list.columns.begin(), list.columns.end(), [&](const CatalogField& column) {
    return column.name == name && column.kind == kind;
  });
  return found == list.columns.end() ? nullptr : &*found;
}

}  // namespace

namespace history {

std::string listName(std::string_view stream, bool canClose) {
  return (canClose ? "case." : "event.") + std::string(stream);
}

std::string fromName(std::string_view list) { return std::string(list) + ".from"; }

std::string_view streamOf(std::string_view list) { return list.substr(list.find('.') + 1); }

}  // namespace history

std::optional<HistoryList> historyList(const Catalog& catalog, const CatalogAttribute& attribute) {
  if (!attribute.isList) return {};
  HistoryList list;
  list.rows = &attribute;
  list.from = catalog.find(history::fromName(attribute.name));
  list.at = columnOf(attribute, history::kAt, TypeKind::kInstant);
  list.key = columnOf(attribute, history::kRowKey, TypeKind::kText);
  list.closed = columnOf(attribute, history::kClosed, TypeKind::kInstant);
  const bool isWhole =
      list.from != nullptr && list.from->kind == TypeKind::kInstant && list.at != nullptr && list.key != nullptr;
  if (!isWhole) return {};
  return list;
}

std::vector<CatalogAttribute> historyAttributes(std::string_view stream, std::string_view title, bool canClose,
                                                std::vector<CatalogField> columns) {
  CatalogAttribute list;
  list.name = history::listName(stream, canClose);
  list.title = title;
  list.isList = true;
  list.columns = {fieldOf(history::kAt, TypeKind::kInstant), fieldOf(history::kRowKey, TypeKind::kText)};
  if (canClose) list.columns.push_back(fieldOf(history::kClosed, TypeKind::kInstant));
  for (CatalogField& column : columns) list.columns.push_back(std::move(column));
  CatalogAttribute from = instantOf(history::fromName(list.name));
  return {std::move(list), std::move(from)};
}

CatalogAttribute historySince() { return instantOf(history::kSince); }

}  // namespace regard
