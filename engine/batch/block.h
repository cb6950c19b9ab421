#pragma once
// Customers side by side: what one block of them looks like to the batch evaluator.

#include <cstdint>
#include <vector>

#include "base/date.h"
#include "engine/frame/inputs.h"

namespace regard::batch {

inline constexpr std::uint32_t kBlockRowsMax = 2'048;
inline constexpr std::uint32_t kBlockWordsMax = kBlockRowsMax / 64;

/// Words of a bitmap of so many rows: bit i of word i / 64 is row i.
constexpr std::uint32_t wordsOf(std::uint32_t rows) { return (rows + 63) / 64; }
constexpr bool bitAt(const std::uint64_t* bits, std::uint32_t row) {
  return ((bits[row / 64] >> (row % 64)) & 1U) != 0;
}
inline void setBit(std::uint64_t* bits, std::uint32_t row) { bits[row / 64] |= std::uint64_t{1} << (row % 64); }
inline void clearBit(std::uint64_t* bits, std::uint32_t row) { bits[row / 64] &= ~(std::uint64_t{1} << (row % 64)); }

/// One value of every customer: cells and two bitmaps beside them. What is neither known nor an error is unknown, and
/// its cell is zero. Known cells are valid values of their type (base/type.h).
struct ColumnView {
  const std::uint64_t* cells = nullptr;  ///< [rows]
  const std::uint64_t* known = nullptr;  ///< [wordsOf(rows)]
  const std::uint64_t* error = nullptr;  ///< [wordsOf(rows)]; nullptr: none is
  bool isAllKnown = false;               ///< nobody's is unknown or an error
};

/// A block's customers one by one, for what is asked of the exact machine.
class Frames {
 public:
  virtual ~Frames() = default;
  /// Valid until the next call. REQUIRES row < rows of the block.
  virtual const Inputs& of(std::uint32_t row) = 0;
};

/// Both views of one block say the same.
struct Block {
  std::uint32_t rows = 0;                   ///< at most kBlockRowsMax
  std::vector<ColumnView> columns;          ///< by input slot of the program
  const std::int64_t* today = nullptr;      ///< [rows]: the customer's day
  const std::uint64_t* outbound = nullptr;  ///< bitmap: nobody called
  Frames* frames = nullptr;
};

}  // namespace regard::batch
