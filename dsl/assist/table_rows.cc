#include "dsl/assist/table_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/nearest.h"
#include "dsl/assist/comments.h"
#include "dsl/syntax/lexer.h"

namespace regard::dsl::assist {

namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

std::string listed(const std::vector<std::string>& names) { return fmt::format("`{}`", fmt::join(names, "`, `")); }

using CsvRow = std::vector<CsvCell>;

Span spanOf(const CsvRow& row) { return cover(row.front().place, row.back().place); }

/// Spreadsheets fill rows up with empty cells.
void dropEmptyEnd(CsvRow& row, std::size_t kept) {
  while (row.size() > kept && trimmed(row.back().text).empty()) row.pop_back();
}

/// Comments of a cell, each line with its `#`.
std::string commentsOf(std::string_view cell) {
  std::string comments;
  while (!cell.empty()) {
    const std::size_t end = std::min(cell.find('\n'), cell.size());
    const std::string_view line = trimmed(cell.substr(0, end));
    if (!line.empty())
      comments += fmt::format("{}{}{}", comments.empty() ? "" : "\n", line[0] == '#' ? "" : "# ", line);
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return comments;
}

/// Why a text is not one cell of a table.
struct Refusal {
  std::optional<Span> span = {};  ///< nothing: the whole cell
  std::string message, hint;
};

/// What would end the cell or the row, or would be no part of it.
std::optional<Refusal> judgeCell(const LexedFile& cell) {
  constexpr std::string_view kOpening = "([{", kClosing = ")]}";
  for (const Gap& gap : gapsOf(cell)) {
    for (const Comment& comment : gap.comments)
      return Refusal{{},
                     fmt::format("`{}` is a comment, which cannot stand in a cell", comment.text),
                     fmt::format("put it in a column `{}`", kBesideColumn)};
  }
  if (cell.tokens.size() == 1)
    return Refusal{{}, "this cell is empty", "write `-` where any value will do, `unknown` where none is known"};
  std::string open;
  for (const Token& token : cell.tokens) {
    if (token.kind != TokenKind::kSign) continue;
    const std::string_view sign = cell.meant(token);
    const std::size_t opens = kOpening.find(sign), closes = kClosing.find(sign);
    const bool isPartner = closes != kClosing.npos && !open.empty() && open.back() == kOpening[closes];
    if (sign == "|" || (closes != kClosing.npos && !isPartner))
      return Refusal{cell.spanOf(token), fmt::format("`{}` would end the cell", sign),
                     "write one value, range, list or comparison"};
    if (opens != kOpening.npos) open += sign;
    if (isPartner) open.pop_back();
  }
  if (open.empty()) return std::nullopt;
  return Refusal{{}, fmt::format("`{}` is never closed in this cell", open.back()), "close it, or delete it"};
}

class CsvTableReader {
 public:
  CsvTableReader(const WrittenTable& table, std::uint32_t file, DiagnosticSink& sink)
      : table_(table), file_(file), sink_(sink) {}

  std::optional<std::vector<CsvTableRow>> run(std::vector<CsvRow> csv) {
    if (csv.empty())
      return fault(Code::E0702, {file_, 0, 0}, "there is no row with the names of the columns", columnsHint());
    dropEmptyEnd(csv[0], 1);
    if (!header(csv[0])) return std::nullopt;
    if (csv.size() == 1)
      return fault(Code::E0703, spanOf(csv[0]), fmt::format("`{}` would have no rows", table_.name),
                   "write a row below this one for each row of the table");
    std::vector<CsvTableRow> rows;
    for (auto row = csv.begin() + 1; row != csv.end(); ++row) rows.push_back(tableRow(*row));
    if (isFaulty_) return std::nullopt;
    return rows;
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::nullopt_t fault(Code code, Span span, std::string message, std::string hint) {
    isFaulty_ = true;
    sink_.report(code, span, std::move(message), std::move(hint));
    return std::nullopt;
  }

  std::string columnsHint() const { return "the columns of this table are " + listed(table_.columns); }

  /// Finds which column of the CSV is which of the table's.
  bool header(const CsvRow& row) {
    width_ = row.size();
    columns_.assign(table_.columns.size(), kNone);
    for (std::size_t i = 0; i < width_; ++i) headerCell(row[i], i);
    for (std::size_t column = 0; column < columns_.size(); ++column)
      if (columns_[column] == kNone && !isFaulty_)
        fault(Code::E0702, spanOf(row), fmt::format("no column is named `{}`", table_.columns[column]), columnsHint());
    return !isFaulty_;
  }

  void headerCell(const CsvCell& cell, std::size_t at) {
    const std::string name(trimmed(cell.text));
    const std::array<std::pair<std::string_view, std::size_t*>, 2> comments = {
        {{kAboveColumn, &above_}, {kBesideColumn, &beside_}}};
    for (const auto& [column, place] : comments) {
      if (name != column || *place != kNone) continue;
      *place = at;
      return;
    }
    bool isKnown = false;
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      if (table_.columns[column] != name) continue;
      isKnown = true;
      if (columns_[column] != kNone) continue;
      columns_[column] = at;
      return;
    }
    const std::string nearest = didYouMean(name, table_.columns);
    fault(Code::E0702, cell.place,
          isKnown ? fmt::format("`{}` is the name of another column already", name)
                  : fmt::format("`{}` is no column of `{}`", name, table_.name),
          nearest.empty() || isKnown ? columnsHint() : nearest);
  }

  CsvTableRow tableRow(CsvRow& row) {
    dropEmptyEnd(row, width_);
    CsvTableRow out;
    out.span = spanOf(row);
    if (row.size() != width_) {
      fault(Code::E0703, out.span, fmt::format("this row has {} cells, and {} belong there", row.size(), width_),
            row.size() > width_ ? "put a cell that has a comma in it between quotes"
                                : "write one cell for each column; `-` where any value will do");
      return out;
    }
    for (const std::size_t column : columns_) out.cells.push_back(tableCell(row[column]));
    if (above_ != kNone) out.above = comments(row[above_]);
    if (beside_ != kNone) out.beside = comments(row[beside_]);
    if (out.beside && out.beside->find('\n') != std::string::npos)
      fault(Code::E0704, row[beside_].place, "a comment beside a row is one line",
            fmt::format("put the others in a column `{}`", kAboveColumn));
    return out;
  }

  std::string comments(const CsvCell& cell) {
    std::string text = commentsOf(cell.text);
    DiagnosticSink faults;
    lex(text, file_, 0, faults);  // nothing but characters that cannot be seen is a fault in a comment
    for (Diagnostic& d : faults.take()) fault(d.code, cell.place, std::move(d.message), std::move(d.hint));
    return text;
  }

  /// The cell on one line, if it is one cell and no more.
  CsvCell tableCell(CsvCell cell) {
    DiagnosticSink faults;
    const Piece whole{0, cell.place, cell.verbatim};
    const LexedFile lexed = lexPieces(cell.text, file_, std::span(&whole, 1), faults);
    for (Diagnostic& d : faults.take()) fault(d.code, d.span, std::move(d.message), std::move(d.hint));
    if (!faults.hasErrors())
      if (const auto refusal = judgeCell(lexed))
        fault(Code::E0704, refusal->span.value_or(cell.place), refusal->message, refusal->hint);
    std::replace_if(
        cell.text.begin(), cell.text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return cell;
  }

  const WrittenTable& table_;
  std::uint32_t file_;
  DiagnosticSink& sink_;
  std::vector<std::size_t> columns_;  ///< of the CSV, by column of the table
  std::size_t above_ = kNone, beside_ = kNone, width_ = 0;
  bool isFaulty_ = false;
};

}  // namespace

std::optional<std::vector<CsvTableRow>> rowsFromCsv(const WrittenTable& table, const SourceFile& csv,
                                                    std::uint32_t file, DiagnosticSink& sink) {
  DiagnosticSink faults;
  std::vector<CsvRow> rows = readCsv(csv, file, Code::E0701, faults);
  if (!faults.hasErrors()) return CsvTableReader(table, file, sink).run(std::move(rows));
  for (Diagnostic& d : faults.take()) sink.report(d.code, d.span, std::move(d.message), std::move(d.hint));
  return std::nullopt;
}

}  // namespace regard::dsl::assist
