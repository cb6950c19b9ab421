// What survives a killed process: everything acknowledged, nothing half. And what two processes may do to one store.

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "engine/catalog/history.h"
#include "tests/crash/child.h"

namespace regard {
namespace {

using namespace support;

/// How many customers from 0 on are there without a gap, each whole.
std::uint64_t customersIn(const std::string& path) {
  const Catalog catalog = catalogOf({attribute("number", TypeKind::kInstant), attribute("text", TypeKind::kText)});
  auto store = valueOrFail(ProfileStore::open(path, OpenMode::kReader));
  const ReadTxn txn = valueOrFail(store->read());
  std::uint64_t number = 0, wrong = 0;
  REQUIRE(txn.scan(Table::kProfiles, {},
                   [&](std::string_view key, std::string_view value) {
                     const auto record = RecordView::of(value, true);
                     const bool whole = record.ok() && idOfKey(key) == fmt::format("c{:08}", number) &&
                                        load(*record, catalog.attributes()[0]).scalar.cell.bits == number &&
                                        load(*record, catalog.attributes()[1]).text ==
                                            std::string(100, static_cast<char>('a' + number % 26));
                     wrong += whole ? 0U : 1U;
                     ++number;
                     return true;
                   })
              .ok());
  CHECK(wrong == 0);
  return number;
}

TEST_CASE("kill -9 at any moment: what was acknowledged is there") {
  const TempFolder folder;
  const std::string path = folder / "store";
  { valueOrFail(ProfileStore::open(path, OpenMode::kWriter)); }
  Random random(17);
  std::uint64_t next = 0, progress = 0;
  for (int round = 0; round < 40; ++round) {
    Child child("write", path, next);
    std::string heard = child.hear(round % 4 != 0 ? 1 : 0);  // none: killed while it is still opening, perhaps
    std::this_thread::sleep_for(std::chrono::microseconds(below(random, 20'000)));
    child.kill();
    heard += child.hear();
    const std::uint64_t acknowledged = heard.empty() ? next : lastNumber(heard) + 1;  // customers
    const std::uint64_t found = customersIn(path);
    INFO("round " << round << ": acknowledged " << acknowledged << ", found " << found);
    REQUIRE(found >= acknowledged);
    REQUIRE(found <= acknowledged + 1);  // one may have been committed and not yet said
    progress += found > next ? 1U : 0U;
    next = found;
  }
  CHECK(progress >= 30);
}

TEST_CASE("kill -9 while rows are told: what was acknowledged is in the history, each once and in order") {
  const TempFolder folder;
  const std::string path = folder / "store";
  { valueOrFail(ProfileStore::open(path, OpenMode::kWriter)); }
  Random random(23);
  std::uint64_t next = 0;
  for (int round = 0; round < 20 && next < 900; ++round) {
    Child child("tell", path, next);
    std::string heard = child.hear(1);
    std::this_thread::sleep_for(std::chrono::microseconds(below(random, 10'000)));
    child.kill();
    heard += child.hear();
    const std::uint64_t acknowledged = lastNumber(heard) + 1;

    auto store = valueOrFail(ProfileStore::open(path, OpenMode::kReader));
    const Catalog catalog = valueOrFail(store->historyCatalog());
    const ReadTxn txn = valueOrFail(store->read());
    const HistoryList list = *historyList(catalog, *catalog.find(history::listName("tick", false)));
    ListView rows;
    REQUIRE(valueOrFail(store->history(txn, "c00000000")).loadList(list.rows->field, rows));
    REQUIRE(rows.size() >= acknowledged);
    REQUIRE(rows.size() <= acknowledged + 1);
    for (std::uint32_t i = 0; i < rows.size(); ++i) REQUIRE(rows[i].load(list.at->field).cell.bits == i);
    next = rows.size();
  }
  CHECK(next >= 20);
}

TEST_CASE("kill -9 during runs: each is there whole or not at all") {
  const TempFolder folder;
  const std::string path = folder / "store";
  { valueOrFail(ProfileStore::open(path, OpenMode::kWriter)); }
  Random random(19);
  std::uint64_t next = 0;
  for (int round = 0; round < 15; ++round) {
    Child child("runs", path, next);
    std::string heard = child.hear(1);
    std::this_thread::sleep_for(std::chrono::microseconds(below(random, 10'000)));
    child.kill();
    heard += child.hear();
    const std::uint64_t acknowledged = lastNumber(heard) + 1, found = customersIn(path);
    REQUIRE(found % 10 == 0);
    REQUIRE(found >= acknowledged);
    REQUIRE(found <= acknowledged + 10);
    next = found;
  }
}

TEST_CASE("a second writer is refused with the first one's process number; a dead one's lock is no obstacle") {
  const TempFolder folder;
  const std::string path = folder / "store";
  auto store = valueOrFail(ProfileStore::open(path, OpenMode::kWriter));
  const std::string said = Child("open", path).hear();
  INFO(said);
  CHECK(said.rfind(fmt::format("fault {} process {} is writing", static_cast<int>(FaultKind::kBusy), ::getpid()), 0) ==
        0);
  CHECK(Child("read", path).hear(1) == "reading\n");
  store = nullptr;
  {
    Child writer("write", path);
    writer.hear(1);
  }  // killed with the lock file still naming it
  CHECK(Child("open", path).hear() == "opened\n");
}

TEST_CASE("a killed reader does not make the store grow") {
  const TempFolder folder;
  const std::string path = folder / "store";
  auto store = valueOrFail(ProfileStore::open(path, OpenMode::kWriter));
  const Catalog catalog = catalogOf({attribute("text", TypeKind::kText)});
  RecordBuilder builder(catalog);
  builder.setText(catalog.attributes()[0], std::string(100'000, 't'));
  const std::string record(builder.finish(1));
  const auto rewrite = [&] { REQUIRE(store->writer().submit(PutProfile{"same", record}).get().ok()); };
  rewrite();
  Child reader("read", path);
  REQUIRE(reader.hear(1) == "reading\n");
  for (int i = 0; i < 20; ++i) rewrite();
  const std::uint64_t held = store->env().bytesOnDisk();
  CHECK(held > 15 * record.size());  // a living reader's pages are kept
  reader.kill();
  for (int i = 0; i < 100; ++i) rewrite();
  CHECK(store->env().bytesOnDisk() < held + 10 * record.size());
}

TEST_CASE("a full disk is a fault that says so, and the store works again afterwards") {
  const TempFolder folder;
  const std::string said = Child("full", folder / "store").hear();
  INFO(said);
  CHECK(said.rfind(fmt::format("fault {} ", static_cast<int>(FaultKind::kFull)), 0) == 0);
  CHECK(said.find("free some space") != std::string::npos);
  CHECK(said.find(" then ") != std::string::npos);
}

TEST_CASE("a folder this user may not read is a fault that says so") {
  const TempFolder folder;
  const std::string path = folder / "store";
  { valueOrFail(ProfileStore::open(path, OpenMode::kWriter)); }
  std::filesystem::permissions(path, std::filesystem::perms::none);
  const std::string said = Child("stranger", path).hear();
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  INFO(said);
  CHECK(said.rfind(fmt::format("fault {} ", static_cast<int>(FaultKind::kIo)), 0) == 0);
  CHECK(said.find("permission") != std::string::npos);
}

}  // namespace
}  // namespace regard
