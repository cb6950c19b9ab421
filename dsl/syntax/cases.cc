#include "dsl/syntax/cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "base/nearest.h"
#include "dsl/source/csv.h"
#include "dsl/syntax/characters.h"

namespace regard::dsl {
namespace {

/// What a column does for its row.
enum class Form : std::uint8_t {
  kTitle,     ///< test "…"
  kItem,      ///< now …
  kBlock,     ///< history { … }
  kCustomer,  ///< customer { name … }
  kRequest,   ///< request { name … }
  kFirst,     ///< expect … first
  kPriority,  ///< … with priority …
  kSaying,    ///< … saying "…"
  kNames,     ///< expect … offered, for each name
  kValue,     ///< expect name = …
  kExpect     ///< expect …
};

struct HeadingRow {
  std::string_view heading;
  Form form;
};
constexpr HeadingRow kHeadings[] = {
    {"test", Form::kTitle},    {"now", Form::kItem},         {"seed", Form::kItem},      {"history", Form::kBlock},
    {"learned", Form::kBlock}, {"population", Form::kBlock}, {"model", Form::kBlock},    {"on", Form::kItem},
    {"first", Form::kFirst},   {"offered", Form::kNames},    {"withheld", Form::kNames}, {"priority", Form::kPriority},
    {"saying", Form::kSaying}, {"expect", Form::kExpect},
};
/// What may stand before a name in a heading.
constexpr HeadingRow kPrefixes[] = {{"request.", Form::kRequest},
                                    {"customer.", Form::kCustomer},
                                    {"= ", Form::kValue},
                                    {"=", Form::kValue},
                                    {"expect ", Form::kValue}};

bool isName(std::string_view text) {
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z' &&
         std::all_of(text.begin(), text.end(), isNameChar);
}

/// Bytes [begin, begin + length) of a cell.
CsvCell part(const CsvCell& cell, std::size_t begin, std::size_t length) {
  CsvCell piece{cell.text.substr(begin, length), cell.place, cell.verbatim};
  if (!cell.verbatim) return piece;
  piece.place.begin = cell.place.begin + static_cast<std::uint32_t>(begin);
  piece.place.end = piece.place.begin + static_cast<std::uint32_t>(piece.text.size());
  return piece;
}

struct Column {
  Form form = Form::kCustomer;
  CsvCell name;  ///< what the heading names, or the heading itself
};

std::optional<Column> columnOf(const CsvCell& heading, DiagnosticSink& sink) {
  const auto* whole = std::find_if(std::begin(kHeadings), std::end(kHeadings),
                                   [&](const HeadingRow& row) { return row.heading == heading.text; });
  if (whole != std::end(kHeadings)) return Column{whole->form, heading};
  Column column{Form::kCustomer, heading};
  for (const HeadingRow& prefix : kPrefixes) {
    if (!heading.text.starts_with(prefix.heading)) continue;
    const std::size_t begin = std::min(heading.text.find_first_not_of(' ', prefix.heading.size()), heading.text.size());
    column = {prefix.form, part(heading, begin, std::string::npos)};
    break;
  }
  if (isName(column.name.text)) return column;
  if (column.name.text.empty()) {
    sink.report(Code::E0121, heading.place,
                heading.text.empty() ? "a column has no heading" : fmt::format("`{}` names nothing", heading.text),
                "name what it gives or expects, or delete the column");
  } else {
    sink.report(Code::E0121, heading.place, fmt::format("`{}` is no heading of a table of cases", heading.text),
                fmt::format("write the field's name as the rules do, such as `{}`", snakeName(column.name.text)));
  }
  return std::nullopt;
}

std::vector<std::optional<Column>> columnsOf(const std::vector<CsvCell>& headings, DiagnosticSink& sink) {
  std::vector<std::optional<Column>> columns;
  bool expects = false;
  for (std::size_t i = 0; i < headings.size(); ++i) {
    const auto first = std::find_if(headings.begin(), headings.begin() + static_cast<std::ptrdiff_t>(i),
                                    [&](const CsvCell& other) { return other.text == headings[i].text; });
    const bool repeats = first - headings.begin() < static_cast<std::ptrdiff_t>(i) && headings[i].text != "expect";
    if (repeats) {
      sink.report(Code::E0121, headings[i].place, fmt::format("two columns are headed `{}`", headings[i].text),
                  "leave one of them out")
          .notes.push_back({first->place, "the first is here"});
    }
    columns.push_back(repeats ? std::nullopt : columnOf(headings[i], sink));
    expects = expects || !columns.back() || columns.back()->form >= Form::kFirst;
  }
  if (!expects) {
    sink.report(Code::E0121, headings.back().place, "no column says what is expected",
                "add one that is headed `first`, `offered`, `withheld` or `= NAME`");
  }
  return columns;
}

struct Flaw {
  std::string fact, fix;
};

/// What keeps a cell from standing by itself: a bracket that would close what its row begins, or stay open; a comma
/// outside of all brackets, unless it may list things.
std::optional<Flaw> flawOf(std::string_view text, bool mayList) {
  std::string open;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && quoted) ++i;
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    const bool inAmount = i > 0 && i + 1 < text.size() && isDigit(text[i - 1]) && isDigit(text[i + 1]);  // £1,250
    if (c == ',' && open.empty() && !mayList && !inAmount)
      return Flaw{"a cell holds one value", "give each field a column"};
    if (c == '{' || c == '(' || c == '[') open += c;
    if (c != '}' && c != ')' && c != ']') continue;
    const char opener = c == '}' ? '{' : c == ')' ? '(' : '[';
    if (open.empty() || open.back() != opener)
      return Flaw{fmt::format("`{}` closes nothing in this cell", c), fmt::format("delete it, or add `{}`", opener)};
    open.pop_back();
  }
  if (open.empty()) return std::nullopt;
  return Flaw{fmt::format("`{}` is not closed in this cell", open.back()), "close it"};
}

