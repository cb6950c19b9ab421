#include "engine/door/trial_watch.h"

#include <algorithm>

#include "engine/door/log_reader.h"
#include "engine/ledger/outcomes.h"
#include "engine/store/profile_key.h"

namespace regard {
namespace {

/// `fromMs`: it can only have come of being taken in by then.
struct Deed {
  std::int64_t fromMs = 0, atMs = 0;
  Money amount;
};
struct Participant {
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
  std::int64_t firstMs = kNever;
  bool otherShares = false;
  std::vector<Deed> deeds = {};
};

class Watching {
 public:
  Watching(const Store::Impl& store, const Watch& what) : store_(store), what_(what) {}

  Result<WatchCounts> run(const std::function<void(const Watched&)>& visit) {
    if (what_.everyone)
      if (auto done = takeEveryone(); !done) return done.fault();
    if (!what_.everyone || !what_.event)
      if (auto done = readLog(); !done) return done.fault();
    auto txn = store_.store->read();
    if (!txn) return txn.fault();
    for (auto& [id, participant] : participants_)
      if (auto done = tell(*txn, id, participant, visit); !done) return done.fault();
    return counts_;
  }

 private:
  Status takeEveryone() {
    auto txn = store_.store->read();
    if (!txn) return txn.fault();
    return txn->scan(Table::kProfiles, {}, [&](std::string_view key, std::string_view) {
      participants_[std::string(idOfKey(key))].firstMs = what_.sinceMs - 1;
      return true;
    });
  }

  Status readLog() {
    LogReader reader(store_);
    Status status = Done{};
    auto read = reader.forEach({}, [&](const ReadDecision& one) {
      status = add(one);
      return status.ok();
    });
    return status.ok() ? read : status;
  }

  Status add(const ReadDecision& read) {
    ++counts_.decisions;
    if (read.plan == nullptr) {
      ++(read.isErased() ? counts_.erased : counts_.unreadable);
      return Done{};
    }
    const std::int64_t nowMs = read.logged.nowMs;
    Participant& participant = participants_[read.logged.customer];
    if (const Trial* trial = trialBy(*read.plan); trial != nullptr) {
      if (!trial->sharesOutAs(what_.trial)) participant.otherShares = true;
      if (!what_.everyone && nowMs >= what_.sinceMs && nowMs < what_.untilMs)
        participant.firstMs = std::min(participant.firstMs, nowMs);
    }
    return what_.event ? Status(Done{}) : addOutcomes(read, participant);
  }

  /// That of our name under the rules that decided; null: they have none.
  const Trial* trialBy(const Plan& plan) {
    const auto known = trials_.find(&plan);
    if (known != trials_.end()) return known->second ? &*known->second : nullptr;
    auto& into = trials_[&plan];
    for (Trial& trial : trialsOf(*plan.program))
      if (trial.name == what_.trial.name && trial.draw == what_.trial.draw) into = std::move(trial);
    return into ? &*into : nullptr;
  }

  /// Of several answers to one action the latest is the one that counts; and any answer says that it was presented.
  Status addOutcomes(const ReadDecision& read, Participant& participant) {
    const auto outcomes = ledger::outcomesOf(*read.txn, read.logged.id, what_.action);
    if (!outcomes) return outcomes.fault();
    const std::string& presented = read.plan->program->choices[ir::kOutcomeChoice].members[ir::kOutcomePresented].name;
    std::map<std::string_view, const ledger::NamedOutcome*> standing;
    for (const ledger::NamedOutcome& one : *outcomes) {
      if (one.outcome == presented && what_.outcome != presented) continue;
      const ledger::NamedOutcome*& latest = standing[one.action];
      const bool replaces = what_.outcome == presented ? latest != nullptr && one.row.atMs < latest->row.atMs
                                                       : latest != nullptr && one.row.atMs >= latest->row.atMs;
      if (latest == nullptr || replaces) latest = &one;
    }
    for (const auto& [action, one] : standing)
      if (one->outcome == what_.outcome || what_.outcome == presented)
        participant.deeds.push_back({read.logged.nowMs, one->row.atMs, one->row.amount.value_or(Money{})});
    return Done{};
  }

  /// Whether nothing can be missing.
  Result<bool> addEvents(const ReadTxn& txn, const std::string& id, Participant& participant) const {
    std::string buffer;
    const auto key = profileKey(id, buffer);
    if (!key) return key.fault();
    const auto bytes = txn.get(Table::kHistory, *key);
    if (!bytes) return bytes.fault();
    if (!*bytes) return true;
    const auto record = RecordView::of(**bytes, true);
    if (!record) return record.fault();
    ListView rows;
    if (!record->loadList(what_.event->list.rows->field, rows)) return true;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      const Scalar at = rows[i].load(what_.event->list.at->field);
      const Scalar amount =
          what_.event->amount == nullptr ? Scalar::unknown() : rows[i].load(what_.event->amount->field);
      if (at.isKnown())
        participant.deeds.push_back(
            {at.cell.asInt() - 1, at.cell.asInt(), Money{amount.isKnown() ? amount.cell.asInt() : 0}});
    }
    const Scalar from = record->load(what_.event->list.from->field);
    return !from.isKnown() || from.cell.asInt() <= participant.firstMs + 1;
  }

  Status tell(const ReadTxn& txn, const std::string& id, Participant& participant,
              const std::function<void(const Watched&)>& visit) {
    if (participant.firstMs == Participant::kNever) return Done{};
    const std::int64_t toMs = participant.firstMs + what_.watchedMs;
    if (participant.otherShares) return count(counts_.otherShares);
    if (toMs > what_.nowMs) return count(counts_.tooRecent);
    if (what_.event) {
      const auto isWhole = addEvents(txn, id, participant);
      if (!isWhole) return isWhole.fault();
      if (!*isWhole) return count(counts_.letGo);
    }
    Watched watched{id, what_.trial.armOf(id), participant.firstMs, false, {}};
    for (const Deed& deed : participant.deeds) {
      if (deed.fromMs < participant.firstMs || deed.atMs > toMs) continue;
      watched.did = true;
      watched.amount.e4 += deed.amount.e4;
    }
    participant.deeds = {};
    visit(watched);
    return Done{};
  }

  static Status count(std::uint64_t& into) {
    ++into;
    return Done{};
  }

  const Store::Impl& store_;
  const Watch& what_;
  std::map<std::string, Participant> participants_;
  std::map<const Plan*, std::optional<Trial>> trials_;
  WatchCounts counts_;
};

}  // namespace

Result<WatchCounts> watch(const Store::Impl& store, const Watch& what,
                          const std::function<void(const Watched&)>& visit) {
  return Watching(store, what).run(visit);
}

}  // namespace regard
