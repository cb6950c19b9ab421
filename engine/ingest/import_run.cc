#include "engine/ingest/import_run.h"

#include <fmt/format.h>

namespace regard {

RejectMasks masksFor(const Catalog& catalog, const ColumnMap& map) {
  RejectMasks masks;
  for (const CatalogAttribute& attribute : catalog.attributes()) masks.unreadRows |= holdsPrivate(attribute);
  for (std::size_t column = 0; column < map.attributes.size(); ++column) {
    const CatalogAttribute* attribute = map.keyColumn == column ? catalog.key() : map.attributes[column];
    masks.columns.push_back(attribute != nullptr ? holdsPrivate(*attribute) : masks.unreadRows);
  }
  return masks;
}

std::string rejectPathFor(const std::string& path, const ImportOptions& options) {
  if (!options.rejectPath.empty()) return options.rejectPath;
  return path == "-" ? "stdin.rejects.csv" : path + ".rejects.csv";
}

Fault stopped(const Fault& fault, std::uint64_t safeRows) {
  return {fault.kind, fmt::format("{}; the import stopped, {} {} safely in the store", fault.message, safeRows,
                                  safeRows == 1 ? "row is" : "rows are")};
}

}  // namespace regard
