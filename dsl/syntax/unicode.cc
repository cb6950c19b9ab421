#include "dsl/syntax/unicode.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace regard::dsl {

CodePoint codePointAt(std::string_view text, std::size_t byte) {
  const auto at = [&](std::size_t i) -> std::uint32_t {
    return byte + i < text.size() ? static_cast<unsigned char>(text[byte + i]) : 0U;
  };
  const std::uint32_t lead = at(0);
  if (lead < 0x80) return {lead, 1};
  const std::uint32_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return {};
  std::uint32_t value = lead & (0xFFU >> (length + 1));
  for (std::uint32_t i = 1; i < length; ++i) {
    if ((at(i) & 0xC0U) != 0x80U) return {};
    value = value << 6U | (at(i) & 0x3FU);
  }
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[length] || surrogate || value > 0x10FFFF) return {};
  return {value, length};
}

std::string utf8Of(char32_t value) {
  const auto byte = [](std::uint32_t bits) { return static_cast<char>(static_cast<unsigned char>(bits)); };
  const auto tail = [&](std::uint32_t shift) { return byte(0x80U | ((value >> shift) & 0x3FU)); };
  if (value < 0x80) return {byte(value)};
  if (value < 0x800) return {byte(0xC0U | value >> 6U), tail(0)};
  if (value < 0x10000) return {byte(0xE0U | value >> 12U), tail(6), tail(0)};
  return {byte(0xF0U | value >> 18U), tail(12), tail(6), tail(0)};
}

std::string nameOfCodePoint(char32_t value) { return fmt::format("U+{:04X}", static_cast<std::uint32_t>(value)); }

namespace {

// Sorted by code point.
constexpr LookAlike kLookAlikes[] = {
    {0x00A0, " ", "no-break space"},  {0x00AD, "", "soft hyphen"},      {0x00B4, "'", "acute accent"},
    {0x00D7, "*", "multiplication"},  {0x00F7, "/", "division"},        {0x0251, "a", "Latin alpha"},
    {0x0261, "g", "Latin script g"},  {0x0269, "i", "Latin iota"},      {0x03B1, "a", "Greek"},
    {0x03B9, "i", "Greek"},           {0x03BA, "k", "Greek"},           {0x03BD, "v", "Greek"},
    {0x03BF, "o", "Greek"},           {0x03C1, "p", "Greek"},           {0x03C5, "u", "Greek"},
    {0x0430, "a", "Cyrillic"},        {0x0435, "e", "Cyrillic"},        {0x043E, "o", "Cyrillic"},
    {0x0440, "p", "Cyrillic"},        {0x0441, "c", "Cyrillic"},        {0x0443, "y", "Cyrillic"},
    {0x0445, "x", "Cyrillic"},        {0x0455, "s", "Cyrillic"},        {0x0456, "i", "Cyrillic"},
    {0x0458, "j", "Cyrillic"},        {0x04BB, "h", "Cyrillic"},        {0x0501, "d", "Cyrillic"},
    {0x051B, "q", "Cyrillic"},        {0x051D, "w", "Cyrillic"},        {0x2002, " ", "en space"},
    {0x2003, " ", "em space"},        {0x2007, " ", "figure space"},    {0x2009, " ", "thin space"},
    {0x200B, "", "zero-width space"}, {0x200C, "", "zero-width mark"},  {0x200D, "", "zero-width mark"},
    {0x2010, "-", "hyphen"},          {0x2011, "-", "no-break hyphen"}, {0x2012, "-", "figure dash"},
    {0x2013, "-", "en dash"},         {0x2014, "-", "em dash"},         {0x2018, "'", "curly quote"},
    {0x2019, "'", "curly quote"},     {0x201C, "\"", "curly quote"},    {0x201D, "\"", "curly quote"},
    {0x201E, "\"", "low quote"},      {0x202F, " ", "narrow space"},    {0x2060, "", "word joiner"},
    {0x2192, "->", "arrow"},          {0x2212, "-", "minus sign"},      {0x2260, "!=", "not-equal sign"},
    {0x2264, "<=", "at-most sign"},   {0x2265, ">=", "at-least sign"},  {0x3000, " ", "wide space"},
    {0xFEFF, "", "byte-order mark"},  {0xFF05, "%", "full-width"},      {0xFF08, "(", "full-width"},
    {0xFF09, ")", "full-width"},      {0xFF0C, ",", "full-width"},      {0xFF1A, ":", "full-width"},
    {0xFF1C, "<", "full-width"},      {0xFF1D, "=", "full-width"},      {0xFF1E, ">", "full-width"},
    {0xFF5B, "{", "full-width"},      {0xFF5D, "}", "full-width"},
};

}  // namespace

const LookAlike* lookAlikeOf(char32_t value) {
  const auto* found = std::lower_bound(std::begin(kLookAlikes), std::end(kLookAlikes), value,
                                       [](const LookAlike& row, char32_t v) { return row.value < v; });
  return found != std::end(kLookAlikes) && found->value == value ? found : nullptr;
}

bool isForbiddenControl(char32_t value) {
  if (value == '\t' || value == '\n' || value == '\r') return false;
  const bool reorders = (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069);
  return value < 0x20 || (value >= 0x7F && value <= 0x9F) || reorders;
}

}  // namespace regard::dsl
