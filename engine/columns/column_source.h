#pragma once
// Customers who lie in columns, in the order of their rows, as blocks for the batch evaluator. Columns whose memory
// holds just our cells are read where they lie; the others are converted a block at a time.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/batch/batch_plan.h"
#include "engine/batch/run.h"
#include "engine/columns/table.h"
#include "engine/gather/gather.h"

namespace regard::columns {

/// What one set of rules is told: the columns as its profile, values of the request, what-ifs.
struct Asked {
  const batch::BatchPlan* plan = nullptr;
  const Table* table = nullptr;
  std::vector<GivenValue> request, overrides;
};

/// Values of one column that were none of its type, and are unknown.
struct BadColumn {
  std::string name;
  std::uint64_t count = 0;
  std::uint64_t firstRow = 0;  ///< from 1, over all batches
};

class ColumnSource final : public batch::Source {
 public:
  /// All must outlive this. `asked`: by plan, all of the same rows.
  ColumnSource(const std::vector<Asked>& asked, std::int64_t nowMs);

  std::unique_ptr<batch::Reader> reader() override;
  /// Of the first plan, in the order of its columns. Call it when all has been read.
  std::vector<BadColumn> bad() const;
  std::uint64_t withoutKey() const { return withoutKey_; }

 private:
  class BlockReader;
  friend class ColumnBlock;

  struct Range {
    std::size_t batch = 0;
    std::int64_t first = 0;
    std::uint32_t rows = 0;
  };
  void addBad(std::size_t column, std::size_t batch, const BadValues& bad);

  const std::vector<Asked>& asked_;
  std::int64_t nowMs_;
  std::vector<std::uint64_t> before_;  ///< rows of earlier batches, by batch
  Range next_;
  mutable std::mutex mutex_;
  std::vector<BadColumn> bad_;  ///< by input of the first plan's table, then its lists
  std::atomic<std::uint64_t> withoutKey_ = 0;
};

}  // namespace regard::columns
