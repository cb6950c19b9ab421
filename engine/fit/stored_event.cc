#include "engine/fit/stored_event.h"

#include <fmt/format.h>

#include <vector>

#include "base/nearest.h"

namespace regard::fit {
namespace {

std::string orNearest(const std::string& name, const std::vector<std::string>& known) {
  const std::string nearest = didYouMean(name, known);
  return nearest.empty() ? "" : ": " + nearest;
}

Result<HistoryList> eventNamed(const Catalog& catalog, const std::string& event) {
  std::vector<std::string> known;
  for (const CatalogAttribute& attribute : catalog.attributes()) {
    const auto list = historyList(catalog, attribute);
    if (!list) continue;
    known.emplace_back(history::streamOf(attribute.name));
    if (known.back() == event) return *list;
  }
  return invalid(fmt::format("the store has no event `{}`{}", event, orNearest(event, known)));
}

Result<const CatalogField*> amountIn(const HistoryList& list, const std::string& event, const std::string& spend) {
  std::vector<std::string> known;
  for (const CatalogField& column : list.rows->columns) {
    if (column.kind != TypeKind::kMoney) continue;
    known.push_back(column.name.substr(0, column.name.find('.')));
    if (known.back() == spend) return &column;
  }
  return invalid(fmt::format("`{}` has no field `{}` of type money{}", event, spend, orNearest(spend, known)));
}

}  // namespace

Result<StoredEvent> storedEvent(const Catalog& catalog, const std::string& event, const std::string& field) {
  const auto list = eventNamed(catalog, event);
  if (!list) return list.fault();
  StoredEvent out{*list, nullptr};
  if (field.empty()) return out;
  const auto amount = amountIn(*list, event, field);
  if (!amount) return amount.fault();
  out.amount = *amount;
  return out;
}

}  // namespace regard::fit
