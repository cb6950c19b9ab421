#pragma once
// Which column fills which attribute.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/catalog/catalog.h"

namespace regard {

/// Whether the number of its row may stand for a customer's key.
enum class RowNumbers : std::uint8_t {
  kNever,    ///< the rows are about customers who are there already
  kOffered,  ///< not asked for: a message may propose it
  kTaken,
};

struct ColumnMap {
  std::vector<const CatalogAttribute*> attributes;  ///< by column; null: unused. The key is not among them
  std::optional<std::size_t> keyColumn;             ///< empty: rows are numbered
  std::vector<std::string> unusedColumns;
  std::vector<const CatalogAttribute*> missing;  ///< attributes no column fills, the key aside
};

/// Explicit pairs first, then equal names, then titles, then names alike but for case and punctuation; an attribute
/// is taken once. kInvalid if a pair names something that does not exist or an attribute twice, if two columns are
/// equally like one attribute, or if nothing fills the key and rows are not to be numbered.
Result<ColumnMap> mapColumns(const Catalog& catalog, const std::vector<std::string>& columns,
                             const std::vector<std::pair<std::string, std::string>>& pairs, RowNumbers numbers);

}  // namespace regard
