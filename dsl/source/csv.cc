#include "dsl/source/csv.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace regard::dsl {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool isBlank(char c) { return c == ' ' || c == '\t'; }
bool isLineEnd(char c) { return c == '\n' || c == '\r'; }

/// Of the first line, what stands in quotes left out.
char delimiterOf(std::string_view text) {
  constexpr std::string_view kDelimiters = ",;\t";
  std::array<int, kDelimiters.size()> counts{};
  bool quoted = false;
  for (const char c : text) {
    if (!quoted && isLineEnd(c)) break;
    if (c == '"') quoted = !quoted;
    const std::size_t which = quoted ? std::string_view::npos : kDelimiters.find(c);
    if (which != std::string_view::npos) ++counts[which];
  }
  return kDelimiters[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

class Reader {
 public:
  Reader(std::string_view text, std::uint32_t file, Code broken, DiagnosticSink& sink)
      : text_(text), file_(file), broken_(broken), sink_(sink), delimiter_(delimiterOf(text)) {}

  std::vector<std::vector<CsvCell>> run() {
    if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    std::vector<std::vector<CsvCell>> rows;
    while (at_ < text_.size() && !stopped_) {
      std::vector<CsvCell> row = this->row();
      if (row.size() > 1 || !row.front().text.empty()) rows.push_back(std::move(row));
    }
    if (stopped_ && !rows.empty()) rows.pop_back();
    return rows;
  }

 private:
  bool atEnd() const { return at_ >= text_.size(); }
  bool endsCell() const { return atEnd() || text_[at_] == delimiter_ || isLineEnd(text_[at_]); }
  Span spanOf(std::size_t begin, std::size_t end) const {
    return {file_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }
  void skipBlanks() {
    while (!endsCell() && isBlank(text_[at_])) ++at_;
  }

  std::vector<CsvCell> row() {
    std::vector<CsvCell> cells;
    do {
      if (!cells.empty()) ++at_;  // the delimiter
      cells.push_back(cell());
    } while (!stopped_ && !atEnd() && text_[at_] == delimiter_);
    if (!atEnd() && text_[at_] == '\r') ++at_;
    if (!atEnd() && text_[at_] == '\n') ++at_;
    return cells;
  }

  CsvCell cell() {
    skipBlanks();
    if (!endsCell() && text_[at_] == '"') return quotedCell();
    const std::size_t begin = at_;
    while (!endsCell()) ++at_;
    std::size_t end = at_;
    while (end > begin && isBlank(text_[end - 1])) --end;
    return {std::string(text_.substr(begin, end - begin)), spanOf(begin, end), true};
  }

  CsvCell quotedCell() {
    const std::size_t opening = at_++;
    CsvCell cell;
    while (true) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == text_.npos) {
        stop(spanOf(opening, opening + 1), "the quote that opens here is never closed", "end the cell with `\"`");
        return cell;
      }
      cell.text += text_.substr(at_, quote - at_);
      at_ = quote + 1;
      if (atEnd() || text_[at_] != '"') break;
      cell.text += '"';
      cell.verbatim = false;
      ++at_;
    }
    cell.place = spanOf(opening + 1, at_ - 1);
    skipBlanks();
    if (!endsCell())
      stop(spanOf(at_, at_ + 1), "text follows the closing quote of a cell",
           "write a quote inside of a cell twice: `\"\"`");
    return cell;
  }

  void stop(Span span, std::string message, std::string hint) {
    stopped_ = true;
    sink_.report(broken_, span, std::move(message), std::move(hint));
  }

  std::string_view text_;
  std::uint32_t file_;
  Code broken_;
  DiagnosticSink& sink_;
  char delimiter_;
  std::size_t at_ = 0;
  bool stopped_ = false;
};

}  // namespace

std::vector<std::vector<CsvCell>> readCsv(const SourceFile& file, std::uint32_t number, Code broken,
                                          DiagnosticSink& sink) {
  return Reader(file.text, number, broken, sink).run();
}

std::string csvLine(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) {
    if (&cell != cells.data()) line += ',';
    const bool isPlain =
        cell.find_first_of(",;\t\"\r\n") == cell.npos && !cell.starts_with(' ') && !cell.ends_with(' ');
    if (isPlain) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char c : cell) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  return line + '\n';
}

}  // namespace regard::dsl
