#pragma once
// All customers of a store, of one moment, in the order of their keys.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/batch/frame_block.h"
#include "engine/batch/run.h"
#include "engine/gather/gather.h"
#include "engine/simulation/budgets.h"
#include "engine/store/profile_store.h"

namespace regard::simulation {

/// What one set of rules is told beside the store: values of the request, what-ifs, and what is used of budgets.
struct Asked {
  const batch::BatchPlan* plan = nullptr;
  std::vector<GivenValue> request, overrides;
  std::vector<Scalar> counters;          ///< by counter of the program: what is used before the first customer
  bool learns = false;                   ///< some action's propensity follows what the store has learned
  std::optional<std::uint32_t> trigger;  ///< member of kTriggerChoice: nobody asks, this starts it
};

class StoreSource final : public batch::Source {
 public:
  /// All must outlive this. `asked`: by plan. A customer to whom what should start a decision never happened takes no
  /// part, by any plan. Who is offered something that nobody asked for takes their part of budgets from those whose
  /// keys come after theirs.
  StoreSource(const ReadTxn& txn, const std::vector<Asked>& asked, std::int64_t nowMs,
              std::uint32_t blockRows = batch::kBlockRowsMax);

  std::unique_ptr<batch::Reader> reader() override;
  std::uint64_t notStarted() const { return notStarted_; }
  std::uint64_t unreadable() const { return unreadable_; }
  std::string firstUnreadable() const;

 private:
  class BlockReader;

  const ReadTxn& txn_;
  const std::vector<Asked>& asked_;
  std::int64_t nowMs_;
  std::uint32_t blockRows_;
  std::vector<std::unique_ptr<Budgets>> budgets_;  ///< by plan; nullptr: it has none
  bool needsHistory_ = false;
  std::string next_;  ///< the last key that was taken
  bool isOver_ = false;
  std::atomic<std::uint64_t> notStarted_ = 0, unreadable_ = 0;
  std::mutex reading_;  ///< of the snapshot, which is not for two threads at once
  mutable std::mutex mutex_;
  std::string firstUnreadable_;
};

}  // namespace regard::simulation
