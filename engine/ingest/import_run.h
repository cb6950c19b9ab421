#pragma once
// What every import does with the rows of its file. Inside engine/ingest only.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/ingest/column_map.h"
#include "engine/ingest/import.h"
#include "engine/ingest/reject_file.h"
#include "engine/ingest/run_writer.h"

namespace regard {

/// Private columns are masked; if there is any, so is whatever no attribute vouches for.
RejectMasks masksFor(const Catalog& catalog, const ColumnMap& map);
std::string rejectPathFor(const std::string& path, const ImportOptions& options);
/// The fault that stopped an import half way.
Fault stopped(const Fault& fault, std::uint64_t safeRows);

/// A file's rows through an encoder into a run. `Encoder` has
///   bool encode(const Row&, std::uint64_t rowNumber);  // false: column() and reason() say what is wrong
///   std::string_view key() const, record();
///   unknownCells() const, unusedNames() const;         // as ImportSummary has them
template <class Encoder>
class ImportRun {
 public:
  /// REQUIRES that all outlive this.
  ImportRun(ProfileStore& store, TableReader& reader, const ColumnMap& map, Encoder& encoder, RejectFile rejects,
            RunWriter& run)
      : store_(store), reader_(reader), map_(map), encoder_(encoder), rejects_(std::move(rejects)), run_(run) {}

  Status takeRows(const std::function<void(const ImportProgress&)>& progress) {
    using Clock = std::chrono::steady_clock;
    constexpr std::uint64_t kRowsPerClockLook = 256;
    constexpr auto kProgressEvery = std::chrono::milliseconds(100);
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

  ImportSummary summary() const {
    ImportSummary summary;
    summary.rows = rows_;
    summary.rejected = rejects_.count();
    summary.imported = rows_ - rejects_.count();
    summary.replaced = run_.replaced();
    summary.history = run_.rowCounts();
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
  const ColumnMap& map_;
  Encoder& encoder_;
  RejectFile rejects_;
  RunWriter& run_;
  std::uint64_t rows_ = 0;
};

}  // namespace regard