/// Puts the text of one test together.
class Composer {
 public:
  Composer(const std::vector<std::optional<Column>>& columns, const std::vector<CsvCell>& cells, DiagnosticSink& sink)
      : columns_(columns), cells_(cells), sink_(sink) {}

  CaseText run(std::string_view unnamed) {
    const CsvCell* title = cellOf(Form::kTitle);
    const CsvCell& head = title == nullptr ? cells_.front() : *title;
    words("test ", head.place);
    words(quoted(title == nullptr ? unnamed : std::string_view(title->text)), head.place);
    words(" {", head.place);
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i] && !cells_[i].text.empty()) item(*columns_[i], cells_[i]);
    words("\n}", cells_.back().place);
    return std::move(out_);
  }

 private:
  const CsvCell* cellOf(Form form) const {
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i] && columns_[i]->form == form && !cells_[i].text.empty()) return &cells_[i];
    return nullptr;
  }

  void words(std::string_view text, Span place) { put(text, place, false); }
  void put(const CsvCell& cell) { put(cell.text, cell.place, cell.verbatim); }
  void put(std::string_view text, Span place, bool verbatim) {
    out_.pieces.push_back({static_cast<std::uint32_t>(out_.text.size()), place, verbatim});
    out_.text += text;
  }

  static std::string quoted(std::string_view title) {
    std::string text = "\"";
    for (const char c : title) {
      if (c == '"' || c == '\\') text += '\\';
      text += isBlank(c) ? ' ' : c;
    }
    return text + '"';
  }

  /// What follows a cell stands on a line of its own: nothing that the cell holds can swallow it.
  void item(const Column& column, const CsvCell& cell) {
    const std::string_view name = column.name.text;
    switch (column.form) {
      case Form::kTitle: return;
      case Form::kItem: return between(fmt::format("\n{} ", name), cell, "");
      case Form::kBlock: return block(name, cell);
      case Form::kCustomer: return give("\ncustomer { ", column, cell);
      case Form::kRequest: return give("\nrequest { ", column, cell);
      case Form::kFirst: return first(cell);
      case Form::kPriority: return ofTheFirst(cell, "a priority");
      case Form::kSaying: return ofTheFirst(cell, "words");
      case Form::kNames: return names(name, cell);
      case Form::kValue: return value(column, cell);
      case Form::kExpect: return between("\nexpect ", cell, "");
    }
  }

  void between(std::string_view before, const CsvCell& cell, std::string_view after) {
    if (!isSound(cell, true)) return;
    words(before, cell.place);
    put(cell);
    words(after, cell.place);
  }

  /// What stands between the braces, or also what stands before them: `since 2025-01-01 { … }`.
  void block(std::string_view word, const CsvCell& cell) {
    const bool hasBraces = cell.text.starts_with("since ") && cell.text.ends_with("}");
    if (hasBraces) return between(fmt::format("\n{} ", word), cell, "");
    between(fmt::format("\n{} {{ ", word), cell, "\n}");
  }

  void give(std::string_view before, const Column& column, const CsvCell& cell) {
    if (!isSound(cell, false)) return;
    words(before, cell.place);
    put(column.name);
    words(" ", cell.place);
    put(cell);
    words("\n}", cell.place);
  }

  void value(const Column& column, const CsvCell& cell) {
    if (!isSound(cell, false)) return;
    words("\nexpect ", cell.place);
    put(column.name);
    words(cell.text == "unknown" ? " is " : " = ", cell.place);
    put(cell);
  }

  /// `name` or `name by channel`, with `verdict` behind the name.
  void expectation(const CsvCell& cell, std::string_view verdict) {
    const std::size_t nameEnd = std::min(cell.text.find_first_of(" \t\r\n"), cell.text.size());
    words("\nexpect ", cell.place);
    put(part(cell, 0, nameEnd));
    words(fmt::format(" {}", verdict), cell.place);
    if (nameEnd < cell.text.size()) put(part(cell, nameEnd, std::string::npos));
  }

  void first(const CsvCell& cell) {
    if (!isSound(cell, true)) return;
    expectation(cell, "first");
    if (const CsvCell* price = cellOf(Form::kPriority); price != nullptr && isSound(*price, false)) {
      words(" with priority ", price->place);
      put(*price);
    }
    if (const CsvCell* said = cellOf(Form::kSaying); said != nullptr) {
      words(" saying ", said->place);
      words(quoted(said->text), said->place);
    }
  }

  void ofTheFirst(const CsvCell& cell, std::string_view what) {
    if (cellOf(Form::kFirst) != nullptr) return;  // it was said there
    sink_.report(Code::E0122, cell.place, fmt::format("{} without an action", what),
                 "name the action in the column `first`");
  }

  /// Names stand between blanks or commas; `by …` belongs to the name before it.
  void names(std::string_view verdict, const CsvCell& cell) {
    if (!isSound(cell, true)) return;
    std::size_t begin = 0, end = 0;  // of the name being read, with its `by …`
    bool goesOn = false;
    for (std::size_t at = 0; at < cell.text.size();) {
      if (cell.text[at] == ',' || isBlank(cell.text[at])) {
        ++at;
        continue;
      }
      const std::size_t wordEnd = std::min(cell.text.find_first_of(", \t\r\n", at), cell.text.size());
      const bool isBy = std::string_view(cell.text).substr(at, wordEnd - at) == "by";
      if (end > begin && !isBy && !goesOn) {
        expectation(part(cell, begin, end - begin), verdict);
        begin = at;
      }
      if (end == 0) begin = at;
      goesOn = isBy && end > begin;
      end = at = wordEnd;
    }
    if (end > begin) expectation(part(cell, begin, end - begin), verdict);
  }

  bool isSound(const CsvCell& cell, bool mayList) {
    const std::optional<Flaw> flaw = flawOf(cell.text, mayList);
    if (flaw) sink_.report(Code::E0122, cell.place, flaw->fact, flaw->fix);
    return !flaw;
  }

  const std::vector<std::optional<Column>>& columns_;
  const std::vector<CsvCell>& cells_;
  DiagnosticSink& sink_;
  CaseText out_;
};

}  // namespace

std::vector<CaseText> casesOf(const SourceFile& file, std::uint32_t number, DiagnosticSink& sink) {
  const std::vector<std::vector<CsvCell>> rows = readCsv(file, number, Code::E0120, sink);
  std::vector<CaseText> cases;
  if (rows.empty()) {
    if (!sink.hasErrors()) sink.report(Code::E0120, {number, 0, 0}, "the table has no headings", "begin it with them");
    return cases;
  }
  const std::vector<std::optional<Column>> columns = columnsOf(rows.front(), sink);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::vector<CsvCell>& cells = rows[i];
    if (std::all_of(cells.begin(), cells.end(), [](const CsvCell& cell) { return cell.text.empty(); })) continue;
    if (cells.size() != columns.size()) {
      const CsvCell& last = cells.size() > columns.size() ? cells[columns.size()] : cells.back();
      sink.report(Code::E0120, last.place,
                  fmt::format("this row has {} cells under {} headings", cells.size(), columns.size()),
                  "a cell with a comma in it stands in quotes");
      continue;
    }
    cases.push_back(Composer(columns, cells, sink).run(fmt::format("row {} of {}", i, file.path)));
  }
  return cases;
}

}  // namespace regard::dsl
