// New rows in the place of the old ones. What a comment belongs to decides what becomes of it: those of the bracket
// and those below the last row stay, those of a row go with it, unless the CSV has columns for them.

#include <algorithm>
#include <iterator>
#include <map>

#include "dsl/assist/comments.h"
#include "dsl/assist/table_rows.h"
#include "dsl/syntax/lexer.h"

namespace regard::dsl::assist {

namespace {

/// A row by what its cells say, however they are spaced.
std::string essenceOf(const std::vector<std::string_view>& cells) {
  std::string essence;
  DiagnosticSink unheard(0);
  for (const std::string_view cell : cells) {
    const LexedFile lexed = lex(cell, 0, 0, unheard);
    for (const Token& token : lexed.tokens) essence.append(lexed.written(token)) += ' ';
    essence += '|';
  }
  return essence;
}

std::string essenceOf(const WrittenRow& row) { return essenceOf({row.cells.begin(), row.cells.end()}); }

std::string essenceOf(const CsvTableRow& row) {
  std::vector<std::string_view> cells;
  for (const CsvCell& cell : row.cells) cells.push_back(cell.text);
  return essenceOf(cells);
}

std::size_t commentLines(const std::string& above, const std::string& beside) {
  const auto breaks = static_cast<std::size_t>(std::count(above.begin(), above.end(), '\n'));
  return (above.empty() ? 0 : breaks + 1) + (beside.empty() ? 0 : 1);
}

struct Comments {
  std::string above, beside;
  bool blankBefore = false;
};

/// The comments of each new row: the CSV's, or those of an old row that says the same.
class CommentKeeper {
 public:
  explicit CommentKeeper(const std::vector<WrittenRow>& rows) {
    for (const WrittenRow& row : rows) {
      old_.emplace(essenceOf(row), Comments{row.above, row.beside, row.blankBefore});
      lost_ += commentLines(row.above, row.beside);
    }
  }

  Comments of(const CsvTableRow& row) {
    Comments found;
    if (const auto same = old_.find(essenceOf(row)); same != old_.end()) {
      found = std::move(same->second);
      old_.erase(same);
      lost_ -= commentLines(found.above, found.beside);
    }
    return {row.above.value_or(found.above), row.beside.value_or(found.beside), found.blankBefore};
  }

  std::size_t lost() const { return lost_; }

 private:
  std::multimap<std::string, Comments> old_;  ///< those that say the same in their order
  std::size_t lost_ = 0;
};

class Writer {
 public:
  Writer(const Outline& outline, const WrittenTable& table)
      : file_(outline.lexed), table_(table), gaps_(gapsOf(outline.lexed)) {}

  Replacement run(const std::vector<CsvTableRow>& rows) {
    CommentKeeper keeper(table_.rows);
    std::vector<Comments> comments;
    for (const CsvTableRow& row : rows) comments.push_back(keeper.of(row));
    if (saysTheSame(rows, comments)) return {std::string(file_.text), 0, {}};

    const bool hasColumns = rows.front().above && rows.front().beside;
    out_.lostCommentLines = hasColumns ? 0 : keeper.lost();
    const Token& closer = file_.tokens[table_.end - 1];
    out_.text = file_.text.substr(0, file_.tokens[table_.opener].end);
    const std::uint32_t first = table_.opener + 1;
    for (const Comment& comment : gaps_[first].comments)
      if (comment.besideToken) out_.text.append(" ").append(comment.text);
    out_.text += lineEnd();
    for (std::size_t i = 0; i < rows.size(); ++i) row(rows[i], comments[i]);
    for (const Comment& comment : gaps_[table_.end - 1].comments)
      if (!comment.besideToken) out_.text.append(comment.text).append(lineEnd());
    out_.text += file_.text.substr(closer.begin);
    return std::move(out_);
  }

 private:
  bool saysTheSame(const std::vector<CsvTableRow>& rows, const std::vector<Comments>& comments) const {
    if (rows.size() != table_.rows.size()) return false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const WrittenRow& old = table_.rows[i];
      const bool same =
          essenceOf(rows[i]) == essenceOf(old) && comments[i].above == old.above && comments[i].beside == old.beside;
      if (!same) return false;
    }
    return true;
  }

  std::string_view lineEnd() const { return file_.text.find("\r\n") == file_.text.npos ? "\n" : "\r\n"; }
  std::uint32_t at() const { return static_cast<std::uint32_t>(out_.text.size()); }

  void row(const CsvTableRow& row, const Comments& comments) {
    if (comments.blankBefore && !out_.made.empty()) out_.text += lineEnd();
    std::string_view above = comments.above;
    while (!above.empty()) {
      const std::size_t end = std::min(above.find('\n'), above.size());
      out_.text.append(above.substr(0, end)).append(lineEnd());
      above.remove_prefix(std::min(end + 1, above.size()));
    }
    const std::size_t whole = out_.made.size();
    out_.made.push_back({at(), at(), row.span, false});
    out_.text += "  |";
    for (const CsvCell& cell : row.cells) {
      out_.text += ' ';
      out_.made.push_back({at(), at() + static_cast<std::uint32_t>(cell.text.size()), cell.place, cell.verbatim});
      out_.text.append(cell.text).append(" |");
    }
    out_.made[whole].end = at();
    if (!comments.beside.empty()) out_.text.append(" ").append(comments.beside);
    out_.text += lineEnd();
  }

  const LexedFile& file_;
  const WrittenTable& table_;
  std::vector<Gap> gaps_;
  Replacement out_;
};

}  // namespace

std::optional<Span> Replacement::inCsv(Span span) const {
  std::optional<Span> place;
  for (const Made& part : made) {  // a cell, which is narrower, stands after its row
    if (span.begin < part.begin || span.begin >= part.end) continue;
    place = part.csv;
    if (!part.verbatim) continue;
    place->begin += span.begin - part.begin;
    place->end = part.csv.begin + std::min(span.end, part.end) - part.begin;
  }
  return place;
}

Replacement replaceRows(const Outline& outline, const WrittenTable& table, const std::vector<CsvTableRow>& rows) {
  return Writer(outline, table).run(rows);
}

}  // namespace regard::dsl::assist
