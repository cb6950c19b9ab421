#include "engine/ingest/csv_scan.h"

#include <bit>
#include <cstring>

// Idea: eight bytes at a time. For each of the four characters that matter (delimiter, LF, CR, quote) a few integer
// operations mark the matching bytes of a word with their top bit; the marks are then visited lowest first. Cells are
// short, so what counts is the cost per cell, and this has no call and no unpredictable loop per byte.

namespace regard {

namespace {

static_assert(std::endian::native == std::endian::little, "the lowest mark must be the first byte");

constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101U;
constexpr std::uint64_t kTops = 0x8080'8080'8080'8080U;

std::uint64_t loadWord(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

constexpr std::uint64_t repeated(char c) { return kOnes * static_cast<unsigned char>(c); }

/// 0x80 in exactly those bytes of `word` that equal the repeated byte.
constexpr std::uint64_t matches(std::uint64_t word, std::uint64_t repeatedByte) {
  const std::uint64_t x = word ^ repeatedByte;
  return ~(((x & ~kTops) + ~kTops) | x | ~kTops);
}

/// Non-zero if some byte of `word` is zero or above 127.
constexpr std::uint64_t unusual(std::uint64_t word) { return (word | (word - kOnes)) & kTops; }

std::size_t countLines(std::string_view text) {
  std::size_t lines = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) ++lines;
  }
  return lines;
}

std::size_t offset(const char* begin, const char* at) { return static_cast<std::size_t>(at - begin); }

}  // namespace

/// Reads the cell whose quote opens at `quote`. Returns the byte after the closing quote, or nullptr with row.end set.
const char* CsvScanner::quotedCell(const char* quote, const char* end, bool atEnd, ScannedRow& row) {
  const char* from = quote + 1;
  const std::size_t keptFrom = unescapedBytes_.size();
  bool doubled = false;
  for (const char* search = from;;) {
    const auto* close = static_cast<const char*>(std::memchr(search, '"', offset(search, end)));
    if (close == nullptr || (close + 1 == end && !atEnd)) {
      row.end = atEnd ? ScanEnd::kOpenQuote : ScanEnd::kMore;
      return nullptr;
    }
    if (close + 1 < end && close[1] == '"') {
      unescapedBytes_.append(from, offset(from, close + 1));
      from = search = close + 2;
      doubled = true;
      continue;
    }
    row.lines += countLines({quote, offset(quote, close)});
    if (doubled) {
      unescapedBytes_.append(from, offset(from, close));
      unescaped_.push_back({cells_.size(), keptFrom, unescapedBytes_.size() - keptFrom});
      cells_.emplace_back();
    } else {
      cells_.emplace_back(from, offset(from, close));
    }
    return close + 1;
  }
}

ScannedRow CsvScanner::scan(const char* begin, const char* end, bool atEnd) {
  cells_.clear();
  unescaped_.clear();
  unescapedBytes_.clear();
  ScannedRow row;
  const std::uint64_t delimiters = repeated(delimiter_);
  std::uint64_t odd = 0;
  const char* cell = begin;
  const char* rowEnd = nullptr;  // where the row's text ends
  const char* at = begin;
  bool quoted = false;  // `cell` was a quoted one and is already in cells_
  while (at < end && rowEnd == nullptr) {
    const std::uint64_t word = loadWord(at);
    odd |= unusual(word);
    std::uint64_t marks = matches(word, delimiters) | matches(word, repeated('\n')) | matches(word, repeated('\r')) |
                          matches(word, repeated('"'));
    const char* next = at + sizeof word;
    for (; marks != 0; marks &= marks - 1) {
      const char* mark = at + (std::countr_zero(marks) >> 3);
      if (mark >= end) break;
      if (*mark == '"') {
        if (mark != cell || quoted) continue;  // a quote inside an unquoted cell stands for itself
        const char* after = quotedCell(mark, end, atEnd, row);
        if (after == nullptr) {
          row.inQuotes = true;
          row.quoteAt = offset(begin, mark);
          return row;
        }
        if (after < end && *after != delimiter_ && *after != '\n' && *after != '\r') {
          row.end = ScanEnd::kAfterQuote;
          row.quoteAt = offset(begin, mark);
          row.faultAt = offset(begin, after);
          return row;
        }
        odd |= kTops;  // its inside was not looked at
        quoted = true;
        next = after;
        break;
      }
      if (!quoted) cells_.emplace_back(cell, offset(cell, mark));
      quoted = false;
      cell = mark + 1;
      if (*mark == delimiter_) continue;
      rowEnd = mark;
      break;
    }
    at = next;
  }
  if (rowEnd == nullptr) {
    if (!atEnd) {
      row.end = ScanEnd::kMore;
      return row;
    }
    if (!quoted) cells_.emplace_back(cell, offset(cell, end));
    rowEnd = end;
  }
  row.rawBytes = row.bytes = offset(begin, rowEnd);
  if (rowEnd < end) {
    if (*rowEnd == '\r' && rowEnd + 1 == end && !atEnd) {
      row.end = ScanEnd::kMore;
      return row;
    }
    row.bytes += *rowEnd == '\r' && rowEnd + 1 < end && rowEnd[1] == '\n' ? 2U : 1U;
  }
  row.suspicious = odd != 0;
  for (const Unescaped& u : unescaped_) cells_[u.cell] = std::string_view(unescapedBytes_).substr(u.offset, u.length);
  return row;
}

const char* afterLine(const char* from, const char* end) {
  for (const char* at = from; at < end; ++at) {
    if (*at == '\n') return at + 1;
    if (*at == '\r') return at + 1 < end && at[1] == '\n' ? at + 2 : at + 1;
  }
  return end;
}

}  // namespace regard
