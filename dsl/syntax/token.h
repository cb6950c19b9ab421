#pragma once
// A file as a row of tokens, all with exact byte places.

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>
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

/// A piece of a text that was put together from what stands here and there in a file.
struct Piece {
  std::uint32_t begin = 0;  ///< in the text; it ends where the next one begins
  Span place;               ///< in the file
  bool verbatim = false;    ///< byte for byte what stands there; else all of it stands for all of `place`
};

struct LexedFile {
  std::uint32_t file = 0;
  std::uint32_t offset = 0;  ///< where `text` begins in the file, if it stands there as one
  std::string_view text;
  std::span<const Piece> pieces;  ///< else these, in text order, without gaps
  std::vector<Token> tokens;      ///< the last is kEnd
  std::vector<DocLine> docs;      ///< in text order

  /// Where bytes [begin, end) of the text stand; what reaches over several pieces stands where it begins.
  Span place(std::uint32_t begin, std::uint32_t end) const;
  Span spanOf(const Token& token) const { return place(token.begin, token.end); }
  /// Of something made of two: their cover, or where the second stands if they are pieces from here and there.
  Span join(Span first, Span second) const { return pieces.empty() ? cover(first, second) : second; }
  std::string_view written(const Token& token) const { return text.substr(token.begin, token.end - token.begin); }
  /// What the parser sees: a sign's meaning, a word as it stands.
  std::string_view meant(const Token& token) const {
    return token.kind == TokenKind::kSign ? kSigns[token.sign].meant : written(token);
  }
};

inline Span LexedFile::place(std::uint32_t begin, std::uint32_t end) const {
  if (pieces.empty()) return {file, offset + begin, offset + end};
  const auto next = std::upper_bound(pieces.begin(), pieces.end(), begin,
                                     [](std::uint32_t at, const Piece& piece) { return at < piece.begin; });
  const Piece& piece = *std::prev(next);
  if (!piece.verbatim) return piece.place;
  const std::uint32_t pieceEnd = next == pieces.end() ? static_cast<std::uint32_t>(text.size()) : next->begin;
  return {file, piece.place.begin + begin - piece.begin, piece.place.begin + std::min(end, pieceEnd) - piece.begin};
}

}  // namespace regard::dsl
