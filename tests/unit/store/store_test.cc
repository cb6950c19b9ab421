// The store as the engine uses it: what is written is there, what cannot be done says why.

#include <sys/wait.h>

#include <future>

#include "engine/store/meta.h"
#include "store_support.h"

namespace regard {
namespace {

using namespace support;

Catalog twoFields() {
  return catalogOf({keyAttribute("id"), attribute("fee", TypeKind::kMoney), attribute("name", TypeKind::kText)});
}

std::string recordWith(const Catalog& catalog, std::int64_t fee, std::string_view name) {
  RecordBuilder builder(catalog);
  builder.set(*catalog.find("fee"), Scalar::known(Cell::ofInt(fee)));
  if (!name.empty()) builder.setText(*catalog.find("name"), name);
  return std::string(builder.finish(1));
}

std::unique_ptr<ProfileStore> openStore(const std::string& path, OpenMode mode = OpenMode::kWriter) {
  return valueOrFail(ProfileStore::open(path, mode));
}

Result<Sequence> run(ProfileStore& store, Command command, ExpectedVersion expected = {}) {
  return store.writer().submit(std::move(command), expected).get();
}

std::string describe(const Catalog& catalog, ProfileStore& store, std::string_view id) {
  const ReadTxn txn = valueOrFail(store.read());
  const auto found = store.find(txn, id);
  if (!found.ok()) return "none";
  const AnyValue fee = load(*found, *catalog.find("fee")), name = load(*found, *catalog.find("name"));
  return "v" + std::to_string(found->version()) + " " +
         (fee.scalar.isKnown() ? std::to_string(fee.scalar.cell.asInt()) : "-") + " " +
         (name.scalar.isKnown() ? name.text : "-");
}

FaultKind faultOfOpening(const std::string& path, OpenMode mode, std::string_view says) {
  const auto store = ProfileStore::open(path, mode);
  REQUIRE_FALSE(store.ok());
  INFO(store.fault().message);
  CHECK(store.fault().message.find(says) != std::string::npos);
  CHECK(store.fault().message.find(path) != std::string::npos);
  return store.fault().kind;
}

TEST_CASE("what is written is there, also after opening again") {
  const TempFolder folder;
  const Catalog catalog = twoFields();
  {
    auto store = openStore(folder / "store");
    CHECK(valueOrFail(store->catalog()).empty());
    CHECK(valueOrFail(run(*store, PutCatalog{catalog})).value == 1);
    CHECK(valueOrFail(run(*store, PutProfile{"ann", recordWith(catalog, 5, "Ann")})).replaced == 0);
    CHECK(valueOrFail(run(*store, PutProfile{"ann", recordWith(catalog, 6, "")})).replaced == 1);
    CHECK(valueOrFail(run(*store, PutProfile{"bob", recordWith(catalog, 7, "Bob")})).value == 4);
  }
  auto store = openStore(folder / "store", OpenMode::kReader);
  CHECK(valueOrFail(store->catalog()) == catalog);
  CHECK(describe(catalog, *store, "ann") == "v2 6 -");
  CHECK(describe(catalog, *store, "bob") == "v1 7 Bob");
  CHECK(describe(catalog, *store, "an") == "none");
  CHECK(valueOrFail(store->read()).count(Table::kProfiles) == 2);
  store = nullptr;
  auto again = openStore(folder / "store");
  CHECK(valueOrFail(run(*again, EraseProfile{"ann"})).replaced == 1);
  CHECK(valueOrFail(run(*again, EraseProfile{"ann"})).replaced == 0);
  CHECK(valueOrFail(run(*again, PutProfile{"cid", recordWith(catalog, 1, "")})).value == 6);
  CHECK(describe(catalog, *again, "ann") == "none");
}

TEST_CASE("ids: any bytes but zero, 1 to 496 of them, kept in order") {
  const TempFolder folder;
  const Catalog catalog = twoFields();
  auto store = openStore(folder / "store");
  const std::vector<std::string> good = {"a",   "aaaaaaa",  "aaaaaaaa", "aaaaaaaaa",
                                         "Zoë", "\xFF\x01", " ",        std::string(496, 'k')};
  for (const std::string& id : good) CHECK(run(*store, PutProfile{id, recordWith(catalog, 1, id)}).ok());
  for (const std::string& id : good) CHECK(describe(catalog, *store, id) == "v1 1 " + id);
  std::vector<std::string> ids, sorted = good;
  const ReadTxn txn = valueOrFail(store->read());
  CHECK(txn.scan(Table::kProfiles, {},
                 [&](std::string_view key, std::string_view) {
                   CHECK(key.size() % 8 == 0);
                   ids.emplace_back(idOfKey(key));
                   return true;
                 })
            .ok());
  std::sort(sorted.begin(), sorted.end());
  CHECK(ids == sorted);

  for (const std::string& id : {std::string(), std::string(497, 'k'), std::string("a\0b", 3), std::string("a\0", 2)}) {
    CHECK(run(*store, PutProfile{id, recordWith(catalog, 1, "")}).fault().kind == FaultKind::kInvalid);
    CHECK(run(*store, EraseProfile{id}).fault().kind == FaultKind::kInvalid);
    CHECK(store->find(txn, id).fault().kind == FaultKind::kInvalid);
  }
}

TEST_CASE("records lie at multiples of eight in the map, whatever the lengths of keys and texts") {
  const TempFolder folder;
  const Catalog catalog = twoFields();
  auto store = openStore(folder / "store");
  Random random(2);
  PutProfiles run1;
  for (int i = 0; i < 3000; ++i) {
    const std::size_t text = below(random, 50) == 0 ? below(random, 20'000) : below(random, 40);  // overflow pages too
    run1.profiles.push_back(
        {std::to_string(random()).substr(0, 1 + below(random, 19)), recordWith(catalog, i, std::string(text, 't'))});
  }
  CHECK(run(*store, std::move(run1)).ok());
  CHECK(run(*store, PutCatalog{catalog}).ok());
  CHECK(run(*store, EraseProfile{"1"}).ok());
  std::size_t seen = 0, aligned = 0;
  CHECK(valueOrFail(store->read())
            .scan(Table::kProfiles, {},
                  [&](std::string_view, std::string_view value) {
                    ++seen;
                    aligned +=
                        reinterpret_cast<std::uintptr_t>(value.data()) % 8 == 0 && value.size() % 8 == 0 ? 1U : 0U;
                    return true;
                  })
            .ok());
  CHECK(seen > 2500);
  CHECK(aligned == seen);
}

TEST_CASE("a run: appended, inserted, replaced or merged") {
  const TempFolder folder;
  const Catalog catalog = twoFields();
  auto store = openStore(folder / "store");
  REQUIRE(run(*store, PutCatalog{catalog}).ok());
  const auto record = [&](std::int64_t fee, const char* name) { return recordWith(catalog, fee, name); };
  CHECK(valueOrFail(
            run(*store, PutProfiles{{{"b", record(1, "B")}, {"d", record(2, "D")}, {"f", record(3, "F")}}, false, {}}))
            .replaced == 0);
  CHECK(valueOrFail(
            run(*store,
                PutProfiles{{{"g", record(8, "")}, {"a", record(4, "A")}, {"d", record(5, "")}, {"d", record(6, "")}},
                            false,
                            {}}))
            .replaced == 2);
  CHECK(describe(catalog, *store, "d") == "v3 6 -");
  const std::uint32_t name = 2;
  CHECK(valueOrFail(run(*store, PutProfiles{{{"b", record(7, "")}, {"e", record(8, "E")}}, true, {name}})).replaced ==
        1);
  CHECK(describe(catalog, *store, "a") == "v1 4 A");
  CHECK(describe(catalog, *store, "b") == "v2 7 B");
  CHECK(describe(catalog, *store, "e") == "v1 8 E");
  CHECK(describe(catalog, *store, "g") == "v1 8 -");

  // All or nothing, and nothing that could not be read again.
  CHECK(run(*store, PutProfiles{{{"x", record(1, "")}, {"", record(1, "")}}, false, {}}).fault().kind ==
        FaultKind::kInvalid);
  CHECK(run(*store, PutProfiles{{{"x", record(1, "")}, {"y", "no record at all"}}, false, {}}).fault().kind ==
        FaultKind::kInvalid);
  CHECK(run(*store, PutProfiles{{{"x", record(1, "")}}, true, {99}}).fault().kind == FaultKind::kInvalid);
  CHECK(run(*store, PutProfiles{{{"x", record(1, "")}}, true, {0}}).fault().kind == FaultKind::kInvalid);  // the key
  CHECK(describe(catalog, *store, "x") == "none");
}

TEST_CASE("an expected version that has moved is a conflict") {
  const TempFolder folder;
  const Catalog catalog = twoFields();
  auto store = openStore(folder / "store");
  const auto put = [&](std::int64_t fee) { return PutProfile{"ann", recordWith(catalog, fee, "")}; };
  CHECK(run(*store, put(1), 1).fault().kind == FaultKind::kConflict);
  CHECK(run(*store, put(1), 0).ok());
  CHECK(run(*store, put(2), 0).fault().kind == FaultKind::kConflict);
  CHECK(run(*store, put(2), 1).ok());
  CHECK(run(*store, EraseProfile{"ann"}, 1).fault().kind == FaultKind::kConflict);
  CHECK(describe(catalog, *store, "ann") == "v2 2 -");
  CHECK(run(*store, EraseProfile{"ann"}, 2).ok());
  CHECK(run(*store, PutProfiles{{put(1)}, false, {}}, 0).fault().kind == FaultKind::kInvalid);
}

TEST_CASE("a fault of one command leaves the others of its group alone") {
  const TempFolder folder;
  const Catalog catalog = twoFields();
  const std::string path = folder / "store";
  auto store = openStore(path);
  std::vector<std::future<Result<Sequence>>> futures;
  for (int i = 0; i < 500; ++i) {
    const std::string id = i % 10 == 3 ? "" : "c" + std::to_string(i % 50);
    const ExpectedVersion expected = i % 10 == 7 ? ExpectedVersion(1'000'000) : ExpectedVersion();
    futures.push_back(store->writer().submit(PutProfile{id, recordWith(catalog, i, "")}, expected,
                                             i % 2 == 0 ? Durability::kDurable : Durability::kApplied));
  }
  std::uint64_t last = 0;
  for (int i = 0; i < 500; ++i) {
    const auto outcome = futures[static_cast<std::size_t>(i)].get();
    CHECK(outcome.ok() == (i % 10 != 3 && i % 10 != 7));
    if (outcome.ok()) CHECK(outcome->value >= std::exchange(last, outcome->value));
  }
  CHECK(last < 500);  // some were committed together
  store = nullptr;
  store = openStore(path);
  CHECK(describe(catalog, *store, "c49") == "v10 499 -");
}

TEST_CASE("a catalog may only be extended") {
  const TempFolder folder;
  const Catalog catalog = twoFields();
  auto store = openStore(folder / "store");
  const Catalog more = valueOrFail(catalog.merged(schemaWith({attribute("new", TypeKind::kFlag)})));
  CHECK(run(*store, PutCatalog{more}).ok());
  CHECK(run(*store, PutCatalog{catalog}).fault().kind == FaultKind::kConflict);
  CHECK(run(*store, PutCatalog{catalogOf({attribute("id", TypeKind::kFlag)})}).fault().kind == FaultKind::kConflict);
  CHECK(valueOrFail(store->catalog()) == more);
}

TEST_CASE("a snapshot stays as it was until it is renewed") {
  const TempFolder folder;
  const Catalog catalog = twoFields();
  auto store = openStore(folder / "store");
  REQUIRE(run(*store, PutProfile{"ann", recordWith(catalog, 1, "")}).ok());
  ReadTxn txn = valueOrFail(store->read());
  REQUIRE(run(*store, PutProfile{"ann", recordWith(catalog, 2, "")}).ok());
  CHECK(valueOrFail(store->find(txn, "ann")).version() == 1);
  CHECK(txn.renew().ok());
  CHECK(valueOrFail(store->find(txn, "ann")).version() == 2);
}

TEST_CASE("what is only wanted soon goes with what is awaited, and by itself") {
  const TempFolder folder;
  const Catalog catalog = twoFields();
  auto store = openStore(folder / "store");
  const auto soon = [&](const char* id) {
    return store->writer().submit(PutProfile{id, recordWith(catalog, 1, "")}, {}, Durability::kSoon);
  };
  auto first = soon("ann");
  REQUIRE(run(*store, PutProfile{"bob", recordWith(catalog, 1, "")}).ok());
  REQUIRE(first.wait_for(std::chrono::seconds(0)) == std::future_status::ready);
  CHECK(first.get().ok());
  CHECK(soon("cid").get().ok());
  const ReadTxn txn = valueOrFail(store->read());
  for (const char* id : {"ann", "bob", "cid"}) CHECK(store->find(txn, id).ok());
}

TEST_CASE("an open read is counted, and how many commits it is behind") {
  const TempFolder folder;
  const Catalog catalog = twoFields();
  auto store = openStore(folder / "store");
  REQUIRE(run(*store, PutProfile{"ann", recordWith(catalog, 1, "")}).ok());
  CHECK(store->env().readers().count == 0);
  ReadTxn txn = valueOrFail(store->read());
  CHECK(store->env().readers().count == 1);
  CHECK(store->env().readers().oldestBehind == 0);
  for (int i = 0; i < 2; ++i) REQUIRE(run(*store, PutProfile{"ann", recordWith(catalog, 2, "")}).ok());
  const ReadTxn another = valueOrFail(store->read());
  CHECK(store->env().readers().count == 2);
  CHECK(store->env().readers().oldestBehind == 2);
  REQUIRE(txn.renew().ok());
  CHECK(store->env().readers().oldestBehind == 0);
}

TEST_CASE("similar ids are neighbours that begin alike") {
  const TempFolder folder;
  const Catalog catalog = twoFields();
  auto store = openStore(folder / "store");
  for (const char* id : {"C-100", "C-101", "C-102", "C-200", "D-100"})
    REQUIRE(run(*store, PutProfile{id, recordWith(catalog, 1, "")}).ok());
  const ReadTxn txn = valueOrFail(store->read());
  CHECK(store->similarIds(txn, "C-1015", 2) == std::vector<std::string>{"C-101", "C-100"});
  CHECK(store->similarIds(txn, "D-1000", 1) == std::vector<std::string>{"D-100"});
  CHECK(store->similarIds(txn, "x").empty());
  CHECK(store->similarIds(txn, "").empty());
}

TEST_CASE("what cannot be opened says why and what to do") {
  const TempFolder folder;
  const std::string store = folder / "store", file = store + "/data.mdb";
  CHECK(faultOfOpening(store, OpenMode::kReader, "regard import") == FaultKind::kNotFound);
  writeFile(folder / "file", "x");
  CHECK(faultOfOpening(folder / "file", OpenMode::kWriter, "a store is a folder") == FaultKind::kInvalid);
  std::filesystem::create_directory(folder / "documents");
  writeFile(folder / "documents/letter.txt", "Dear Sir");
  CHECK(faultOfOpening(folder / "documents", OpenMode::kWriter, "letter.txt") == FaultKind::kInvalid);
  CHECK(faultOfOpening(folder / "documents", OpenMode::kReader, "not a store") == FaultKind::kNotFound);
  CHECK(faultOfOpening(folder / "file/store", OpenMode::kWriter, "Not a directory") == FaultKind::kIo);

  openStore(store);
  const std::string good = readFile(file);
  writeFile(file, std::string(20'000, 'x'));
  for (const OpenMode mode : {OpenMode::kReader, OpenMode::kWriter})
    CHECK(faultOfOpening(store, mode, "not a store's file, or is damaged") == FaultKind::kCorrupt);
  writeFile(file, good.substr(0, 100));
  CHECK(faultOfOpening(store, OpenMode::kReader, "damaged") == FaultKind::kCorrupt);
  writeFile(file, "");
  CHECK(faultOfOpening(store, OpenMode::kReader, "is empty: import into it first") == FaultKind::kNotFound);
  std::string otherVersion = good;  // mm_version follows the 16-byte page header and the magic of both meta pages
  otherVersion[20] = otherVersion[4096 + 20] = 99;
  writeFile(file, otherVersion);
  CHECK(faultOfOpening(store, OpenMode::kReader, "version of LMDB") == FaultKind::kUnsupported);
  writeFile(file, good);
  CHECK(ProfileStore::open(store, OpenMode::kReader).ok());
}

TEST_CASE("a file cut short is a fault, not a crash") {
  const TempFolder folder;
  const Catalog catalog = twoFields();
  const std::string path = folder / "store", file = path + "/data.mdb";
  {
    auto store = openStore(path);
    PutProfiles many;
    for (int i = 0; i < 2000; ++i)
      many.profiles.push_back({"c" + std::to_string(1000 + i), recordWith(catalog, i, "some text to fill pages")});
    REQUIRE(run(*store, std::move(many)).ok());
  }
  std::filesystem::resize_file(file, 5 * 4096);
  const auto store = ProfileStore::open(path, OpenMode::kReader);
  if (!store.ok()) {
    CHECK(store.fault().kind == FaultKind::kCorrupt);
    return;
  }
  const ReadTxn txn = valueOrFail((*store)->read());
  CHECK((*store)->find(txn, "c1999").fault().kind == FaultKind::kCorrupt);
}

TEST_CASE("a store of a newer format is refused and left alone") {
  const TempFolder folder;
  const std::string path = folder / "store";
  openStore(path);
  {
    auto env = valueOrFail(LmdbEnv::open(path, OpenMode::kWriter));
    WriteTxn txn = valueOrFail(env->write());
    REQUIRE(txn.put(Table::kMeta, meta::kFormatKey, meta::bytesOf(2)).ok());
    REQUIRE(txn.commit().ok());
  }
  for (const OpenMode mode : {OpenMode::kReader, OpenMode::kWriter})
    CHECK(faultOfOpening(path, mode, "newer regard") == FaultKind::kUnsupported);
}

TEST_CASE("a damaged record is a fault of that customer; writing it anew repairs it") {
  const TempFolder folder;
  const Catalog catalog = twoFields();
  const std::string path = folder / "store";
  {
    auto env = valueOrFail(LmdbEnv::open(path, OpenMode::kWriter));
    std::string record = recordWith(catalog, 1, "Ann"), buffer;
    record[record.size() - 3] ^= 1;
    WriteTxn txn = valueOrFail(env->write());
    REQUIRE(txn.put(Table::kProfiles, valueOrFail(profileKey("ann", buffer)), record).ok());
    REQUIRE(txn.commit().ok());
  }
  auto store = openStore(path);
  REQUIRE(run(*store, PutCatalog{catalog}).ok());
  const auto damaged = store->find(valueOrFail(store->read()), "ann");
  CHECK(damaged.fault().kind == FaultKind::kCorrupt);
  CHECK(damaged.fault().message.find("`ann`") != std::string::npos);
  auto merge = store->writer().submit(
      PutProfiles{{{"aaa", recordWith(catalog, 3, "")}, {"ann", recordWith(catalog, 2, "")}}, true, {2}});
  auto beside = store->writer().submit(PutProfile{"bob", recordWith(catalog, 4, "")});
  CHECK(merge.get().fault().kind == FaultKind::kCorrupt);
  CHECK(beside.get().ok());
  CHECK(describe(catalog, *store, "aaa") == "none");
  CHECK(describe(catalog, *store, "bob") == "v1 4 -");
  CHECK(run(*store, PutProfile{"ann", recordWith(catalog, 2, "")}).ok());
  CHECK(describe(catalog, *store, "ann") == "v2 2 -");
}

TEST_CASE("one process opens a store once") {
  const TempFolder folder;
  const std::string path = folder / "store";
  auto store = openStore(path);
  CHECK(faultOfOpening(path, OpenMode::kReader, "share that one") == FaultKind::kBusy);
  CHECK(faultOfOpening(path, OpenMode::kWriter, std::to_string(::getpid())) == FaultKind::kBusy);
  store = nullptr;
  CHECK(ProfileStore::open(path, OpenMode::kWriter).ok());
}

TEST_CASE("network filesystems are told from local ones") {
  CHECK(networkFilesystem(0x6969, "") == "NFS");
  CHECK(networkFilesystem(0xFF534D42, "") == "CIFS");
  CHECK(networkFilesystem(0x65735546, "fuse.sshfs") == "fuse.sshfs");
  CHECK(networkFilesystem(0x65735546, "fuse.gocryptfs").empty());
  CHECK(networkFilesystem(0xEF53, "").empty());      // ext4
  CHECK(networkFilesystem(0x01021994, "").empty());  // tmpfs
}

}  // namespace
}  // namespace regard
