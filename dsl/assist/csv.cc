#include "dsl/assist/csv.h"

#include <fmt/format.h>

#include "dsl/syntax/unicode.h"

namespace regard::dsl::assist {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class CsvReader {
 public:
  CsvReader(std::string_view text, std::uint32_t file, DiagnosticSink& sink) : text_(text), file_(file), sink_(sink) {}

  std::optional<std::vector<CsvRow>> run() {
    if (text_.starts_with(kByteOrderMark)) at_ = static_cast<std::uint32_t>(kByteOrderMark.size());
    if (!isUtf8()) return std::nullopt;
    std::vector<CsvRow> rows;
    while (at_ < text_.size()) {
      CsvRow row = nextRow();
      if (isFaulty_) return std::nullopt;
      const bool isEmpty = row.cells.size() == 1 && row.cells[0].text.empty();
      if (!isEmpty) rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  bool isUtf8() {
    for (std::size_t at = at_; at < text_.size();) {
      const CodePoint point = codePointAt(text_, at);
      if (point.bytes == 0) {
        const auto place = static_cast<std::uint32_t>(at);
        fault({file_, place, place + 1}, fmt::format("byte {} is not UTF-8 text", at + 1),
              "save the file as CSV with the encoding UTF-8");
        return false;
      }
      at += point.bytes;
    }
    return true;
  }

  bool atRowEnd() const { return at_ == text_.size() || text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n"; }

  CsvRow nextRow() {
    CsvRow row;
    row.span = {file_, at_, at_};
    while (true) {
      row.cells.push_back(nextCell());
      row.span.end = at_;
      if (isFaulty_ || atRowEnd()) break;
      ++at_;  // the comma
    }
    if (at_ < text_.size()) at_ += text_[at_] == '\r' ? 2U : 1U;
    return row;
  }

  CsvCell nextCell() {
    CsvCell cell;
    cell.span = {file_, at_, at_};
    if (at_ < text_.size() && text_[at_] == '"') {
      quoted(cell);
    } else {
      while (!atRowEnd() && text_[at_] != ',') take(cell);
    }
    cell.at.push_back(at_);
    cell.span.end = at_;
    return cell;
  }

  void take(CsvCell& cell) {
    cell.at.push_back(at_);
    cell.text += text_[at_++];
  }

  void quoted(CsvCell& cell) {
    const std::uint32_t open = at_++;
    while (at_ < text_.size()) {
      const bool isQuote = text_[at_] == '"';
      const bool isDoubled = isQuote && text_.substr(at_, 2) == "\"\"";
      if (isQuote && !isDoubled) break;
      if (isDoubled) ++at_;
      take(cell);
    }
    if (at_ == text_.size()) {
      return fault({file_, open, open + 1}, "the quote that begins this cell is never closed",
                   "end the cell with `\"`; a quote inside of it is written twice");
    }
    ++at_;
    if (!atRowEnd() && text_[at_] != ',') {
      fault({file_, at_, at_ + codePointAt(text_, at_).bytes}, "text stands after the closing quote of this cell",
            "put it inside the quotes; a quote inside of them is written twice");
    }
  }

  void fault(Span span, std::string message, std::string hint) {
    isFaulty_ = true;
    sink_.report(Code::E0701, span, std::move(message), std::move(hint));
  }

  std::string_view text_;
  std::uint32_t file_, at_ = 0;
  DiagnosticSink& sink_;
  bool isFaulty_ = false;
};

}  // namespace

std::optional<std::vector<CsvRow>> readCsv(std::string_view text, std::uint32_t file, DiagnosticSink& sink) {
  return CsvReader(text, file, sink).run();
}

std::string csvLine(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) {
    if (&cell != cells.data()) line += ',';
    const bool isPlain = cell.find_first_of(",\"\r\n") == cell.npos && !cell.starts_with(' ') && !cell.ends_with(' ');
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

}  // namespace regard::dsl::assist
