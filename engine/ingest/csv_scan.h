#pragma once
// Cuts one CSV row (RFC 4180) out of bytes in memory. Knows nothing of files, headers or what a good row is.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace regard {

enum class ScanEnd : std::uint8_t {
  kRow,         ///< a whole row
  kMore,        ///< the bytes end before the row does
  kOpenQuote,   ///< a quote is never closed
  kAfterQuote,  ///< text follows a closing quote
};

struct ScannedRow {
  ScanEnd end = ScanEnd::kRow;
  std::size_t rawBytes = 0;  ///< without the line end
  std::size_t bytes = 0;     ///< with it
  std::size_t lines = 1;     ///< physical lines in `bytes`
  bool inQuotes = false;     ///< kMore: inside a quoted cell
  std::size_t quoteAt = 0;   ///< of a quote fault, or when inQuotes: where the quote opened
  std::size_t faultAt = 0;   ///< of kAfterQuote: the byte after the closing quote
  bool suspicious = false;   ///< may hold NUL or bytes above 127; false is certain
};

/// Reads rows; keeps the buffers that rows need, so that none is allocated after warm-up.
class CsvScanner {
 public:
  explicit CsvScanner(char delimiter) : delimiter_(delimiter) {}

  /// The row at `begin`. REQUIRES 8 readable bytes behind `end`. `atEnd`: nothing follows `end`.
  ScannedRow scan(const char* begin, const char* end, bool atEnd);
  /// Of the last kRow: views into the scanned bytes, or into this scanner where quotes were doubled.
  const std::vector<std::string_view>& cells() const { return cells_; }
  char delimiter() const { return delimiter_; }

 private:
  struct Unescaped {
    std::size_t cell, offset, length;
  };

  const char* quotedCell(const char* quote, const char* end, bool atEnd, ScannedRow& row);

  char delimiter_;
  std::vector<std::string_view> cells_;
  std::string unescapedBytes_;
  std::vector<Unescaped> unescaped_;
};

/// Position after the line end at or behind `from`, or `end` if there is none.
const char* afterLine(const char* from, const char* end);

}  // namespace regard
