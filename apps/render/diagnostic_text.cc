#include <fmt/format.h>

#include <algorithm>

#include "apps/render/diagnostic.h"
#include "apps/render/layout.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

constexpr std::size_t kTab = 4;

/// A source line as it is printed, and the columns [begin, end) that a diagnostic is about.
struct Excerpt {
  std::string text;
  std::size_t begin = 0, end = 0;
};

/// Tabs become blanks and control characters dots, so that what stands under a character stays under it.
/// `first` and `last` are code point columns from 1; `last` is the one after the span.
Excerpt excerptOf(std::string_view line, std::uint32_t first, std::uint32_t last) {
  Excerpt out;
  std::size_t columns = 0;
  std::uint32_t codePoint = 1;
  for (std::size_t at = 0; at < line.size(); ++codePoint) {
    if (codePoint == first) out.begin = columns;
    if (codePoint == last) out.end = columns;
    const CodePoint c = codePointAt(line, at);
    if (c.value == '\t') {
      const std::size_t blanks = kTab - columns % kTab;
      out.text.append(blanks, ' ');
      columns += blanks;
    } else if (c.value < 0x20 || (c.value >= 0x7F && c.value < 0xA0)) {
      out.text += '.';
      ++columns;
    } else if (c.value == 0xFFFD) {
      out.text += "\xEF\xBF\xBD";
      ++columns;
    } else {
      out.text.append(line.substr(at, c.bytes));
      columns += columnsOf(c.value);
    }
    at += c.bytes;
  }
  if (first >= codePoint) out.begin = columns;
  if (last >= codePoint) out.end = columns;
  out.end = std::max(out.end, out.begin + 1);
  return out;
}

/// Cuts a line that is too long to the part around what the diagnostic is about.
Excerpt cutTo(Excerpt excerpt, std::size_t width, const Style& style) {
  const std::size_t columns = columnsOf(excerpt.text);
  if (columns <= width) return excerpt;
  const std::string mark = style.glyphs().ellipsis;
  const std::size_t lead = width / 3;
  const std::size_t from = excerpt.begin > lead ? std::min(excerpt.begin - lead, columns - width) : 0;
  Excerpt out;
  std::size_t column = 0, cutAt = 0;
  for (std::size_t at = 0; at < excerpt.text.size();) {
    const CodePoint c = codePointAt(excerpt.text, at);
    const std::size_t wide = columnsOf(c.value);
    if (column < from) {
      cutAt = column + wide;
    } else if (column + wide <= from + width) {
      out.text.append(excerpt.text, at, c.bytes);
    }
    column += wide;
    at += c.bytes;
  }
  const std::size_t shift = cutAt == 0 ? 0 : columnsOf(mark);
  if (shift > 0) out.text = mark + out.text;
  if (from + width < columns) out.text += mark;
  out.begin = excerpt.begin - cutAt + shift;
  out.end = std::max(out.begin + 1, std::min(excerpt.end - cutAt + shift, columnsOf(out.text)));
  return out;
}

std::string underline(const Excerpt& excerpt) {
  return std::string(excerpt.begin, ' ') + '^' + std::string(excerpt.end - excerpt.begin - 1, '~');
}

std::string tally(std::size_t errors, std::size_t warnings) {
  if (errors == 0) return counted(warnings, "warning");
  return warnings == 0 ? counted(errors, "error") : counted(errors, "error") + ", " + counted(warnings, "warning");
}

void appendRemark(std::string& out, std::size_t indent, const char* label, const std::string& text,
                  const Style& style) {
  const std::string head = std::string(indent, ' ') + label;
  const std::size_t at = columnsOf(head);
  const std::vector<std::string> lines = wrap(printable(text), style.width > at + 24 ? style.width - at : 24);
  for (std::size_t i = 0; i < lines.size(); ++i)
    out +=
        (i == 0 ? std::string(indent, ' ') + style.paint(Tone::strong, label) : std::string(at, ' ')) + lines[i] + '\n';
}

