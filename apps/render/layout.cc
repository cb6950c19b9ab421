#include "apps/render/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace regard::render {
namespace {

struct Range {
  char32_t first, last;
};
// The blocks that people write in; rarer scripts count as one column, which only costs alignment.
constexpr Range kZeroWidth[] = {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F},
                                {0x200B, 0x200F}, {0x20D0, 0x20F0}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};
constexpr Range kDoubleWidth[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xAC00, 0xD7A3},
                                  {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
                                  {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

template <std::size_t N>
bool within(const Range (&ranges)[N], char32_t c) {
  return std::any_of(std::begin(ranges), std::end(ranges), [c](Range r) { return c >= r.first && c <= r.last; });
}

std::vector<std::size_t> columnWidths(const Table& table, std::size_t width) {
  constexpr std::size_t kWrappedMin = 24;
  std::size_t columns = 0;
  for (const auto& row : table.rows) columns = std::max(columns, row.size());
  std::vector<std::size_t> widths(columns);
  for (const auto& row : table.rows) {
    if (row.size() == 1 && columns > 1) continue;
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columnsOf(row[i]));
  }
  if (table.wrapped < widths.size()) {
    std::size_t others = table.indent;
    for (std::size_t i = 0; i < widths.size(); ++i) others += i == table.wrapped ? 0 : widths[i] + 2;
    widths[table.wrapped] = std::min(widths[table.wrapped], std::max(width > others ? width - others : 0, kWrappedMin));
  }
  return widths;
}

std::string withoutTrailingBlanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

CodePoint codePointAt(std::string_view text, std::size_t at) {
  constexpr CodePoint kBroken{0xFFFD, 1};
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(at);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  if (length == 0 || lead > 0xF4 || at + length > text.size()) return kBroken;
  char32_t value = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80) return kBroken;
    value = (value << 6U) | (byte(at + i) & 0x3FU);
  }
  return {value, length};
}

std::size_t columnsOf(char32_t c) {
  if (c < 0x0300) return 1;
  return within(kZeroWidth, c) ? 0 : within(kDoubleWidth, c) ? 2 : 1;
}

std::size_t columnsOf(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = codePointAt(text, at);
    columns += columnsOf(c.value);
    at += c.bytes;
  }
  return columns;
}

std::string padRight(std::string_view text, std::size_t columns) {
  const std::size_t width = columnsOf(text);
  return std::string(text).append(width < columns ? columns - width : 0, ' ');
}

std::string padLeft(std::string_view text, std::size_t columns) {
  const std::size_t width = columnsOf(text);
  return std::string(width < columns ? columns - width : 0, ' ').append(text);
}

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\n') {
      lines.emplace_back();
      used = 0;
      ++at;
      continue;
    }
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
    const std::string_view word = text.substr(at, end - at);
    const std::size_t width = columnsOf(word);
    if (used > 0 && used + 1 + width > columns) {
      lines.emplace_back();
      used = 0;
    }
    if (used > 0) lines.back() += ' ';
    used += width + (used > 0 ? 1 : 0);
    lines.back().append(word);
    at = end;
  }
  return lines;
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = codePointAt(text, at);
    if (c.value == '\n') {
      out += "\\n";
    } else if (c.value < 0x20 || (c.value >= 0x7F && c.value < 0xA0)) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(c.value));
    } else if (c.value == 0xFFFD) {
      out += "\xEF\xBF\xBD";
    } else {
      out.append(text.substr(at, c.bytes));
    }
    at += c.bytes;
  }
  return out;
}

std::string tableText(const Table& table, const Style& style) {
  const std::vector<std::size_t> widths = columnWidths(table, style.width);
  std::string out;
  for (const auto& row : table.rows) {
    if (row.size() == 1 && widths.size() > 1) {
      out += style.paint(Tone::strong, row[0]) + '\n';
      continue;
    }
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 1;
    for (std::size_t i = 0; i < row.size(); ++i) {
      cells.push_back(i == table.wrapped ? wrap(row[i], widths[i]) : std::vector{row[i]});
      height = std::max(height, cells.back().size());
    }
    for (std::size_t lineNumber = 0; lineNumber < height; ++lineNumber) {
      std::string line(table.indent, ' ');
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string cell = lineNumber < cells[i].size() ? cells[i][lineNumber] : "";
        const Tone tone = i < table.tones.size() ? table.tones[i] : Tone::plain;
        line += style.paint(tone, cell);
        if (i + 1 < cells.size()) line.append(widths[i] + 2 - std::min(columnsOf(cell), widths[i]), ' ');
      }
      out += withoutTrailingBlanks(line) + '\n';
    }
  }
  return out;
}

}  // namespace regard::render
