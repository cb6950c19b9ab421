#include "engine/ingest/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/ingest/cell_reader.h"
#include "engine/ingest/column_map.h"
#include "engine/ingest/import_run.h"
#include "engine/ingest/list_reader.h"
#include "engine/ingest/reject_file.h"
#include "engine/ingest/run_writer.h"
#include "engine/store/profile_key.h"

namespace regard {

namespace {

using Clock = std::chrono::steady_clock;

/// Makes one record of one row.
class RowEncoder {
 public:
  RowEncoder(const Catalog& catalog, const ColumnMap& map) : builder_(catalog), map_(map) {
    for (std::size_t column = 0; column < map.attributes.size(); ++column) {
      const CatalogAttribute* const attribute = map.attributes[column];
      if (attribute == nullptr) continue;
      if (attribute->isList) {
        lists_.push_back({column, ListReader(*attribute, catalog.currency())});
      } else {
        values_.push_back({column, CellReader(*attribute, catalog.currency())});
      }
    }
  }

  /// False: the row is faulty, see column() and reason().
  bool encode(const Row& row, std::uint64_t rowNumber) {
    if (map_.keyColumn) {
      key_ = trimmed(row.cells[*map_.keyColumn]);
    } else {
      rowKey_ = fmt::format_int(rowNumber).str();
      key_ = rowKey_;
    }
    if (const auto padded = profileKey(key_, paddedKey_); !padded.ok()) [[unlikely]] {
      column_ = map_.keyColumn.value_or(0);
      reason_ = padded.fault().message;
      return false;
    }
    builder_.clear();
    unknown_.clear();
    return readValues(row) && readLists(row);
  }

  std::string_view key() const { return key_; }
  std::string_view record() { return builder_.finish(1); }
  std::size_t column() const { return column_; }
  const std::string& reason() const { return reason_; }

  /// By column of the file.
  std::vector<std::pair<std::string, std::uint64_t>> unknownCells() const {
    std::vector<std::pair<std::size_t, std::pair<std::string, std::uint64_t>>> counts;
    const auto add = [&](const auto& all) {
      for (const auto& filled : all)
        if (filled.unknownCells > 0)
          counts.push_back({filled.column, {filled.reader.attribute().name, filled.unknownCells}});
    };
    add(values_);
    add(lists_);
    std::sort(counts.begin(), counts.end());
    std::vector<std::pair<std::string, std::uint64_t>> named;
    for (auto& count : counts) named.push_back(std::move(count.second));
    return named;
  }
  /// Names inside lists that nothing takes.
  std::vector<std::string> unusedNames() const {
    std::vector<std::string> names;
    for (const auto& list : lists_)
      names.insert(names.end(), list.reader.unusedNames().begin(), list.reader.unusedNames().end());
    return names;
  }

 private:
  template <class Reader>
  struct Filled {
    std::size_t column;
    Reader reader;
    std::uint64_t unknownCells = 0;
  };

  bool fault(std::size_t column, std::string reason) {
    column_ = column;
    reason_ = std::move(reason);
    return false;
  }

  bool readValues(const Row& row) {
    for (const std::size_t column : row.arrays) {
      const CatalogAttribute* const attribute = map_.attributes[column];
      if (column == map_.keyColumn || (attribute != nullptr && !attribute->isList))
        return fault(column, "is a list, and the attribute holds one value");
    }
    Scalar value;
    for (auto& filled : values_) {
      const std::string_view cell = row.cells[filled.column];
      const CellOutcome outcome = filled.reader.read(cell, value, reason_);
      if (outcome == CellOutcome::kKnown) [[likely]] {
        builder_.put(filled.reader.attribute(), value, cell);
      } else if (outcome == CellOutcome::kUnknown) {
        unknown_.push_back(&filled.unknownCells);
      } else {
        column_ = filled.column;
        return false;
      }
    }
    return true;
  }

  /// Completes the row: only one that is taken counts its unknown cells.
  bool readLists(const Row& row) {
    for (auto& list : lists_) {
      const CellOutcome outcome = list.reader.read(row.cells[list.column], builder_, reason_);
      column_ = list.column;
      if (outcome == CellOutcome::kFault) return false;
      if (outcome == CellOutcome::kUnknown) unknown_.push_back(&list.unknownCells);
    }
    if (!lists_.empty() && builder_.bytes() > kRecordBytesMax)
      return fault(column_, "makes the customer's record too long");
    for (std::uint64_t* const cells : unknown_) ++*cells;
    return true;
  }

  RecordBuilder builder_;
  const ColumnMap& map_;
  std::vector<Filled<CellReader>> values_;
  std::vector<Filled<ListReader>> lists_;
  std::vector<std::uint64_t*> unknown_;  // the counts of what is unknown in this row
  std::string_view key_;
  std::string rowKey_, paddedKey_, reason_;
  std::size_t column_ = 0;
};

std::vector<std::uint32_t> keptAttributes(const Catalog& catalog, const ColumnMap& map) {
  std::vector<std::uint32_t> kept;
  for (const CatalogAttribute* missing : map.missing) {
    kept.push_back(static_cast<std::uint32_t>(missing - catalog.attributes().data()));
  }
  return kept;
}

}  // namespace

Result<ImportSummary> importFile(ProfileStore& store, const std::string& path, const ImportOptions& options,
                                 const std::function<void(const ImportProgress&)>& progress) {
  const auto start = Clock::now();
  const Result<Catalog> present = store.catalog();
  if (!present.ok()) return present.fault();
  const Result<Catalog> catalog = options.schema ? present->merged(*options.schema) : present;
  if (!catalog.ok()) return catalog.fault();
  Result<std::unique_ptr<TableReader>> reader = TableReader::open(path, options.table);
  if (!reader.ok()) return reader.fault();
  const RowNumbers numbers = options.keyFromRow ? RowNumbers::kTaken : RowNumbers::kOffered;
  Result<ColumnMap> map = mapColumns(*catalog, (*reader)->columns(), options.columnMap, numbers);
  if (!map.ok()) return map.fault();

  RejectFile rejects(rejectPathFor(path, options), (*reader)->delimiter(), masksFor(*catalog, *map));
  if (Status writable = rejects.check(); !writable) return writable.fault();
  const Result<Catalog> known = store.historyCatalog();
  if (!known.ok()) return known.fault();
  const Result<Catalog> history = options.history ? known->merged(*options.history) : known;
  if (!history.ok()) return history.fault();
  if (*catalog != *present || *history != *known) {
    if (auto put = store.writer().submit(PutCatalog{*catalog, *history}).get(); !put.ok()) return put.fault();
  }
  // From here on the store changes.
  RowEncoder encoder(*catalog, *map);
  RunWriter run(store.writer(), options.runBytes, keptAttributes(*catalog, *map));
  ImportRun import(store, **reader, *map, encoder, std::move(rejects), run);
  if (Status taken = import.takeRows(progress); !taken) return stopped(taken.fault(), run.safeRows());
  ImportSummary summary = import.summary();
  summary.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return summary;
}

}  // namespace regard
