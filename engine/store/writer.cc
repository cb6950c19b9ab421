// Group commit: while one group is being synced to disk, the commands of every other thread gather for the next.
// A command that finds its own fault before changing anything is simply answered. If one faults later, or the commit
// itself fails, the transaction is dropped and the commands of the group are done again one by one, each in its own:
// that is rare, and leaves every command with its own outcome.

#include "engine/store/writer.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <span>
#include <thread>

#include "engine/store/apply.h"
#include "engine/store/meta.h"

namespace regard {
namespace {

struct Item {
  Command command;
  ExpectedVersion expected;
  Durability durability = Durability::kDurable;
  std::size_t bytes = 0;
  std::promise<Result<Sequence>> promise;
  bool answered = false;

  void answer(Result<Sequence> outcome) {
    if (!std::exchange(answered, true)) promise.set_value(std::move(outcome));
  }
};

std::size_t bytesOf(const PutProfile& profile) { return sizeof profile + profile.key.size() + profile.record.size(); }
std::size_t bytesOf(const EraseProfile& erase) { return sizeof erase + erase.key.size(); }
std::size_t bytesOf(const PutCatalog& put) {
  return sizeof put + put.catalog.attributes().size() * sizeof(CatalogAttribute);
}
std::size_t bytesOf(const AddRows& rows) {
  std::size_t bytes = sizeof rows + rows.key.size();
  for (const std::string& record : rows.records) bytes += sizeof record + record.size();
  return bytes;
}
std::size_t bytesOf(const AddManyRows& run) {
  std::size_t bytes = sizeof run;
  for (const AddRows& rows : run.customers) bytes += bytesOf(rows);
  return bytes;
}
std::size_t bytesOf(const InTransaction& work) { return sizeof work; }
std::size_t bytesOf(const CloseRow& close) { return sizeof close + close.key.size(); }
std::size_t bytesOf(const PutBundle& bundle) { return sizeof bundle + bundle.hash.size() + bundle.bytes.size(); }
std::size_t bytesOf(const LogDecision& log) { return sizeof log + log.customer.size() + log.content.size(); }
template <class Small>
std::size_t bytesOf(const Small& command) {  // that holds nothing but itself
  return sizeof command;
}
std::size_t bytesOf(const PutProfiles& run) {
  std::size_t bytes = sizeof run;
  for (const PutProfile& profile : run.profiles) bytes += bytesOf(profile);
  return bytes;
}

}  // namespace

struct Writer::State {
  explicit State(LmdbEnv& environment) : env(environment) {}

  LmdbEnv& env;
  std::mutex mutex;
  std::condition_variable work, space;
  std::deque<Item> queue;
  std::size_t queuedBytes = 0;
  std::size_t awaited = 0;  ///< of the queue, those that are not only wanted soon
  bool stopping = false;
  Applier applier;  // the writer's thread only
  std::thread thread;

  /// Waits for work. Empty: there will be no more.
  std::vector<Item> nextGroup() {
    std::unique_lock lock(mutex);
    work.wait(lock, [&] { return stopping || !queue.empty(); });
    work.wait_for(lock, kSoonMax, [&] { return stopping || awaited > 0 || queue.size() >= kGroupCommandsMax; });
    std::vector<Item> group;
    std::size_t bytes = 0;
    while (!queue.empty() && group.size() < kGroupCommandsMax &&
           (group.empty() || bytes + queue.front().bytes <= kGroupBytesMax)) {
      bytes += queue.front().bytes;
      if (queue.front().durability != Durability::kSoon) --awaited;
      group.push_back(std::move(queue.front()));
      queue.pop_front();
    }
    queuedBytes -= bytes;
    space.notify_all();
    return group;
  }

  void run() {
    for (auto group = nextGroup(); !group.empty(); group = nextGroup()) {
      if (write(group, group.size() == 1)) continue;
      for (Item& item : group) write({&item, 1}, true);
    }
  }

  /// One transaction. Answers every item, or returns false with nothing written, unless `isLastTry`.
  bool write(std::span<Item> items, bool isLastTry) {
    const auto giveUp = [&](const Fault& fault) {
      if (isLastTry)
        for (Item& item : items) item.answer(fault);
      return isLastTry;
    };
    auto txn = env.write();
    if (!txn.ok()) return giveUp(txn.fault());
    auto sequence = meta::number(*txn, meta::kSequenceKey);
    if (!sequence.ok()) return giveUp(sequence.fault());

    applier.begin(*txn);
    std::vector<Result<Sequence>> outcomes;
    outcomes.reserve(items.size());
    for (Item& item : items) {
      const bool changedBefore = applier.changed();
      auto outcome = applier.apply(item.command, item.expected);
      // A fault found by looking is its own; one that came while writing leaves the transaction half done.
      if (!outcome.ok() && (applier.changed() != changedBefore || isOfStore(outcome.fault())))
        return giveUp(outcome.fault());
      if (outcome.ok()) outcome->value = *sequence + (applier.changed() ? 1 : 0);
      outcomes.push_back(std::move(outcome));
      if (outcomes.back().ok() && item.durability == Durability::kApplied) item.answer(outcomes.back());
    }
    if (applier.changed()) {
      if (auto put = txn->put(Table::kMeta, meta::kSequenceKey, meta::bytesOf(*sequence + 1)); !put.ok())
        return giveUp(put.fault());
      if (auto done = txn->commit(); !done.ok()) return giveUp(done.fault());
    }
    for (std::size_t i = 0; i < items.size(); ++i) items[i].answer(std::move(outcomes[i]));
    return true;
  }

  /// After these the transaction cannot be trusted, whichever command met them.
  static bool isOfStore(const Fault& fault) {
    return fault.kind == FaultKind::kFull || fault.kind == FaultKind::kIo || fault.kind == FaultKind::kCorrupt;
  }
};

Writer::Writer(LmdbEnv& env) : state_(std::make_unique<State>(env)) {
  state_->thread = std::thread([state = state_.get()] { state->run(); });
}

Writer::~Writer() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->work.notify_all();
  state_->thread.join();
}

std::future<Result<Sequence>> Writer::submit(Command command, ExpectedVersion expected, Durability durability) {
  Item item{.command = std::move(command),
            .expected = expected,
            .durability = durability,
            .bytes = 0,
            .promise = {},
            .answered = false};
  item.bytes = std::visit([](const auto& which) { return bytesOf(which); }, item.command);
  auto future = item.promise.get_future();
  bool wakes = false;
  {
    std::unique_lock lock(state_->mutex);
    state_->space.wait(lock,
                       [&] { return state_->queue.empty() || state_->queuedBytes + item.bytes <= kQueueBytesMax; });
    state_->queuedBytes += item.bytes;
    if (durability != Durability::kSoon) ++state_->awaited;
    state_->queue.push_back(std::move(item));
    wakes = durability != Durability::kSoon || state_->queue.size() == 1 || state_->queue.size() == kGroupCommandsMax;
  }
  if (wakes) state_->work.notify_one();
  return future;
}

}  // namespace regard
