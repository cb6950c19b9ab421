#pragma once
// A file as a row of tokens, all with exact byte places.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace regard::dsl {

enum class TokenKind : std::uint8_t {
  kWord,
  kCode,
  kMoney,
  kPercent,
  kDateTime,
  kDate,
  kTime,
  kNumber,
  kString,
  kSign,
  kEnd
};

/// Signs of the language, longest first where one begins another; after them the foreign signs that people type
/// for them out of habit. A token of kind kSign holds the row.
struct SignRow {
  std::string_view written;
  std::string_view meant;  ///< what the parser sees: the same, or the language's own spelling of a foreign sign
};
inline constexpr SignRow kSigns[] = {
    {"{", "{"},    {"}", "}"},   {"(", "("},   {")", ")"},   {"[", "["},   {"]", "]"},  {"..<", "..<"},
    {"..", ".."},  {"->", "->"}, {"!=", "!="}, {"<=", "<="}, {">=", ">="}, {"==", "="}, {"<>", "!="},
    {"&&", "and"}, {"||", "or"}, {"=", "="},   {"<", "<"},   {">", ">"},   {",", ","},  {":", ":"},
    {"+", "+"},    {"-", "-"},   {"*", "*"},   {"/", "/"},   {".", "."},   {"|", "|"},  {"!", "not"},
};

struct Token {
  std::uint32_t begin = 0, end = 0;  ///< bytes of LexedFile::text
  TokenKind kind = TokenKind::kEnd;
  std::uint8_t sign = 0;  ///< row of kSigns when kind == kSign
  bool firstOnLine : 1 = false;
  bool inColumnOne : 1 = false;
  bool faulty : 1 = false;  ///< already reported; stands for something of its kind
  std::uint16_t depth = 0;  ///< brackets around it; a bracket counts as outside of itself
};

/// A `##` comment: the text after the signs, without surrounding blanks.
struct DocLine {
  std::uint32_t begin = 0, end = 0;
};

struct LexedFile {
  std::uint32_t file = 0;
  std::uint32_t offset = 0;  ///< where `text` begins in the file
  std::string_view text;
  std::vector<Token> tokens;  ///< the last is kEnd
  std::vector<DocLine> docs;  ///< in text order

  Span spanOf(const Token& token) const { return {file, offset + token.begin, offset + token.end}; }
  std::string_view written(const Token& token) const { return text.substr(token.begin, token.end - token.begin); }
  /// What the parser sees: a sign's meaning, a word as it stands.
  std::string_view meant(const Token& token) const {
    return token.kind == TokenKind::kSign ? kSigns[token.sign].meant : written(token);
  }
};

}  // namespace regard::dsl
