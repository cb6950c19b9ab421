#include "engine/ingest/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/ingest/cell_reader.h"
#include "engine/ingest/column_map.h"
#include "engine/ingest/list_reader.h"
#include "engine/ingest/reject_file.h"
#include "engine/ingest/run_writer.h"
#include "engine/store/profile_key.h"

namespace regard {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kRowsPerClockLook = 256;
constexpr auto kProgressEvery = std::chrono::milliseconds(100);

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

/// Private columns are masked; if there is any, so is whatever no attribute vouches for.
RejectMasks masksFor(const Catalog& catalog, const ColumnMap& map) {
  RejectMasks masks;
  for (const CatalogAttribute& attribute : catalog.attributes()) masks.unreadRows |= holdsPrivate(attribute);
  for (std::size_t column = 0; column < map.attributes.size(); ++column) {
    const CatalogAttribute* attribute = map.keyColumn == column ? catalog.key() : map.attributes[column];
    masks.columns.push_back(attribute != nullptr ? holdsPrivate(*attribute) : masks.unreadRows);
  }
  return masks;
}

std::vector<std::uint32_t> keptAttributes(const Catalog& catalog, const ColumnMap& map) {
  std::vector<std::uint32_t> kept;
  for (const CatalogAttribute* missing : map.missing) {
    kept.push_back(static_cast<std::uint32_t>(missing - catalog.attributes().data()));
  }
  return kept;
}

std::string rejectPathFor(const std::string& path, const ImportOptions& options) {
  if (!options.rejectPath.empty()) return options.rejectPath;
  return path == "-" ? "stdin.rejects.csv" : path + ".rejects.csv";
}

Fault stopped(const Fault& fault, std::uint64_t safeRows) {
  return {fault.kind, fmt::format("{}; the import stopped, {} {} safely in the store", fault.message, safeRows,
                                  safeRows == 1 ? "row is" : "rows are")};
}

class Import {
 public:
  Import(ProfileStore& store, const Catalog& catalog, TableReader& reader, ColumnMap map, RejectFile rejects,
         std::size_t runBytes)
      : store_(store),
        reader_(reader),
        map_(std::move(map)),
        encoder_(catalog, map_),
        rejects_(std::move(rejects)),
        run_(store.writer(), runBytes, keptAttributes(catalog, map_)) {}

  Status takeRows(const std::function<void(const ImportProgress&)>& progress) {
    auto nextReport = Clock::now() + kProgressEvery;
    Row row;
    while (reader_.next(row)) {
      ++rows_;
      if (Status taken = take(row); !taken) return taken;
      if (progress && rows_ % kRowsPerClockLook == 0 && Clock::now() >= nextReport) {
        nextReport = Clock::now() + kProgressEvery;
        progress({rows_, rejects_.count(), reader_.bytesRead(), reader_.bytesTotal()});
      }
    }
    if (Status written = run_.finish(); !written) return written;
    if (Status closed = rejects_.close(); !closed) return closed;
    if (progress) progress({rows_, rejects_.count(), reader_.bytesRead(), reader_.bytesTotal()});
    return reader_.status();
  }

  std::uint64_t safeRows() const { return run_.safeRows(); }

  ImportSummary summary() const {
    ImportSummary summary;
    summary.rows = rows_;
    summary.rejected = rejects_.count();
    summary.imported = rows_ - rejects_.count();
    summary.replaced = run_.replaced();
    summary.unusedColumns = map_.unusedColumns;
    summary.unusedColumns.insert(summary.unusedColumns.end(), reader_.lateColumns().begin(),
                                 reader_.lateColumns().end());
    const std::vector<std::string> inLists = encoder_.unusedNames();
    summary.unusedColumns.insert(summary.unusedColumns.end(), inLists.begin(), inLists.end());
    for (const CatalogAttribute* missing : map_.missing) summary.missingAttributes.push_back(missing->name);
    summary.unknownCells = encoder_.unknownCells();
    if (rejects_.count() > 0) summary.rejectPath = rejects_.path();
    summary.firstRejects = rejects_.first();
    summary.storeBytes = store_.env().bytesOnDisk();
    return summary;
  }

 private:
  Status take(const Row& row) {
    if (!row.fault.empty()) [[unlikely]]
      return rejects_.add(row, {}, row.fault);
    if (!encoder_.encode(row, rows_)) [[unlikely]] {
      return rejects_.add(row, reader_.columns()[encoder_.column()], encoder_.reason());
    }
    return run_.add(encoder_.key(), encoder_.record());
  }

  ProfileStore& store_;
  TableReader& reader_;
  ColumnMap map_;
  RowEncoder encoder_;
  RejectFile rejects_;
  RunWriter run_;
  std::uint64_t rows_ = 0;
};

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
  Result<ColumnMap> map = mapColumns(*catalog, (*reader)->columns(), options.columnMap, options.keyFromRow);
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
  Import import(store, *catalog, **reader, std::move(*map), std::move(rejects), options.runBytes);
  if (Status taken = import.takeRows(progress); !taken) return stopped(taken.fault(), import.safeRows());
  ImportSummary summary = import.summary();
  summary.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return summary;
}

}  // namespace regard
