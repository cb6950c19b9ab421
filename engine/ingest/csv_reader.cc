#include "engine/ingest/csv_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_set>
#include <utility>

#include "base/utf8.h"
#include "engine/ingest/cell_reader.h"
#include "engine/ingest/csv_scan.h"

// A faulty row must not take its neighbours with it. A quote that is never closed, or closed by a quote of a later
// row, makes one "row" of many lines; such a row is cut back to end before the first of its lines that reads well by
// itself, and reading goes on there.

namespace regard {

namespace {

constexpr std::size_t kDelimiterRows = 50;  // rows looked at to find the delimiter
constexpr std::size_t kDelimiterBytes = 64U << 10U;
bool isBlank(std::string_view text) { return text.find_first_not_of(" \t") == std::string_view::npos; }

/// The delimiter under which the most of the first rows have as many cells as the header, and then the most cells.
char findDelimiter(std::string_view sample, bool whole) {
  char best = ',';
  std::pair<std::size_t, std::size_t> bestScore{0, 0};
  for (const char delimiter : {',', ';', '\t', '|'}) {
    CsvScanner scanner(delimiter);
    const char* at = sample.data();
    const char* const end = at + sample.size();
    std::size_t headerCells = 0, alike = 0;
    for (std::size_t rows = 0; rows < kDelimiterRows && at < end; ++rows) {
      const ScannedRow row = scanner.scan(at, end, whole);
      if (row.end != ScanEnd::kRow) break;
      at += row.bytes;
      if (rows == 0) headerCells = scanner.cells().size();
      if (scanner.cells().size() == headerCells) ++alike;
    }
    const std::pair<std::size_t, std::size_t> score{alike, headerCells};
    if (headerCells > 1 && score > bestScore) {
      bestScore = score;
      best = delimiter;
    }
  }
  return best;
}

class CsvReader final : public TableReader {
 public:
  CsvReader(ByteWindow window, const TableOptions& options) : window_(std::move(window)), options_(options) {}

  Status readHeader(const std::string& name);

  const std::vector<std::string>& columns() const override { return columns_; }
  const std::vector<std::string>& lateColumns() const override { return noColumns_; }
  const std::vector<std::string>& objects() const override { return noColumns_; }
  bool next(Row& row) override;
  const Status& status() const override { return window_.status(); }
  std::uint64_t bytesRead() const override { return window_.consumed(); }
  std::uint64_t bytesTotal() const override { return window_.total(); }
  char delimiter() const override { return scanner_.delimiter(); }

 private:
  ScannedRow scanWhole();
  void unreadable(Row& row, const ScannedRow& scanned);
  bool readsWell(const char* from, const char* end);
  std::size_t faultyBytes(const ScannedRow& scanned);
  void fault(Row& row, std::size_t bytes, std::string reason);
  void skipRestOfLine();
  std::string byteFault(std::string_view raw) const;
  std::string endFault(const ScannedRow& scanned) const;

