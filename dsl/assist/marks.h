#pragma once
// What the formatter has to know of each token, and the blanks that follow from it. Inside dsl/assist only.

#include <cstdint>
#include <optional>
#include <vector>

#include "dsl/syntax/outline.h"

namespace regard::dsl::assist {

inline constexpr std::uint32_t kNoToken = 0xFFFF'FFFFU;

struct Mark {
  /// Of what the token begins: a declaration, or an item of the block around it (a clause, a field, a row).
  std::optional<PartKind> item;
  std::uint32_t itemEnd = 0;         ///< the token after the item
  std::uint32_t partner = kNoToken;  ///< of a bracket
  std::uint32_t block = kNoToken;    ///< the bracket around the token
  bool isPrefix = false;             ///< a sign that belongs to what follows: `-5`
  bool isCall = false;               ///< a bracket that belongs to what stands before: `count(`, `consent[`
  bool isFlag = false;               ///< the first of a field's `private` and `protected`
};

inline bool isOpener(const Mark& mark, std::uint32_t token) { return mark.partner != kNoToken && mark.partner > token; }
inline bool isCloser(const Mark& mark, std::uint32_t token) { return mark.partner < token; }

/// Beside the outline's tokens. REQUIRES an outline without faults.
std::vector<Mark> marksOf(const Outline& outline);

bool isSign(const LexedFile& file, std::uint32_t token, std::string_view sign);
bool isWord(const LexedFile& file, std::uint32_t token, std::string_view word);

/// Blanks before each token that does not begin a line.
std::vector<std::uint32_t> blanksOf(const Outline& outline, const std::vector<Mark>& marks);

/// Whether such an item has a line of its own in a block of several lines, whatever the author chose.
bool wantsOwnLine(PartKind item);

}  // namespace regard::dsl::assist
