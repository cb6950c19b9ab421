#pragma once
// Whole populations: blocks from a source, evaluated by several threads, told in the source's order.

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/result.h"
#include "engine/batch/batch_plan.h"
#include "engine/batch/evaluator.h"

namespace regard::batch {

/// One thread's hands on a source. take() claims the next customers; load() makes them a block, while others take.
class Reader {
 public:
  virtual ~Reader() = default;
  virtual Result<bool> take() = 0;  ///< false: there are no more. Never by two threads at once
  /// What was taken, for one of the plans; all of the same customers. Valid until the next take().
  virtual Result<const Block*> load(std::size_t plan) = 0;
  virtual std::string_view key(std::uint32_t row) const = 0;  ///< of the block's customers

  /// Whether customers take from each other, so that what was decided for the block must be settled.
  virtual bool isShared() const { return false; }
  /// In the source's order, one thread at a time: `decisions` are those of the block's customers from `from` on. For
  /// how many of them, from the first, do they hold? The others must be decided anew: part() knows then what they are
  /// left.
  virtual std::uint32_t settle(std::size_t /*plan*/, std::uint32_t /*from*/, const Decisions& decisions) {
    return static_cast<std::uint32_t>(decisions.first.size() - 1);
  }
  /// The block's customers from `from` to before `to`. Valid until the next call. Asked only where not all decisions
  /// hold.
  virtual const Block& part(std::size_t /*plan*/, std::uint32_t /*from*/, std::uint32_t /*to*/) {
    REGARD_CHECK(false, "customers who share nothing are not settled");
  }
};

class Source {
 public:
  virtual ~Source() = default;
  virtual std::unique_ptr<Reader> reader() = 0;
};

/// Some customers' decisions, in order.
struct Decided {
  const Reader& customers;
  const std::vector<Decisions>& decisions;  ///< by plan
  std::uint32_t rows = 0;
};

struct RunOptions {
  unsigned threads = 1;
  SimdLevel level = bestLevel();
};

/// Every customer by each of the plans, of which there is one, or several to be compared. `tell` hears of all blocks in
/// the source's order, never twice at once, from any thread. The sums are the same whatever the number of threads. A
/// fault of the source ends it.
Result<std::vector<Tally>> run(const std::vector<const BatchPlan*>& plans, Source& source, const RunOptions& options,
                               const std::function<void(const Decided&)>& tell);

}  // namespace regard::batch
