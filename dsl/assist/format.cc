#include "dsl/assist/format.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "dsl/assist/align.h"
#include "dsl/assist/comments.h"
#include "dsl/assist/lines.h"
#include "dsl/assist/marks.h"
#include "dsl/assist/sound.h"
#include "dsl/syntax/lexer.h"
#include "dsl/syntax/outline.h"

namespace regard::dsl::assist {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// A line before its comment is put beside it.
struct Printed {
  std::string text;
  std::uint32_t column = 0;  ///< where it begins
};

Printed printed(const Line& line, const LexedFile& file, const std::vector<std::uint32_t>& blanks,
                std::vector<std::uint32_t>& columnOf) {
  const std::uint32_t anchor = line.indent.anchor == kNoToken ? 0 : columnOf[line.indent.anchor];
  Printed out{std::string(anchor + line.indent.blanks, ' '), anchor + line.indent.blanks};
  std::uint32_t column = out.column;
  for (std::uint32_t token = line.begin; token < line.end; ++token) {
    const std::uint32_t before = token == line.begin ? 0 : blanks[token];
    const std::string_view text = file.written(file.tokens[token]);
    out.text.append(before, ' ').append(text);
    columnOf[token] = column + before;
    column = columnOf[token] + widthOf(text);
  }
  return out;
}

bool isBeside(const Line& line) { return line.begin < line.end && !line.comment.empty(); }

/// Where the comments of the lines from `first` on stand that are beside lines, as far as they follow each other at one
/// depth.
std::uint32_t commentColumn(const std::vector<Line>& lines, const std::vector<Printed>& texts, std::size_t first) {
  std::uint32_t column = 0;
  for (std::size_t i = first; i < lines.size() && isBeside(lines[i]) && texts[i].column == texts[first].column; ++i) {
    if (i > first && lines[i].blankBefore) break;
    column = std::max(column, widthOf(texts[i].text) + 2);
  }
  return column;
}

std::string joined(const std::vector<Line>& lines, const std::vector<Printed>& texts, std::string_view lineEnd) {
  std::string out;
  std::uint32_t column = 0;  // of the comments that stand below each other, 0 outside of such lines
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].blankBefore) out += lineEnd;
    out += texts[i].text;
    if (isBeside(lines[i])) {
      const bool goesOn = column > 0 && !lines[i].blankBefore && texts[i].column == texts[i - 1].column;
      if (!goesOn) column = commentColumn(lines, texts, i);
      out.append(column - widthOf(texts[i].text), ' ');
    } else {
      column = 0;
    }
    out.append(lines[i].comment).append(lineEnd);
  }
  return out;
}

std::string formatted(const Outline& outline) {
  const LexedFile& file = outline.lexed;
  const std::vector<Mark> marks = marksOf(outline);
  const std::vector<Line> lines = linesOf(outline, marks);
  std::vector<std::uint32_t> blanks = blanksOf(outline, marks);
  align(outline, marks, lines, blanks);  // From here on it is certain what stands on a line and how far apart.
  std::vector<std::uint32_t> columnOf(marks.size());
  std::vector<Printed> texts;
  texts.reserve(lines.size());
  for (const Line& line : lines) texts.push_back(printed(line, file, blanks, columnOf));

  const std::size_t firstEnd = file.text.find('\n');
  const bool hasReturns = firstEnd != file.text.npos && firstEnd > 0 && file.text[firstEnd - 1] == '\r';
  const bool hasMark = file.text.starts_with(kByteOrderMark);
  return std::string(hasMark ? kByteOrderMark : "") + joined(lines, texts, hasReturns ? "\r\n" : "\n");
}

/// What a file says, apart from how it looks: tokens, comments between them, and where declarations begin.
std::string essence(std::string_view text, const SourceLimits& limits) {
  DiagnosticSink unheard(0);
  LexedFile file = lex(text, 0, 0, unheard);
  const std::vector<Slice> slices = splitDeclarations(file, limits, unheard);
  const std::vector<Gap> gaps = gapsOf(file);
  std::string out;
  auto slice = slices.begin();
  for (std::uint32_t token = 0; token < file.tokens.size(); ++token) {
    for (const Comment& comment : gaps[token].comments) out.append(comment.text) += '\n';
    if (slice != slices.end() && slice->begin == token) {
      out += "declaration\n";
      ++slice;
    }
    out.append(file.written(file.tokens[token])) += '\n';
  }
  return out;
}

/// Bytes of a declaration by its place among those of the file.
std::pair<std::size_t, std::size_t> bytesOfDeclaration(std::string_view text, std::size_t index,
                                                       const SourceLimits& limits) {
  DiagnosticSink unheard(0);
  LexedFile file = lex(text, 0, 0, unheard);
  const Slice slice = splitDeclarations(file, limits, unheard).at(index);
  return {file.tokens[slice.begin].begin, file.tokens[slice.end - 1].end};
}

}  // namespace

std::optional<std::string> format(const SourceSet& sources, std::uint32_t file, const SourceLimits& limits,
                                  DiagnosticSink& sink) {
  const std::optional<Outline> outline = soundOutline(sources, file, limits, sink);
  if (!outline) return std::nullopt;
  std::string text = formatted(*outline);
  REGARD_CHECK(essence(text, limits) == essence(outline->lexed.text, limits), sources.files[file].path);
  return text;
}

std::optional<std::string> formatDeclaration(const SourceSet& sources, std::uint32_t file, std::size_t index,
                                             const SourceLimits& limits, DiagnosticSink& sink) {
  const std::optional<std::string> whole = format(sources, file, limits, sink);
  if (!whole) return std::nullopt;
  std::string text = sources.files[file].text;
  const auto [from, to] = bytesOfDeclaration(*whole, index, limits);
  const auto [begin, end] = bytesOfDeclaration(text, index, limits);
  return text.replace(begin, end - begin, *whole, from, to - from);
}

}  // namespace regard::dsl::assist
