#include "engine/batch/run.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace regard::batch {
namespace {

class Run {
 public:
  Run(const std::vector<const BatchPlan*>& plans, Source& source, const RunOptions& options,
      const std::function<void(const Decided&)>& tell)
      : plans_(plans), source_(source), options_(options), tell_(tell), tallies_(emptyTallies()) {}

  Result<std::vector<Tally>> all() {
    std::vector<std::thread> others;
    for (unsigned i = 1; i < options_.threads; ++i) others.emplace_back([this] { work(); });
    work();
    for (std::thread& other : others) other.join();
    if (fault_) return *fault_;
    return std::move(tallies_);
  }

 private:
  std::vector<Tally> emptyTallies() const {
    std::vector<Tally> tallies;
    for (const BatchPlan* plan : plans_) tallies.emplace_back(plan->actions.size());
    return tallies;
  }

  void work() {
    const auto reader = source_.reader();
    std::vector<std::unique_ptr<Evaluator>> evaluators;
    for (const BatchPlan* plan : plans_)
      evaluators.push_back(std::make_unique<Evaluator>(*plan, kernelsOf(options_.level)));
    std::vector<Decisions> decisions(plans_.size());
    std::vector<Tally> tallies = emptyTallies(), blockTallies = emptyTallies();
    const bool settling = reader->isShared();
    while (const std::optional<std::uint64_t> turn = take(*reader)) {
      std::uint32_t rows = 0;
      bool loaded = true;
      for (std::size_t i = 0; i < plans_.size() && loaded; ++i) {
        const auto block = reader->load(i);
        loaded = block.ok();
        if (!loaded) {
          fail(block.fault());
          break;
        }
        rows = (*block)->rows;
        if (settling) blockTallies[i] = Tally(plans_[i]->actions.size());
        evaluators[i]->evaluate(**block, decisions[i], settling ? blockTallies[i] : tallies[i]);
      }
      if (!loaded || !deliver(*turn, {*reader, decisions, rows}, [&] {
            for (std::size_t i = 0; settling && i < plans_.size(); ++i)
              settle(i, *reader, *evaluators[i], decisions[i], blockTallies[i], tallies[i]);
          }))
        break;
    }
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < plans_.size(); ++i) tallies_[i].add(tallies[i]);
  }

  /// Decides anew, by what is left, whoever comes after somebody that took what they were decided by. Who comes before
  /// is decided again too, for what is counted where they drop is counted block by block.
  static void settle(std::size_t plan, Reader& reader, Evaluator& evaluator, Decisions& decisions, Tally& ofBlock,
                     Tally& sums) {
    const auto rows = static_cast<std::uint32_t>(decisions.first.size() - 1);
    std::uint32_t from = 0, hold = reader.settle(plan, 0, decisions);
    if (hold < rows) {
      Decisions settled{{}, {0}}, part = std::move(decisions);
      const auto append = [&](std::uint32_t count) {
        const auto before = static_cast<std::uint32_t>(settled.kept.size());
        settled.kept.insert(settled.kept.end(), part.kept.begin(), part.kept.begin() + part.first[count]);
        for (std::uint32_t row = 1; row <= count; ++row) settled.first.push_back(before + part.first[row]);
      };
      for (; from + hold < rows; hold = reader.settle(plan, from, part)) {
        append(hold);
        if (hold > 0) evaluator.evaluate(reader.part(plan, from, from + hold), part, sums);
        from += hold;
        ofBlock = Tally(sums.actions.size());
        evaluator.evaluate(reader.part(plan, from, rows), part, ofBlock);
      }
      append(hold);
      decisions = std::move(settled);
    }
    sums.add(ofBlock);
  }

  /// Which block it is that was taken; nothing if there is no more to do.
  std::optional<std::uint64_t> take(Reader& reader) {
    const std::lock_guard lock(mutex_);
    if (fault_) return std::nullopt;
    const auto taken = reader.take();
    if (taken.ok() && *taken) return next_++;
    if (!taken.ok()) fault_ = taken.fault();
    return std::nullopt;
  }

  /// When all before it have been told. False if there was a fault, so that they never will be.
  bool deliver(std::uint64_t turn, const Decided& decided, const std::function<void()>& settleAll) {
    std::unique_lock lock(telling_);
    turnCame_.wait(lock, [&] { return told_ == turn || failed_; });
    if (failed_) return false;
    settleAll();
    tell_(decided);
    ++told_;
    turnCame_.notify_all();
    return true;
  }

  void fail(const Fault& fault) {
    {
      const std::lock_guard lock(mutex_);
      if (!fault_) fault_ = fault;
    }
    const std::lock_guard lock(telling_);
    failed_ = true;
    turnCame_.notify_all();
  }

  const std::vector<const BatchPlan*>& plans_;
  Source& source_;
  const RunOptions& options_;
  const std::function<void(const Decided&)>& tell_;
  std::mutex mutex_;  ///< of the source, the sums and the fault
  std::uint64_t next_ = 0;
  std::vector<Tally> tallies_;
  std::optional<Fault> fault_;
  std::mutex telling_;
  std::condition_variable turnCame_;
  std::uint64_t told_ = 0;
  bool failed_ = false;
};

}  // namespace

Result<std::vector<Tally>> run(const std::vector<const BatchPlan*>& plans, Source& source, const RunOptions& options,
                               const std::function<void(const Decided&)>& tell) {
  return Run(plans, source, options, tell).all();
}

}  // namespace regard::batch
