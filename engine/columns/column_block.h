#pragma once
// One block of customers for one plan, made of columns.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/batch/block.h"
#include "engine/columns/column_source.h"

namespace regard::columns {

/// Of one thread. Frames are made for customers that are asked for one by one, and where something follows from a whole
/// customer: a day on a clock of their own, an arm of an experiment, what a model says.
class ColumnBlock final : public batch::Frames, private CustomerValues {
 public:
  ColumnBlock(const Asked& asked, std::int64_t nowMs);

  /// Valid until the next call. `bad`: by input of the table, then its lists; added to.
  const batch::Block& load(std::size_t batch, std::int64_t first, std::uint32_t rows, std::vector<BadValues>& bad);
  std::string_view key(std::uint32_t row);  ///< empty: none. Valid until the next call
  bool hasKey(std::uint32_t row) const { return batch::bitAt(keyKnown_.data(), row); }
  const Inputs& of(std::uint32_t row) override;

 private:
  /// One column's cells of this block, wherever they lie.
  struct Loaded {
    const std::uint64_t* cells = nullptr;
    std::vector<std::uint64_t> made, known;
  };
  struct LoadedList {
    std::vector<std::int64_t> begin;   ///< by row, of what was converted
    std::vector<std::uint32_t> count;  ///< by row
    std::vector<std::uint64_t> known;
    std::int64_t first = 0;       ///< value of the list's array that is the first one converted
    std::vector<Loaded> columns;  ///< by column of the stream
  };
  enum class From : std::uint8_t { kColumn, kConstant, kFrame };
  struct Wanted {  ///< one input that the evaluator reads side by side
    std::uint32_t input = 0;
    From from = From::kConstant;
    std::size_t column = 0;  ///< of the table's inputs
    std::vector<std::uint64_t> cells, known, error;
  };

  void chooseSources();
  void loadList(std::size_t list, std::int64_t first, std::uint32_t rows, BadValues& bad);
  void turnColumn(Wanted& wanted);
  void turnFrames(Wanted& wanted);
  void fill(Inputs& into) override;
  void fillList(const BoundList& from, const LoadedList& loaded, Inputs& into);

  const Asked& asked_;
  const Plan& plan_;
  const Table& table_;
  std::int64_t nowMs_;
  bool isOfOneDay_ = true;  ///< all customers have the rulebook's clock
  Inputs nobody_;           ///< somebody of whom no column says anything
  std::size_t batch_ = 0;
  std::int64_t first_ = 0;
  std::uint32_t row_ = 0;  ///< that fill() is asked for
  std::vector<Loaded> loaded_;
  std::vector<LoadedList> lists_;
  std::vector<Wanted> wanted_;
  std::vector<std::uint64_t> keyCells_, keyKnown_;
  std::string keyText_, text_;
  std::vector<Inputs> frames_;  ///< by row, …
  std::vector<std::uint8_t> isMade_;
  ZoneCache zones_;
  std::vector<std::int64_t> today_;
  std::uint64_t outbound_[batch::kBlockWordsMax] = {};
  batch::Block block_;
};

}  // namespace regard::columns
