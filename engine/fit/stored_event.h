#pragma once
// An event in a store's histories, by its name in the rules.

#include <string>

#include "base/result.h"
#include "engine/catalog/history.h"

namespace regard::fit {

struct StoredEvent {
  HistoryList list;
  const CatalogField* amount = nullptr;  ///< a column of type money; null: nobody asked
};
/// `field`: of type money; empty: nobody asks. Valid while the catalog lives. kInvalid, with the nearest: no such event
/// or field.
Result<StoredEvent> storedEvent(const Catalog& catalog, const std::string& event, const std::string& field);

}  // namespace regard::fit
