// Readers beside a writer: every snapshot is whole, and what was acknowledged is seen by the next snapshot.

#include <atomic>
#include <thread>

#include "store_support.h"

namespace regard {
namespace {

using namespace support;

constexpr int kCustomers = 24;
std::string idOf(int i) { return "customer-" + std::to_string(i); }

struct Readers {
  std::atomic<bool> stop{false};
  std::atomic<std::int64_t> acknowledged{-1};
  std::atomic<std::uint64_t> snapshots{0}, torn{0}, stale{0}, wrongVersion{0}, faults{0};
};

/// All customers are written together, with the same round in two places: a snapshot must show one round only.
void readUntilStopped(ProfileStore& store, const Catalog& catalog, Readers& shared) {
  const CatalogAttribute &round = *catalog.find("round"), &text = *catalog.find("text");
  auto txn = store.read();
  std::uint64_t previous = 0;
  while (txn.ok() && !shared.stop) {
    const std::int64_t before = shared.acknowledged;
    if (!txn->renew().ok()) ++shared.faults;
    std::int64_t seen = -1;
    for (int i = 0; i < kCustomers; ++i) {
      const auto record = store.find(*txn, idOf(i));
      if (!record.ok()) {
        ++shared.faults;
        break;
      }
      const std::int64_t now = load(*record, round).scalar.cell.asInt();
      if ((i > 0 && now != seen) || load(*record, text).text != std::string(static_cast<std::size_t>(now % 100), 'x'))
        ++shared.torn;
      if (record->version() < previous) ++shared.wrongVersion;
      if (i == kCustomers - 1) previous = record->version();
      seen = now;
    }
    if (seen < before) ++shared.stale;
    ++shared.snapshots;
  }
  if (!txn.ok()) ++shared.faults;
}

TEST_CASE("eight readers beside a writer see whole snapshots") {
  const TempFolder folder;
  const Catalog catalog =
      catalogOf({keyAttribute("id"), attribute("round", TypeKind::kInstant), attribute("text", TypeKind::kText)});
  auto store = valueOrFail(ProfileStore::open(folder / "store", OpenMode::kWriter));
  RecordBuilder builder(catalog);
  const auto write = [&](std::int64_t round) {
    builder.clear();
    builder.set(*catalog.find("round"), Scalar::known(Cell::ofInt(round)));
    builder.setText(*catalog.find("text"), std::string(static_cast<std::size_t>(round % 100), 'x'));
    PutProfiles all;
    for (int i = 0; i < kCustomers; ++i) all.profiles.push_back({idOf(i), std::string(builder.finish(1))});
    return store->writer().submit(std::move(all)).get().ok();
  };
  REQUIRE(write(0));

  Readers shared;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { readUntilStopped(*store, catalog, shared); });
  bool allWritten = true;
  for (std::int64_t round = 1; round <= 200; ++round) {
    allWritten = write(round) && allWritten;
    shared.acknowledged = round;
  }
  shared.stop = true;
  for (std::thread& thread : threads) thread.join();
  CHECK(allWritten);
  CHECK(shared.snapshots > 8);
  CHECK(shared.torn == 0);
  CHECK(shared.stale == 0);
  CHECK(shared.wrongVersion == 0);
  CHECK(shared.faults == 0);
}

TEST_CASE("many threads count one customer up without losing a step") {
  const TempFolder folder;
  const Catalog catalog = catalogOf({attribute("count", TypeKind::kInstant)});
  const CatalogAttribute& count = *catalog.find("count");
  auto store = valueOrFail(ProfileStore::open(folder / "store", OpenMode::kWriter));
  constexpr int kThreads = 8, kSteps = 25;
  std::atomic<int> conflicts{0}, failures{0};
  const auto countUp = [&] {
    RecordBuilder builder(catalog);
    for (int step = 0; step < kSteps;) {
      auto txn = store->read();
      auto record = txn.ok() ? store->find(*txn, "shared") : Result<RecordView>(RecordView{});
      const std::uint64_t version = record.ok() ? record->version() : 0;
      const std::int64_t value = record.ok() ? record->load(count.field).cell.asInt() : 0;
      builder.set(count, Scalar::known(Cell::ofInt(value + 1)));
      const auto done = store->writer().submit(PutProfile{"shared", std::string(builder.finish(1))}, version).get();
      if (done.ok()) {
        ++step;
      } else if (done.fault().kind == FaultKind::kConflict) {
        ++conflicts;
      } else {
        ++failures;
        return;
      }
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(countUp);
  for (std::thread& thread : threads) thread.join();
  CHECK(failures == 0);
  const ReadTxn txn = valueOrFail(store->read());
  const RecordView record = valueOrFail(store->find(txn, "shared"));
  CHECK(record.load(count.field).cell.asInt() == kThreads * kSteps);
  CHECK(record.version() == kThreads * kSteps);
}

}  // namespace
}  // namespace regard
