#pragma once
// How values of an Arrow column become cells of a rulebook's type. Money, percent and numbers are what a program means
// by them: 42.5 of the currency unit, 0.125 for 12.5%; text is read as data files spell it (base/literals.h).

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dsl/ir/program.h"
#include "engine/columns/array_view.h"

namespace regard::columns {

enum class Reading : std::uint8_t { kKnown, kUnknown, kBad };

/// A column's rows in one batch. Of an encoded column the values that it is made of are read once.
struct Chunk {
  ArrayView view;
  std::vector<std::pair<std::uint64_t, Reading>> entries;
};

/// Values that are none of their type.
struct BadValues {
  std::uint64_t count = 0;
  std::int64_t first = 0;  ///< row of the chunk
};

class Conversion {
 public:
  /// kInvalid if nothing of such a column can be of the type. `program` and `zone`, on whose clock times without one
  /// are, must outlive this.
  static Result<Conversion> of(const ir::Program& program, const Zone& zone, Type wanted, const ArrayView& column);

  Chunk chunkOf(ArrayView view) const;

  /// Rows from `first` on: cells, and a bitmap of those that are known, whose other cells are 0. Of text the cell is
  /// the row. Bad values are unknown.
  void run(const Chunk& from, std::int64_t first, std::uint32_t rows, std::uint64_t* cells, std::uint64_t* known,
           BadValues& bad) const;
  /// The same without a copy, if the array's memory holds just those cells, all known; else nullptr.
  const std::uint64_t* inPlace(const Chunk& from, std::int64_t first, std::uint32_t rows) const;

  /// The text of a row that is known; `made` is where it is written if it does not lie there as text. REQUIRES the
  /// type is text.
  static std::string_view textAt(const Chunk& from, std::int64_t row, std::string& made);

 private:
  friend struct Values;
  /// The ordinal of the member that is called just so; nullptr if none is.
  const std::uint64_t* memberOf(std::string_view name) const;
  using Run = void (*)(const Conversion&, const ArrayView&, std::int64_t, std::uint32_t, std::uint64_t*, std::uint64_t*,
                       BadValues&);
  using One = Reading (*)(const Conversion&, const ArrayView&, std::int64_t, std::uint64_t&);

  const ir::Program* program_ = nullptr;
  const Zone* zone_ = nullptr;
  ir::Input field_;                                                  ///< only its type
  std::vector<std::pair<std::string_view, std::uint64_t>> members_;  ///< of a choice, sorted
  bool isCell_ = false;                                              ///< the array's 64 bits are the cell's
  Run run_ = nullptr;
  One one_ = nullptr;
};

}  // namespace regard::columns
