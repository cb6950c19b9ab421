#include "engine/columns/column_source.h"

#include <algorithm>

#include "engine/columns/column_block.h"

namespace regard::columns {

class ColumnSource::BlockReader final : public batch::Reader {
 public:
  explicit BlockReader(ColumnSource& source) : source_(source) {
    for (const Asked& asked : source.asked_) {
      blocks_.push_back(std::make_unique<ColumnBlock>(asked, source.nowMs_));
      bad_.emplace_back(asked.table->inputs.size() + asked.table->lists.size());
    }
  }

  /// A block does not reach from one batch into the next.
  Result<bool> take() override {
    const std::vector<std::int64_t>& rows = source_.asked_.front().table->rows;
    Range& next = source_.next_;
    while (next.batch < rows.size() && next.first == rows[next.batch]) next = {next.batch + 1, 0, 0};
    if (next.batch == rows.size()) return false;
    range_ = {next.batch, next.first,
              static_cast<std::uint32_t>(std::min<std::int64_t>(batch::kBlockRowsMax, rows[next.batch] - next.first))};
    next.first += range_.rows;
    return true;
  }

  Result<const batch::Block*> load(std::size_t plan) override {
    std::fill(bad_[plan].begin(), bad_[plan].end(), BadValues{});
    const batch::Block& block = blocks_[plan]->load(range_.batch, range_.first, range_.rows, bad_[plan]);
    if (plan != 0) return &block;
    for (std::size_t i = 0; i < bad_[0].size(); ++i)
      if (bad_[0][i].count > 0) source_.addBad(i, range_.batch, bad_[0][i]);
    for (std::uint32_t row = 0; row < range_.rows; ++row)
      if (!blocks_[0]->hasKey(row)) ++source_.withoutKey_;
    return &block;
  }

  std::string_view key(std::uint32_t row) const override { return blocks_[0]->key(row); }

 private:
  ColumnSource& source_;
  Range range_;
  std::vector<std::unique_ptr<ColumnBlock>> blocks_;  ///< by plan
  std::vector<std::vector<BadValues>> bad_;           ///< likewise
};

ColumnSource::ColumnSource(const std::vector<Asked>& asked, std::int64_t nowMs) : asked_(asked), nowMs_(nowMs) {
  const Table& table = *asked.front().table;
  std::uint64_t rows = 0;
  for (const std::int64_t ofBatch : table.rows) {
    before_.push_back(rows);
    rows += static_cast<std::uint64_t>(ofBatch);
  }
  for (const BoundInput& input : table.inputs) bad_.push_back({input.name, 0, 0});
  for (const BoundList& list : table.lists) bad_.push_back({list.name, 0, 0});
}

std::unique_ptr<batch::Reader> ColumnSource::reader() { return std::make_unique<BlockReader>(*this); }

void ColumnSource::addBad(std::size_t column, std::size_t batch, const BadValues& bad) {
  const std::lock_guard lock(mutex_);
  BadColumn& sum = bad_[column];
  const std::uint64_t row = before_[batch] + static_cast<std::uint64_t>(bad.first) + 1;
  sum.firstRow = sum.count == 0 ? row : std::min(sum.firstRow, row);
  sum.count += bad.count;
}

std::vector<BadColumn> ColumnSource::bad() const {
  const std::lock_guard lock(mutex_);
  std::vector<BadColumn> found;
  std::copy_if(bad_.begin(), bad_.end(), std::back_inserter(found), [](const BadColumn& one) { return one.count > 0; });
  return found;
}

}  // namespace regard::columns
