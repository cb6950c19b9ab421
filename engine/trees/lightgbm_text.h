#pragma once
// LightGBM's model file as blocks of `key=value` lines: the header, and one for each tree.

#include <map>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace regard::trees {

struct TextLine {
  std::size_t line = 0;  ///< from 1
  std::string_view value;
};
struct TextBlock {
  std::size_t line = 0;  ///< its first
  std::map<std::string_view, TextLine> lines;
};
struct LightgbmText {
  TextBlock header;
  std::vector<TextBlock> trees;
  TextLine words;  ///< `pandas_categorical`: what categories were called; line 0: it does not say
};

/// Views into `text`. kInvalid, with the line: a key twice in a block, no `end of trees` (cut off).
Result<LightgbmText> readLightgbmText(std::string_view text);

/// "line 12: …"
Fault damagedAt(std::size_t line, std::string_view fact);
/// Numbers with blanks between them: all finite, and `count` of them. A threshold at infinity is the greatest number.
Result<std::vector<double>> numbersOf(const TextBlock& block, std::string_view key, std::size_t count);

}  // namespace regard::trees
