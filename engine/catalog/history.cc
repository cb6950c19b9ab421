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

CatalogAttribute attributeOf(std::string name, TypeKind kind) {
  CatalogAttribute attribute;
  attribute.name = std::move(name);
  attribute.kind = kind;
  return attribute;
}

bool addsUp(TypeKind kind) {
  return kind == TypeKind::kNumber || kind == TypeKind::kMoney || kind == TypeKind::kPercent ||
         kind == TypeKind::kDuration || kind == TypeKind::kPeriod;
}

const CatalogAttribute* findOf(const Catalog& catalog, const std::string& name, TypeKind kind) {
  const CatalogAttribute* found = catalog.find(name);
  return found != nullptr && !found->isList && found->kind == kind ? found : nullptr;
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

std::string journeyStream(std::string_view journey) { return "journey." + std::string(journey); }

std::string countName(std::string_view list) { return std::string(list) + ".count"; }

std::string sumName(std::string_view list, std::string_view column) {
  return std::string(list) + ".sum." + std::string(column);
}

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
  list.count = findOf(catalog, history::countName(attribute.name), TypeKind::kNumber);
  if (list.count == nullptr) return list;
  for (std::size_t i = 0; i < attribute.columns.size(); ++i) {
    const CatalogField& column = attribute.columns[i];
    if (!addsUp(column.kind)) continue;
    list.sums.push_back({i, findOf(catalog, history::sumName(attribute.name, column.name), column.kind)});
    if (list.sums.back().total == nullptr) list.sums.pop_back();
  }
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
  CatalogAttribute from = attributeOf(history::fromName(list.name), TypeKind::kInstant);
  return {std::move(list), std::move(from)};
}

std::vector<CatalogAttribute> historyTotals(const CatalogAttribute& list) {
  std::vector<CatalogAttribute> totals = {attributeOf(history::countName(list.name), TypeKind::kNumber)};
  for (const CatalogField& column : list.columns)
    if (addsUp(column.kind)) {
      totals.push_back(attributeOf(history::sumName(list.name, column.name), column.kind));
      totals.back().isPrivate = column.isPrivate;
      totals.back().isProtected = column.isProtected;
    }
  return totals;
}

CatalogAttribute historySince() { return attributeOf(std::string(history::kSince), TypeKind::kInstant); }

}  // namespace regard
