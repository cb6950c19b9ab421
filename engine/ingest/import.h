#pragma once
// A data file into the store: columns to attributes, cells to values, rows to records.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/catalog/catalog.h"
#include "engine/catalog/history.h"
#include "engine/ingest/table_reader.h"
#include "engine/store/profile_store.h"

namespace regard {

struct ImportOptions {
  std::vector<std::pair<std::string, std::string>> columnMap;  ///< column -> attribute; an empty attribute: leave out
  bool keyFromRow = false;                                     ///< no key column: rows are numbered from 1
  std::string rejectPath;                ///< empty: FILE.rejects.csv, made only if a row is rejected
  std::size_t runBytes = 256U << 20U;    ///< rows gathered before they are sorted and written
  std::optional<ProfileSchema> schema;   ///< makes room for it in the store's catalog, once the file's columns fit it
  std::optional<ProfileSchema> history;  ///< likewise, of what happens to customers
  TableOptions table;
};

struct ImportProgress {
  std::uint64_t rows = 0, rejected = 0, bytes = 0, bytesTotal = 0;
};

struct ImportSummary {
  std::uint64_t rows = 0;      ///< rows of the file, without the header and blank lines
  std::uint64_t imported = 0;  ///< of them, those that are in the store, or were until a later row replaced them
  std::uint64_t rejected = 0;
  RowCounts history;           ///< of events: what became of the rows that could be read
  std::uint64_t replaced = 0;  ///< imported rows whose customer was there already, from before or from an earlier row
  double seconds = 0;
  std::vector<std::string> unusedColumns;  ///< columns that no attribute takes; `products.colour`: keys inside lists
  std::vector<std::string> missingAttributes;                       ///< attributes that no column fills
  std::vector<std::pair<std::string, std::uint64_t>> unknownCells;  ///< attribute -> cells left unknown
  std::string rejectPath;                                           ///< empty: nothing was rejected
  std::vector<std::string> firstRejects;  ///< up to five, as in the reject file: line, column, reason
  std::uint64_t storeBytes = 0;
};

/// Streams `path` into `store`, which must have a catalog unless `options.schema` brings one. Cells are read by
/// base/literals.h in the data dialect; an empty cell, `unknown`, `null`, `NA`, `N/A` (as the whole cell) is unknown;
/// of text only the empty one is. A column finds its attribute by name, by title, or by snakeName(). Blanks around a
/// customer's id are no part of it. A customer that is there already keeps the attributes no column fills. Private
/// values are masked in the reject file and in firstRejects. The last sync is in the time. kInvalid if no column fills
/// the key (with advice), if a mapped column or attribute does not exist, or if the reject file would overwrite
/// something else; the store is as it was then. Faults that stop it half way (kFull, kIo) say how many rows are safely
/// in.
Result<ImportSummary> importFile(ProfileStore& store, const std::string& path, const ImportOptions& options,
                                 const std::function<void(const ImportProgress&)>& progress);

}  // namespace regard
