#include "engine/simulation/store_source.h"

#include <algorithm>

#include "engine/gather/trigger.h"
#include "engine/ledger/evidence.h"

namespace regard::simulation {

class StoreSource::BlockReader final : public batch::Reader {
 public:
  explicit BlockReader(StoreSource& source) : source_(source), zones_(source.asked_.size()) {
    for (const Asked& asked : source.asked_) blocks_.push_back(std::make_unique<batch::FrameBlock>(*asked.plan));
  }

  /// Only finds where records lie: they are read by whoever loads them.
  Result<bool> take() override {
    found_.clear();
    if (source_.isOver_) return false;
    const std::lock_guard reading(source_.reading_);
    Status failed = Done{};
    const auto scanned =
        source_.txn_.scan(Table::kProfiles, source_.next_, [&](std::string_view key, std::string_view bytes) {
          if (key == source_.next_) return true;
          if (found_.size() == source_.blockRows_) return false;
          found_.push_back({key, bytes, {}});
          if (!source_.needsHistory_) return true;
          const auto history = source_.txn_.get(Table::kHistory, key);
          if (history.ok()) {
            found_.back().history = *history;
          } else {
            failed = history.fault();
          }
          return history.ok();
        });
    if (!scanned) return scanned.fault();
    if (!failed) return failed.fault();
    source_.isOver_ = found_.size() < source_.blockRows_;
    if (!found_.empty()) source_.next_ = found_.back().key;
    return !found_.empty();
  }

  Result<const batch::Block*> load(std::size_t plan) override {
    if (plan == 0) gatherAll();
    return &blocks_[plan]->block();
  }

  std::string_view key(std::uint32_t row) const override { return keys_[row]; }

  bool isShared() const override {
    return std::any_of(source_.budgets_.begin(), source_.budgets_.end(),
                       [](const auto& one) { return one != nullptr; });
  }
  std::uint32_t settle(std::size_t plan, std::uint32_t from, const batch::Decisions& decisions) override {
    Budgets* const budgets = source_.budgets_[plan].get();
    return budgets != nullptr ? budgets->settle(*blocks_[plan], from, decisions)
                              : batch::Reader::settle(plan, from, decisions);
  }
  const batch::Block& part(std::size_t plan, std::uint32_t from, std::uint32_t to) override {
    return blocks_[plan]->part(from, to);
  }

 private:
  struct Record {
    std::string_view key, bytes;
    Found history;
  };

  void gatherAll() {
    keys_.clear();
    for (const auto& block : blocks_) block->clear();
    for (const Record& record : found_) {
      const std::string_view id = idOfKey(record.key);
      if (gatherOne(record, id)) {
        keys_.push_back(id);
        continue;
      }
      for (const auto& block : blocks_)
        if (block->size() > keys_.size()) block->dropLast();
    }
  }

  bool gatherOne(const Record& record, std::string_view id) {
    const auto profile = RecordView::of(record.bytes, true);
    if (!profile) return skip(id, profile.fault());
    const auto history = record.history ? RecordView::of(*record.history, true) : Result<RecordView>(RecordView{});
    if (!history) return skip(id, history.fault());
    for (std::size_t i = 0; i < source_.asked_.size(); ++i) {
      const Asked& asked = source_.asked_[i];
      const Plan& plan = *asked.plan->plan;
      Inputs& frame = blocks_[i]->add();
      gather(plan, {*profile, id, *history}, asked.request, asked.overrides, source_.nowMs_, zones_[i], frame);
      if (source_.budgets_[i]) source_.budgets_[i]->writeInto(frame);
      if (asked.trigger && !startBy(*plan.program, plan.zone, *asked.trigger, frame).ok()) {
        ++source_.notStarted_;
        return false;
      }
      if (!asked.learns) continue;
      const std::lock_guard reading(source_.reading_);
      if (auto read = ledger::readEvidence(plan, source_.txn_, evidence_, frame); !read) return skip(id, read.fault());
    }
    return true;
  }

  bool skip(std::string_view id, const Fault& fault) {
    ++source_.unreadable_;
    const std::lock_guard lock(source_.mutex_);
    if (source_.firstUnreadable_.empty()) source_.firstUnreadable_ = std::string(id) + ": " + fault.message;
    return false;
  }

  StoreSource& source_;
  std::vector<Record> found_;
  std::vector<std::string_view> keys_;  ///< of those who take part
  std::vector<std::unique_ptr<batch::FrameBlock>> blocks_;
  std::vector<ZoneCache> zones_;
  exact::Scratch evidence_;
};

StoreSource::StoreSource(const ReadTxn& txn, const std::vector<Asked>& asked, std::int64_t nowMs,
                         std::uint32_t blockRows)
    : txn_(txn), asked_(asked), nowMs_(nowMs), blockRows_(blockRows) {
  needsHistory_ = std::any_of(asked.begin(), asked.end(), [](const Asked& one) {
    return !one.plan->plan->historySlots.empty() || one.trigger.has_value();
  });
  for (const Asked& one : asked)
    budgets_.push_back(one.counters.empty() ? nullptr : std::make_unique<Budgets>(*one.plan->plan, one.counters));
}

std::unique_ptr<batch::Reader> StoreSource::reader() { return std::make_unique<BlockReader>(*this); }

std::string StoreSource::firstUnreadable() const {
  const std::lock_guard lock(mutex_);
  return firstUnreadable_;
}

}  // namespace regard::simulation
