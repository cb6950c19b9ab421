#pragma once
// The conditions and shared columns of a plan over one block: each computed at most once for each customer for whom
// anybody asks, and never for the others where that would cost something.

#include <cstdint>
#include <vector>

#include "engine/batch/batch_plan.h"
#include "engine/batch/lanes.h"
#include "engine/exact/machine.h"

namespace regard::batch {

/// A block's rows, one bit each.
struct RowBits {
  std::uint64_t words[kBlockWordsMax];
};

class Conditions final : private LaneWorld {
 public:
  Conditions(const BatchPlan& plan, const Kernels& kernels);

  /// REQUIRES `block` to outlive what is asked until the next begin().
  void begin(const Block& block);
  /// From here on it is this candidate that conditions and code are about.
  void setCandidate(std::uint32_t action, std::int16_t channel) {
    action_ = action;
    channel_ = channel;
  }
  std::uint32_t words() const { return words_; }

  /// `out` becomes those of `among` for whom the condition is true. They may be the same.
  void select(std::uint32_t condition, const std::uint64_t* among, std::uint64_t* out);

  /// Makes what the code reads, for all of `among`.
  void prepare(const LaneCode& code, const std::uint64_t* among) { needAll(code, among); }
  /// Runs the code of figures for rows[0 … count); the result is read from the runner. REQUIRES it prepared for them.
  const LaneRunner& run(const LaneCode& code, const std::uint16_t* rows, std::uint32_t count) {
    runner_.run(code, rows, count, channel_);
    return runner_;
  }
  /// A shared column, there for all of `among`; or an input.
  ColumnView shared(std::uint32_t number, const std::uint64_t* among) {
    need(number, among);
    return column(number);
  }
  const ColumnView& input(std::uint32_t slot) const { return block_->columns[slot]; }
  const Kernels& kernels() const { return kernels_; }

  /// For what lanes cannot say: the machine, begun for the candidate.
  exact::Machine machineFor(std::uint32_t row) const;

 private:
  struct Kept {  ///< a condition's bits, for the rows in `have`
    std::vector<std::uint64_t> bits, have;
    std::uint64_t epoch = 0;
    bool isWhole = false;  ///< for all rows
  };
  struct Column {
    std::vector<std::uint64_t> cells, known, error, have;
    std::uint64_t epoch = 0;
    bool hasErrors = false, isWhole = false, isAllKnown = false;
  };

  // LaneWorld
  const Block& block() const override { return *block_; }
  ColumnView column(std::uint32_t column) const override;
  const std::uint64_t* trueOf(std::uint32_t condition) const override { return kept_[condition].bits.data(); }
  Scalar demand(ir::InstIndex inst, std::uint32_t row) override;

  const std::uint64_t* keep(std::uint32_t condition, const std::uint64_t* among);
  void compute(const Condition& condition, const std::uint64_t* among, std::uint64_t* out);
  void region(const Condition& condition, const ColumnView& view, std::uint64_t* out) const;
  void constantRegion(const Condition& condition, const std::uint64_t* among, std::uint64_t* out) const;
  void direct(const Condition& condition, const std::uint64_t* among, std::uint64_t* out);
  void need(std::uint32_t column, const std::uint64_t* among);
  void needAll(const LaneCode& code, const std::uint64_t* among);
  void fillElse(const SharedColumn& column, Column& into) const;
  void fill(const SharedColumn& column, Column& into, const std::uint64_t* among);
  void put(Column& into, std::uint32_t row, Scalar value) const;
  template <class Visit>
  void eachChunk(const std::uint64_t* among, Visit&& visit);

  const BatchPlan& plan_;
  const Kernels& kernels_;
  LaneRunner runner_;
  mutable exact::Scratch scratch_;
  const Block* block_ = nullptr;
  std::uint32_t words_ = 0;
  std::uint64_t epoch_ = 0;
  RowBits all_ = {};
  std::vector<Kept> kept_;       ///< by condition; room only where it is used
  std::vector<Column> columns_;  ///< by shared column
  std::uint32_t action_ = ir::kNone;
  std::int16_t channel_ = -1;
};

/// Calls visit(row) for each bit, in order.
template <class Visit>
void eachRow(const std::uint64_t* bits, std::uint32_t words, Visit&& visit) {
  for (std::uint32_t w = 0; w < words; ++w)
    for (std::uint64_t rest = bits[w]; rest != 0; rest &= rest - 1)
      visit(64 * w + static_cast<std::uint32_t>(__builtin_ctzll(rest)));
}
inline bool isEmpty(const std::uint64_t* bits, std::uint32_t words) {
  std::uint64_t any = 0;
  for (std::uint32_t w = 0; w < words; ++w) any |= bits[w];
  return any == 0;
}

}  // namespace regard::batch