  ByteWindow window_;
  TableOptions options_;
  CsvScanner scanner_{','};
  CsvScanner trial_{','};
  std::vector<std::string> columns_;
  const std::vector<std::string> noColumns_;
  std::string rawCopy_;
  std::size_t pending_ = 0;  // bytes of the row handed out, consumed when the next one is asked for
  std::uint64_t line_ = 1;
};

Status CsvReader::readHeader(const std::string& name) {
  while (window_.size() < kDelimiterBytes && window_.more()) {}
  if (!window_.status()) return window_.status();
  if (window_.view().starts_with("\xEF\xBB\xBF")) window_.consume(3);
  if (window_.view().starts_with("\xFF\xFE") || window_.view().starts_with("\xFE\xFF")) {
    return Fault{FaultKind::kInvalid, fmt::format("`{}` is UTF-16: save it as UTF-8", name)};
  }
  while (window_.size() > 0) {  // blank lines before the header
    const char* end = afterLine(window_.begin(), window_.end());
    if (window_.view().substr(0, static_cast<std::size_t>(end - window_.begin())).find_first_not_of(" \t\r\n") !=
        std::string_view::npos) {
      break;
    }
    window_.consume(static_cast<std::size_t>(end - window_.begin()));
    ++line_;
  }
  const Fault empty{FaultKind::kInvalid, fmt::format("`{}` is empty: its first line must name the columns", name)};
  if (window_.size() == 0) return empty;
  const char delimiter = options_.delimiter != 0
                             ? options_.delimiter
                             : findDelimiter(window_.view().substr(0, kDelimiterBytes), window_.atEnd());
  scanner_ = CsvScanner(delimiter);
  trial_ = CsvScanner(delimiter);
  const ScannedRow header = scanWhole();
  const std::string_view raw = window_.view().substr(0, header.rawBytes);
  if (header.end != ScanEnd::kRow) {
    const char* const cannot = header.end == ScanEnd::kMore && !header.inQuotes ? "" : "cannot be read: ";
    return Fault{FaultKind::kInvalid, fmt::format("the header of `{}` {}{}", name, cannot, endFault(header))};
  }
  if (std::string bad = byteFault(raw); !bad.empty()) {
    return Fault{FaultKind::kInvalid, fmt::format("the header of `{}` {}", name, bad)};
  }
  std::unordered_set<std::string> seen;
  for (const std::string_view cell : scanner_.cells()) {
    std::string column(trimmed(cell));
    if (column.empty()) column = fmt::format("column {}", columns_.size() + 1);
    if (!seen.insert(column).second) {
      return Fault{FaultKind::kInvalid,
                   fmt::format("`{}` has two columns named `{}`: give each column a name of its own", name, column)};
    }
    columns_.push_back(std::move(column));
  }
  window_.consume(header.bytes);
  line_ += header.lines;
  return Done{};
}

/// The next row, with as much of the file in the window as it takes. Never kMore, unless the row is longer than
/// rowBytesMax.
ScannedRow CsvReader::scanWhole() {
  for (;;) {
    ScannedRow row = scanner_.scan(window_.begin(), window_.end(), window_.atEnd());
    const bool cut = row.end == ScanEnd::kAfterQuote && !window_.atEnd() &&
                     afterLine(window_.begin() + row.faultAt, window_.end()) == window_.end();
    if ((row.end != ScanEnd::kMore && !cut) || window_.size() > options_.rowBytesMax) return row;
    window_.more();
  }
}

bool CsvReader::next(Row& row) {
  row.fault.clear();
  for (;;) {
    window_.consume(std::exchange(pending_, 0));
    if (window_.size() == 0 && !window_.more()) return false;
    const ScannedRow scanned = scanWhole();
    row.line = line_;
    if (scanned.end != ScanEnd::kRow || scanned.rawBytes > options_.rowBytesMax) [[unlikely]] {
      unreadable(row, scanned);
      return true;
    }
    row.raw = {window_.begin(), scanned.rawBytes};
    const std::size_t cells = scanner_.cells().size();
    if ((cells != columns_.size() || cells == 1) && isBlank(row.raw)) {
      pending_ = scanned.bytes;
      ++line_;
      continue;
    }
    if (cells != columns_.size()) [[unlikely]] {
      fault(row, scanned.lines == 1 ? scanned.bytes : faultyBytes(scanned),
            fmt::format("has {} {}, the header has {}", cells, cells == 1 ? "cell" : "cells", columns_.size()));
      return true;
    }
    row.cells = scanner_.cells();
    pending_ = scanned.bytes;
    line_ += scanned.lines;
    if (scanned.suspicious) [[unlikely]] {
      row.fault = byteFault(row.raw);
      if (!row.fault.empty()) row.cells = {};
    }
    return true;
  }
}

/// A row whose end is not where it should be.
void CsvReader::unreadable(Row& row, const ScannedRow& scanned) {
  std::size_t bytes = window_.size();
  if (scanned.end == ScanEnd::kRow) {
    bytes = scanned.bytes;
  } else if (scanned.end != ScanEnd::kMore || scanned.inQuotes) {
    bytes = faultyBytes(scanned);
  }
  fault(row, bytes, endFault(scanned));
}

bool CsvReader::readsWell(const char* from, const char* end) {
  return trial_.scan(from, end, true).end == ScanEnd::kRow && trial_.cells().size() == columns_.size();
}

/// How far a faulty row of several lines reaches: to before the first later line that reads well.
std::size_t CsvReader::faultyBytes(const ScannedRow& scanned) {
  const char* const begin = window_.begin();
  const char* reach = window_.end();
  if (scanned.end == ScanEnd::kRow) reach = begin + scanned.bytes;
  if (scanned.end == ScanEnd::kAfterQuote) reach = afterLine(begin + scanned.faultAt, window_.end());
  for (const char* line = afterLine(begin, reach); line < reach;) {
    const char* after = afterLine(line, window_.end());
    if (readsWell(line, after)) return static_cast<std::size_t>(line - begin);
    line = after;
  }
  return static_cast<std::size_t>(reach - begin);
}

/// Hands out `bytes` of the window as a faulty row. Bytes that do not end in a line end were cut by the limit: what
/// is left of that line is passed over.
void CsvReader::fault(Row& row, std::size_t bytes, std::string reason) {
  const std::string_view text(window_.begin(), bytes);
  row.cells = {};
  row.fault = std::move(reason);
  std::string_view raw = text;
  while (!raw.empty() && (raw.back() == '\n' || raw.back() == '\r')) raw.remove_suffix(1);
  row.raw = raw.substr(0, kRawBytesMax);
  for (const char* at = text.data(); at < text.data() + text.size(); at = afterLine(at, text.data() + text.size())) {
    ++line_;
  }
  pending_ = bytes;
  if (raw.size() == text.size() && bytes == window_.size() && !window_.atEnd()) {
    rawCopy_.assign(row.raw);
    row.raw = rawCopy_;
    window_.consume(std::exchange(pending_, 0));
    skipRestOfLine();
  }
}

void CsvReader::skipRestOfLine() {
  while (window_.size() > 0 || window_.more()) {
    const char* end = afterLine(window_.begin(), window_.end());
    const bool ended = end[-1] == '\n' || end[-1] == '\r';
    const bool split = end == window_.end() && end[-1] == '\r';
    window_.consume(static_cast<std::size_t>(end - window_.begin()));
    if (!ended) continue;
    if (split && window_.more() && *window_.begin() == '\n') window_.consume(1);
    return;
  }
}

/// What is wrong with the bytes of a row, or an empty string.
std::string CsvReader::byteFault(std::string_view raw) const {
  constexpr const char* kAdvice = ": save the file as CSV, in UTF-8";
  if (const std::size_t nul = raw.find('\0'); nul != std::string_view::npos) {
    return fmt::format("holds a NUL at byte {}{}", nul + 1, kAdvice);
  }
  const std::size_t bad = firstBadUtf8(raw);
  if (bad == std::string_view::npos) return {};
  return fmt::format("is not UTF-8: byte {} is 0x{:02X}{}", bad + 1, static_cast<unsigned char>(raw[bad]), kAdvice);
}

/// Why a row does not end where it should.
std::string CsvReader::endFault(const ScannedRow& scanned) const {
  if (scanned.end == ScanEnd::kRow || (scanned.end == ScanEnd::kMore && !scanned.inQuotes))
    return fmt::format("is longer than {} bytes", options_.rowBytesMax);
  const std::size_t index = scanner_.cells().size();  // kAfterQuote: the cell is in it already
  const std::size_t column = scanned.end == ScanEnd::kAfterQuote ? index : index + 1;
  const std::string where = column <= columns_.size() ? fmt::format(", in column `{}`,", columns_[column - 1]) : "";
  if (scanned.end == ScanEnd::kAfterQuote) {
    return fmt::format(
        "the quote that opens at byte {}{} closes before the cell's end: write a quote inside quotes as \"\"",
        scanned.quoteAt + 1, where);
  }
  const std::string within = scanned.end == ScanEnd::kMore
                                 ? fmt::format("is not closed within {} bytes", options_.rowBytesMax)
                                 : "is never closed";
  return fmt::format("the quote that opens at byte {}{} {}", scanned.quoteAt + 1, where, within);
}

}  // namespace

Result<std::unique_ptr<TableReader>> openCsv(ByteWindow window, const std::string& name, const TableOptions& options) {
  auto reader = std::make_unique<CsvReader>(std::move(window), options);
  if (Status read = reader->readHeader(name); !read) return read.fault();
  return std::unique_ptr<TableReader>(std::move(reader));
}

}  // namespace regard
