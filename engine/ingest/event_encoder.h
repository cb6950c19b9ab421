#pragma once
// Rows of a file of events, each as a history of that one row.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/catalog/history.h"
#include "engine/ingest/cell_reader.h"
#include "engine/ingest/column_map.h"
#include "engine/ingest/table_reader.h"
#include "engine/store/profile_store.h"
#include "engine/store/record_builder.h"

namespace regard {

/// What the columns of a file of events can fill: the customer's key, and what a row of the list has. Beside a catalog
/// because files are mapped to catalogs; nothing is stored so.
Result<Catalog> eventColumns(const Catalog& profiles, const HistoryList& list);

class EventEncoder {
 public:
  /// `columns` as eventColumns() gives them, `map` to them. `zone`: the clock of times that name none. REQUIRES that
  /// all outlive this, and a map with a key column.
  EventEncoder(const ProfileStore& store, const Catalog& history, const HistoryList& list, const Catalog& columns,
               const ColumnMap& map, const Zone* zone, std::int64_t nowMs);

  /// False: the row is faulty, see column() and reason(). So is one of nobody who is in the store, one that says
  /// nothing of when it happened, and one from after `nowMs`.
  bool encode(const Row& row, std::uint64_t rowNumber);

  std::string_view key() const { return key_; }
  std::string_view record() { return builder_.finish(1); }
  std::size_t column() const { return column_; }
  const std::string& reason() const { return reason_; }
  std::vector<std::pair<std::string, std::uint64_t>> unknownCells() const;
  std::vector<std::string> unusedNames() const { return {}; }
  /// Why reading the store stopped the import, if it did.
  const Status& status() const { return status_; }

 private:
  struct Filled {
    std::size_t column;
    const CatalogField* field;  ///< of the list
    CellReader reader;
    std::uint64_t unknownCells = 0;
  };

  bool fault(std::size_t column, std::string reason);
  bool isCustomer(std::string_view id);
  bool readCell(Filled& filled, std::string_view cell);

  const ProfileStore& store_;
  const HistoryList& list_;
  const ColumnMap& map_;
  std::int64_t nowMs_;
  RecordBuilder builder_;
  std::vector<Filled> filled_;
  std::optional<std::size_t> atColumn_;
  std::optional<ReadTxn> txn_;
  std::uint64_t looks_ = 0;
  std::string known_;  ///< the customer found last
  std::string_view key_;
  Scalar at_, closed_;
  std::string paddedKey_, reason_;
  std::size_t column_ = 0;
  Status status_ = Done{};
};

}  // namespace regard
