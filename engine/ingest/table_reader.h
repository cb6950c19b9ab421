#pragma once
// A data file as a stream of rows of cells: CSV (RFC 4180, with ; , tab or | found by looking) and NDJSON. Constant
// memory; a row is valid until the next call. One faulty row is a row with a fault, never the end of the file.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace regard {

struct Row {
  std::uint64_t line = 0;                   ///< where it starts, from 1
  std::span<const std::string_view> cells;  ///< one per column; missing NDJSON keys and nulls: data() == nullptr
  std::span<const std::size_t> arrays;      ///< NDJSON: columns whose cell is a JSON array, as the file writes it
  std::string_view raw;                     ///< the row's own bytes, for a reject file
  std::string fault;                        ///< non-empty: why the row could not be read
};

inline constexpr std::size_t kRawBytesMax = 4096;  ///< of an overlong row, shown in a reject file

struct TableOptions {
  char delimiter = 0;                   ///< 0: find out
  std::size_t rowBytesMax = 1U << 20U;  ///< beyond: that row is faulty
};

class TableReader {
 public:
  virtual ~TableReader() = default;
  /// By the file's ending: .csv .tsv .txt, .ndjson .jsonl. "-" is standard input (CSV unless it starts with `{`).
  /// kNotFound, kIo, kInvalid (no header, two columns of one name, not UTF-8). A UTF-8 byte-order mark is skipped.
  static Result<std::unique_ptr<TableReader>> open(const std::string& path, const TableOptions& options = {});

  /// CSV: the header's names, blanks around them dropped; `column 3` for an empty one. NDJSON: the keys of the first
  /// 1,000 rows, in the order met; a key of an object inside is `consent.email`.
  virtual const std::vector<std::string>& columns() const = 0;
  /// NDJSON: the keys of the first 1,000 rows that hold objects, such as `consent`. A row where such a key holds
  /// something else, or another key an object, is faulty.
  virtual const std::vector<std::string>& objects() const = 0;
  /// NDJSON: keys first met after those 1,000 rows, which no row has a cell for. Grows while reading.
  virtual const std::vector<std::string>& lateColumns() const = 0;
  /// False at the end, or when reading failed: see status(). Blank lines are skipped.
  virtual bool next(Row& row) = 0;
  /// kIo if reading stopped before the end of the file.
  virtual const Status& status() const = 0;
  virtual std::uint64_t bytesRead() const = 0;
  virtual std::uint64_t bytesTotal() const = 0;  ///< 0 if not known
  virtual char delimiter() const = 0;            ///< 0 for NDJSON
};

}  // namespace regard
