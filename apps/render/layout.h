#pragma once
// Text on a grid of columns: width of UTF-8, padding, wrapping, tables.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "apps/render/style.h"

namespace regard::render {

/// One code point of UTF-8 and the bytes it took; a byte that starts none is U+FFFD and one byte.
struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;
};
CodePoint codePointAt(std::string_view text, std::size_t at);
/// 0 (combining marks, joiners), 1, or 2 (East Asian wide forms, emoji).
std::size_t columnsOf(char32_t codePoint);
std::size_t columnsOf(std::string_view text);

std::string padRight(std::string_view text, std::size_t columns);
std::string padLeft(std::string_view text, std::size_t columns);

/// Breaks at blanks (and line ends) so that no line is wider than `columns`, if its words allow it.
std::vector<std::string> wrap(std::string_view text, std::size_t columns);

/// Data from elsewhere, safe to print: control characters (an escape sequence starts with one) become \xNN or \n.
std::string printable(std::string_view text);

/// Rows under each other with aligned columns, two blanks apart; the column `wrapped` takes what width is left. A row
/// of one cell in a table of several columns is a heading. Tones colour whole columns and may be shorter than the rows.
struct Table {
  std::vector<std::vector<std::string>> rows;
  std::vector<Tone> tones;
  std::size_t indent = 2;
  std::size_t wrapped = static_cast<std::size_t>(-1);
};
std::string tableText(const Table& table, const Style& style);

}  // namespace regard::render
