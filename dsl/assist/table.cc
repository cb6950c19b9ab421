#include "dsl/assist/table.h"

#include <fmt/format.h>

#include <algorithm>

#include "dsl/assist/comments.h"
#include "dsl/assist/marks.h"
#include "dsl/syntax/lexer.h"

namespace regard::dsl::assist {

namespace {

class TableReader {
 public:
  TableReader(const Outline& outline, DiagnosticSink& sink)
      : outline_(outline),
        file_(outline.lexed),
        gaps_(gapsOf(outline.lexed)),
        blanks_(blanksOf(outline, marksOf(outline))),
        sink_(sink) {}

  std::vector<WrittenTable> run() {
    std::vector<WrittenTable> tables;
    std::size_t index = 0;
    for (auto part = outline_.parts.begin(); part != outline_.parts.end(); ++part) {
      if (part->kind != PartKind::kDeclaration) continue;
      if (isWord(file_, part->begin, "table")) tables.push_back(table(*part, part + 1, index));
      ++index;
    }
    return tables;
  }

 private:
  using PartIterator = std::vector<OutlinePart>::const_iterator;

  WrittenTable table(const OutlinePart& declaration, PartIterator part, std::size_t index) {
    WrittenTable table;
    table.index = index;
    table.begin = declaration.begin;
    table.end = declaration.end;
    table.name = text(table.begin + 1, table.begin + 2);
    const Token& title = file_.tokens[table.begin + 2];
    if (title.kind == TokenKind::kString) table.title = unescape(file_.written(title), file_.spanOf(title), sink_);
    for (; part != outline_.parts.end() && part->begin < table.end; ++part) {
      if (part->kind == PartKind::kTableInput) ++table.inputs;
      if (part->kind == PartKind::kTableInput) table.columns.push_back(text(part->begin, part->end));
      if (part->kind == PartKind::kField) table.columns.push_back(text(part->begin, part->begin + 1));
      if (part->kind == PartKind::kHit) head(*part, table);
      if (part->kind == PartKind::kTableRow) row(*part, part, table);
    }
    return table;
  }

  /// What follows `->`: the type, the hit policy, the bracket of the rows.
  void head(const OutlinePart& hit, WrittenTable& table) const {
    table.opener = hit.end;
    table.hit = text(hit.begin, hit.end);
    std::uint32_t type = hit.begin;
    while (!isSign(file_, type - 1, "->")) --type;
    table.type = text(type, hit.begin);
    const bool hasFields = isWord(file_, type, "record");  // their names stand there already
    const bool isCount = table.hit == "collect count";     // its rows have no cell for a result
    if (isCount) table.columns.resize(table.inputs);
    if (!isCount && !hasFields) table.columns.push_back(table.name);
  }

  void row(const OutlinePart& whole, PartIterator part, WrittenTable& table) {
    WrittenRow row;
    row.begin = whole.begin;
    for (; part != outline_.parts.end() && part->begin < whole.end; ++part)
      if (part->kind == PartKind::kCell) row.cells.push_back(text(part->begin, part->end));
    comments(whole, row);
    if (row.cells.size() == table.columns.size()) return table.rows.push_back(std::move(row));
    const Span span = cover(file_.spanOf(file_.tokens[whole.begin]), file_.spanOf(file_.tokens[whole.end - 1]));
    sink_.report(Code::E0411, span,
                 fmt::format("this row of `{}` has {} cells, and {} belong there", table.name, row.cells.size(),
                             table.columns.size()),
                 "write one cell for each input and one for the result; `-` where any value will do");
  }

  /// Those above the row and inside of it, and what is beside its end.
  void comments(const OutlinePart& whole, WrittenRow& row) const {
    for (std::uint32_t token = whole.begin; token < whole.end; ++token)
      for (const Comment& comment : gaps_[token].comments)
        if (token > whole.begin || !comment.besideToken)
          row.above.append(row.above.empty() ? "" : "\n").append(comment.text);
    const Gap& gap = gaps_[whole.begin];
    const auto first =
        std::find_if(gap.comments.begin(), gap.comments.end(), [](const Comment& c) { return !c.besideToken; });
    row.blankBefore = first == gap.comments.end() ? gap.blankBefore : first->blankBefore;
    for (const Comment& comment : gaps_[whole.end].comments)
      if (comment.besideToken) row.beside = comment.text;
  }

  std::string text(std::uint32_t begin, std::uint32_t end) const {
    std::string text;
    for (std::uint32_t token = begin; token < end; ++token)
      text.append(token == begin ? 0 : blanks_[token], ' ').append(file_.written(file_.tokens[token]));
    return text;
  }

  const Outline& outline_;
  const LexedFile& file_;
  std::vector<Gap> gaps_;
  std::vector<std::uint32_t> blanks_;
  DiagnosticSink& sink_;
};

}  // namespace

std::vector<WrittenTable> tablesIn(const Outline& outline, DiagnosticSink& sink) {
  return TableReader(outline, sink).run();
}

std::vector<std::vector<std::string>> csvRowsOf(const WrittenTable& table) {
  const auto any = [&](std::string WrittenRow::*comment) {
    return std::any_of(table.rows.begin(), table.rows.end(),
                       [&](const WrittenRow& row) { return !(row.*comment).empty(); });
  };
  const bool hasAbove = any(&WrittenRow::above), hasBeside = any(&WrittenRow::beside);
  std::vector<std::vector<std::string>> lines = {table.columns};
  if (hasAbove) lines[0].emplace_back(kAboveColumn);
  if (hasBeside) lines[0].emplace_back(kBesideColumn);
  for (const WrittenRow& row : table.rows) {
    lines.push_back(row.cells);
    if (hasAbove) lines.back().push_back(row.above);
    if (hasBeside) lines.back().push_back(row.beside);
  }
  return lines;
}

}  // namespace regard::dsl::assist