std::string contentsText(const RulebookFacts& book) {
  return fmt::format("{}, {}, {}, {}; at most {} a decision.\n", counted(book.attributes.size(), "attribute"),
                     counted(book.segmentCount, "segment"), counted(book.actions.size(), "action"),
                     counted(book.testCount, "test"), counted(book.stepsMax, "step"));
}

}  // namespace

std::string diagnosticText(const Diagnostic& d, const Style& style) {
  const std::string severity = d.isError ? "error" : "warning";
  std::string out =
      fmt::format("{} {} {}\n", style.paint(Tone::strong, fmt::format("{}:{}:{}:", d.path, d.line, d.column)),
                  style.paint(d.isError ? Tone::bad : Tone::caution, severity + ':'),
                  printable(d.message) + style.paint(Tone::quiet, " [" + d.code + "]"));
  const std::string number = std::to_string(d.line);
  const std::size_t gutter = number.size() + 1;
  if (!d.sourceLine.empty()) {
    const std::uint32_t last = d.endLine > d.line ? 0xFFFF'FFFF : d.endColumn;
    const std::size_t room = style.width > gutter + 36 ? style.width - gutter - 6 : 30;
    const Excerpt excerpt = cutTo(excerptOf(d.sourceLine, d.column, last), room, style);
    out += style.paint(Tone::quiet, fmt::format(" {} | ", number)) + excerpt.text + '\n';
    out += style.paint(Tone::quiet, std::string(gutter, ' ') + " | ") +
           style.paint(d.isError ? Tone::bad : Tone::caution, underline(excerpt)) + '\n';
  }
  if (!d.hint.empty()) appendRemark(out, gutter + 1, "hint: ", d.hint, style);
  for (const Diagnostic::Note& note : d.notes) {
    const std::string place = note.path.empty() ? "" : fmt::format("{}:{}:{}: ", note.path, note.line, note.column);
    appendRemark(out, gutter + 1, "note: ", place + note.message, style);
  }
  return out;
}

std::string checkText(const CheckReport& report, const Style& style) {
  std::string out;
  for (const Diagnostic& diagnostic : report.diagnostics) out += diagnosticText(diagnostic, style) + '\n';
  if (report.rulebook) {
    const RulebookFacts& book = *report.rulebook;
    const std::string warnings = report.diagnostics.empty() ? "" : ", " + counted(report.diagnostics.size(), "warning");
    return out +
           fmt::format("{} ({}): {}{}.\n", printable(book.title.empty() ? book.name : book.title), report.path,
                       style.paint(Tone::good, "no errors"), style.paint(Tone::caution, warnings)) +
           contentsText(book);
  }
  const auto isError = [](const Diagnostic& d) { return d.isError; };
  const auto& all = report.diagnostics;
  const auto errors = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), isError));
  out += style.paint(Tone::bad, tally(errors, all.size() - errors)) + " in " + report.path;
  if (report.suppressed > 0) out += fmt::format(", and {} more not shown", grouped(report.suppressed));
  out += ".\n";
  const auto first = std::find_if(all.begin(), all.end(), isError);
  return first == all.end() ? out
                            : out + fmt::format("`regard help {}` tells the long story of a code.\n", first->code);
}

std::string codeText(const CodeHelp& code, const Style& style) {
  std::string out =
      style.paint(Tone::strong, fmt::format("{} ({}): {}", code.code, code.isError ? "error" : "warning", code.title)) +
      "\n\n";
  // A story keeps its own lines: it may hold examples of rule text.
  out += code.story;
  if (!out.ends_with('\n')) out += '\n';
  return out;
}

std::string codesText(const std::vector<CodeHelp>& codes, const Style& style) {
  Table table{.rows = {}, .tones = {Tone::strong, Tone::quiet}, .indent = 0, .wrapped = 2};
  for (const CodeHelp& code : codes) table.rows.push_back({code.code, code.isError ? "error" : "warning", code.title});
  return tableText(table, style);
}

}  // namespace regard::render
