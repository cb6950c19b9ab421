#pragma once
// Where something stands in rule text. Both halves need it: diagnostics point at it, and so do reasons.

#include <cstdint>
#include <string_view>

namespace regard {

/// Bytes [begin, end) of a file of the rulebook.
struct Span {
  std::uint32_t file = 0, begin = 0, end = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

/// The smallest span over both. REQUIRES the same file.
constexpr Span cover(Span a, Span b) {
  return {a.file, a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

/// Line and column, both from 1; a column counts code points.
struct Place {
  std::uint32_t line = 1, column = 1;
  friend bool operator==(const Place&, const Place&) = default;
};
Place placeOf(std::string_view text, std::uint32_t byte);

}  // namespace regard
