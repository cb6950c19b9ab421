#pragma once
// UTF-8, and the characters that look like the plain ones rules are written in.

#include <cstdint>
#include <string>
#include <string_view>

namespace regard::dsl {

struct CodePoint {
  char32_t value = 0;
  std::uint32_t bytes = 0;  ///< 0: the bytes here are not UTF-8
};

/// The code point at `byte`: shortest form only, no surrogates, at most U+10FFFF. REQUIRES byte < text.size().
CodePoint codePointAt(std::string_view text, std::size_t byte);

std::string utf8Of(char32_t value);

/// "U+0430"
std::string nameOfCodePoint(char32_t value);

/// What a character may be taken for.
struct LookAlike {
  char32_t value;
  const char* plain;  ///< the ASCII it looks like; " " for blanks, "" for what cannot be seen at all
  const char* kind;   ///< "Cyrillic", "curly quote"
};
/// nullptr if it looks like nothing the language uses.
const LookAlike* lookAlikeOf(char32_t value);

/// Not to be seen, or able to reorder what is seen: never allowed, not even in quotes.
bool isForbiddenControl(char32_t value);

}  // namespace regard::dsl
