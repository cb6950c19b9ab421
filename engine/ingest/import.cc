#include "engine/ingest/import.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "engine/ingest/cell_reader.h"
#include "engine/ingest/column_map.h"
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
      if (map.attributes[column] != nullptr)
        filled_.push_back({column, CellReader(*map.attributes[column], catalog.currency())});
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
    for (std::uint32_t i = 0; i < filled_.size(); ++i) {
      const CellOutcome outcome = filled_[i].reader.read(row.cells[filled_[i].column], builder_, reason_);
      if (outcome == CellOutcome::kKnown) [[likely]]
        continue;
      if (outcome == CellOutcome::kUnknown) {
        unknown_.push_back(i);
        continue;
      }
      column_ = filled_[i].column;
      return false;
    }
    for (const std::uint32_t i : unknown_) ++filled_[i].unknownCells;
    return true;
  }

  std::string_view key() const { return key_; }
  std::string_view record() { return builder_.finish(1); }
  std::size_t column() const { return column_; }
  const std::string& reason() const { return reason_; }

  std::vector<std::pair<std::string, std::uint64_t>> unknownCells() const {
    std::vector<std::pair<std::string, std::uint64_t>> counts;
    for (const Filled& filled : filled_) {
      if (filled.unknownCells > 0) counts.emplace_back(filled.reader.attribute().name, filled.unknownCells);
    }
    return counts;
  }

 private:
  struct Filled {
    std::size_t column;
    CellReader reader;
    std::uint64_t unknownCells = 0;
  };

  RecordBuilder builder_;
  const ColumnMap& map_;
  std::vector<Filled> filled_;
  std::vector<std::uint32_t> unknown_;  // of this row
  std::string_view key_;
  std::string rowKey_, paddedKey_, reason_;
  std::size_t column_ = 0;
};

/// Private columns are masked; if there is any, so is whatever no attribute vouches for.
RejectMasks masksFor(const Catalog& catalog, const ColumnMap& map) {
  RejectMasks masks;
  for (const CatalogAttribute& attribute : catalog.attributes()) masks.unreadRows |= attribute.isPrivate;
  for (std::size_t column = 0; column < map.attributes.size(); ++column) {
    const CatalogAttribute* attribute = map.keyColumn == column ? catalog.key() : map.attributes[column];
    masks.columns.push_back(attribute != nullptr ? attribute->isPrivate : masks.unreadRows);
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
  if (!(*catalog == *present)) {
    if (auto put = store.writer().submit(PutCatalog{*catalog}).get(); !put.ok()) return put.fault();
  }
  // From here on the store changes.
  Import import(store, *catalog, **reader, std::move(*map), std::move(rejects), options.runBytes);
  if (Status taken = import.takeRows(progress); !taken) return stopped(taken.fault(), import.safeRows());
  ImportSummary summary = import.summary();
  summary.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return summary;
}

}  // namespace regard
