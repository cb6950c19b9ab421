#pragma once
// A list's cell, a JSON array, into rows of a record.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog/catalog.h"
#include "engine/ingest/cell_reader.h"
#include "engine/store/record_builder.h"

namespace regard {

class ListReader {
 public:
  static constexpr std::size_t kUnusedNamesMax = 100;

  /// REQUIRES that both outlive this, and a list.
  ListReader(const CatalogAttribute& list, std::string_view currency);
  ListReader(ListReader&&) noexcept;
  ~ListReader();

  /// Sets the list in `builder` (cleared before). An element is an object whose keys find the columns by name, title or
  /// snakeName(), or one value for the column `item`; null is a row of which nothing is known. A cell that says nothing
  /// is an unknown list, `[]` an empty one. kFault: `reason` says which element, which column and why, without the
  /// value if it is private; the list in `builder` is then anything.
  CellOutcome read(std::string_view cell, RecordBuilder& builder, std::string& reason);

  const CatalogAttribute& attribute() const;
  /// Keys met in elements that no column takes, such as `products.colour`; the first kUnusedNamesMax of them.
  const std::vector<std::string>& unusedNames() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace regard
