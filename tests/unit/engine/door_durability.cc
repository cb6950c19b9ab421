// What a disk can do to a store, and what was made by other versions: each is told clearly, no decision is made from
// it, and decisions that need not write go on.

#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <functional>
#include <string>

#include "engine/door/store_impl.h"
#include "engine/store/transaction.h"
#include "regard/engine.h"
#include "regard/log.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using Catch::Contains;
using support::TempFolder;

constexpr const char* kDurabilityRules = R"(
rulebook care "Care" { currency GBP timezone "Europe/London" }
choice channel { email }
issues { service }
outcomes { accepted yes, declined no }
profile customer { key id : text  note : text }
request { channel : channel }
event order { amount : money }
action hello { issue service  eligible when count(order) < 2  treatment email { subject "a" } }
every day at 09:00 offer hello
policy few { at most 1000 contacts per day over everyone }
)";

Rulebook durabilityRulebook() {
  CompileResult result = compileText(kDurabilityRules);
  for (const Diagnostic& d : result.diagnostics) UNSCOPED_INFO(d.line << ": " << d.message << " " << d.hint);
  REQUIRE(result.rulebook.has_value());
  return *result.rulebook;
}

/// A store in a folder with the customers ann and bob.
struct DurabilityBase {
  TempFolder folder;
  Rulebook rules = durabilityRulebook();
  std::string path;
  std::optional<Store> store;
  std::optional<Engine> engine;

  explicit DurabilityBase(std::string where = {}) : path(where.empty() ? folder / "store" : std::move(where)) {
    open(Access::write);
    REQUIRE(store->adopt(rules).ok());
    ImportRequest request;
    request.path = folder.write("c.csv", "id,note\nann,a\nbob,b\n");
    REQUIRE(store->import(request).ok());
    arm();
  }
  void open(Access access) {
    close();
    auto opened = Store::open(path, access);
    if (!opened.ok()) FAIL(opened.error().message);
    store = *std::move(opened);
  }
  void arm() {
    auto made = Engine::make(rules, *store);
    if (!made.ok()) FAIL(made.error().message);
    engine = *std::move(made);
  }
  void close() {
    engine.reset();
    store.reset();
  }
  void reopen(Access access = Access::write) {
    open(access);
    arm();
  }

  Expected<DecisionResult> decide(const std::string& customer = "ann", Logging log = Logging::off,
                                  bool reserve = false) const {
    DecisionRequest request;
    request.customer = customer;
    request.on = "day";
    request.now = "2026-03-02T10:00Z";
    request.log = log;
    request.reserve = reserve;
    return engine->decide(request);
  }
  bool offers(const std::string& customer = "ann") const {
    const auto result = decide(customer);
    if (!result.ok()) FAIL(result.error().message);
    return result->offered.size() == 1;
  }
  Expected<OutcomeReceipt> tell(const std::string& id, const std::string& outcome) {
    return store->outcome({id, "hello", outcome, "", "2026-03-02T11:00Z"});
  }
  Expected<EventReceipt> order(const std::string& customer, const std::string& key = "") {
    return store->record({customer, "order", {{"amount", "£1"}}, "2026-03-01T10:00Z", key, false, rules});
  }
  /// Behind the door: writes what somebody else would have.
  void tamper(const std::function<Status(Transaction&)>& work) const {
    const auto run = [&](Transaction& tables) -> Result<Sequence> {
      auto result = work(tables);
      if (!result.ok()) return result.fault();
      return Sequence{};
    };
    REQUIRE(store->impl()->store->writer().submit(InTransaction{run}).get().ok());
  }
  std::string valueAt(Table table, const std::string& key) const {
    const auto txn = store->impl()->store->read();
    const auto found = txn->get(table, key);
    REQUIRE(found.ok());
    REQUIRE(found->has_value());
    return std::string(**found);
  }
};

std::string padded(std::string id) {
  id.resize((id.size() + 7) / 8 * 8, '\0');
  return id;
}

/// A little disk of its own, where this process may have one.
class Disk {
 public:
  explicit Disk(const std::string& folder, const char* options) : folder_(folder) {
    isThere_ = ::mount("regard-test", folder.c_str(), "tmpfs", 0, options) == 0;
  }
  ~Disk() {
    if (isThere_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;
  bool isThere() const { return isThere_; }
  bool makeReadOnly() const { return ::mount("", folder_.c_str(), "", MS_REMOUNT | MS_RDONLY, "") == 0; }

 private:
  std::string folder_;
  bool isThere_ = false;
};

}  // namespace

TEST_CASE("on a full disk decisions go on, writes say so, and all is well when there is room again") {
  const TempFolder mountPoint;
  const Disk disk(mountPoint / "", "size=2m");
  if (!disk.isThere()) {
    WARN("skipped: this process may not mount a disk");
    return;
  }
  DurabilityBase base(mountPoint / "store");
  const auto first = base.decide("ann", Logging::durable);
  REQUIRE(first.ok());
  const std::string filler = mountPoint / "filler";
  {
    std::FILE* file = std::fopen(filler.c_str(), "w");
    const std::string page(4096, 'x');
    while (std::fwrite(page.data(), 1, page.size(), file) == page.size() && std::fflush(file) == 0) continue;
    std::fclose(file);
  }
  std::string said;
  for (int i = 0; i < 200 && said.empty(); ++i) {  // free pages of the file are used first
    const auto told = base.order("bob", "k" + std::to_string(i));
    if (told.ok()) continue;
    CHECK(told.error().kind == ErrorKind::full);
    said = told.error().message;
  }
  CHECK_THAT(said, Contains("free some space"));
  const auto told = base.tell(first->id, "accepted");
  REQUIRE_FALSE(told.ok());
  CHECK(told.error().kind == ErrorKind::full);
  CHECK(base.decide("ann", Logging::durable).error().kind == ErrorKind::full);
  CHECK(base.decide("ann", Logging::off, true).error().kind == ErrorKind::full);
  CHECK(base.offers("ann"));
  const std::uint64_t lost = base.engine->logStatus().lost;
  CHECK(base.decide("ann", Logging::soon).ok());  // nobody waits for the log: the answer comes, the loss is counted
  for (int i = 0; i < 1000 && base.engine->logStatus().waiting > 0; ++i) ::usleep(1000);
  CHECK(base.engine->logStatus().lost == lost + 1);

  REQUIRE(::unlink(filler.c_str()) == 0);
  CHECK(base.tell(first->id, "accepted")->result == OutcomeResult::attributed);
  CHECK(base.decide("ann", Logging::durable).ok());
}

TEST_CASE("from a read-only disk decisions are made, and nothing else") {
  const TempFolder mountPoint;
  const Disk disk(mountPoint / "", "size=8m");
  if (!disk.isThere()) {
    WARN("skipped: this process may not mount a disk");
    return;
  }
  DurabilityBase base(mountPoint / "store");
  base.close();
  REQUIRE(disk.makeReadOnly());
  const auto writer = Store::open(base.path, Access::write);
  REQUIRE_FALSE(writer.ok());
  CHECK_THAT(writer.error().message, Contains("read-only"));
  base.reopen(Access::read);
  CHECK(base.offers());
  CHECK(base.store->find("ann").ok());
  CHECK_THAT(base.decide("ann", Logging::durable).error().message, Contains("opened for reading"));
  CHECK_THAT(base.order("ann").error().message, Contains("opened for reading"));
  CHECK_THAT(base.tell("01890a5d-ac96-774b-bcce-b302099a8057", "accepted").error().message,
             Contains("opened for reading"));
}

TEST_CASE("no decision is made from a damaged record, whichever it is, and other customers' go on") {
  DurabilityBase base;
  REQUIRE(base.order("ann").ok());
  for (const Table table : {Table::kProfiles, Table::kHistory}) {
    const std::string good = base.valueAt(table, padded("ann"));
    for (const std::size_t at : {std::size_t{0}, good.size() / 2, good.size() - 1}) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ 0x10);
      base.tamper([&](Transaction& tables) { return tables.put(table, padded("ann"), bad); });
      const auto result = base.decide();
      INFO(static_cast<int>(table) << " at " << at);
      REQUIRE_FALSE(result.ok());
      CHECK(result.error().kind == ErrorKind::corrupt);
      CHECK_THAT(result.error().message, Contains("`ann`"));
      CHECK_FALSE(base.decide("ann", Logging::off, true).ok());
      if (table == Table::kHistory) CHECK(base.order("ann").error().kind == ErrorKind::corrupt);
      CHECK(base.offers("bob"));
    }
    base.tamper([&](Transaction& tables) { return tables.put(table, padded("ann"), good); });
  }
  CHECK(base.offers());
}

TEST_CASE("what a newer regard wrote is refused by name, not guessed at") {
  DurabilityBase base;
  REQUIRE(base.order("ann").ok());
  const std::string good = base.valueAt(Table::kHistory, padded("ann"));
  std::string newer = good;
  newer[4] = 2;  // the record's format
  stampRecord(newer, 7);
  base.tamper([&](Transaction& tables) { return tables.put(Table::kHistory, padded("ann"), newer); });
  CHECK_THAT(base.decide().error().message, Contains("newer regard"));
  base.tamper([&](Transaction& tables) { return tables.put(Table::kHistory, padded("ann"), good); });

  std::string catalog = base.valueAt(Table::kMeta, "history");
  catalog[16] = 4;  // the catalog's
  base.tamper([&](Transaction& tables) { return tables.put(Table::kMeta, "history", catalog); });
  CHECK_THAT(base.order("ann").error().message, Contains("newer regard"));
  const auto engine = Engine::make(base.rules, *base.store);
  REQUIRE_FALSE(engine.ok());
  CHECK_THAT(engine.error().message, Contains("newer regard"));

  base.tamper(
      [&](Transaction& tables) { return tables.put(Table::kMeta, "format", std::string("\2\0\0\0\0\0\0\0", 8)); });
  base.close();
  for (const Access access : {Access::read, Access::write})
    CHECK_THAT(Store::open(base.path, access).error().message, Contains("newer regard"));
}

TEST_CASE("a store of an earlier regard reads as it is, and its writer makes what it lacks") {
  // Before there were histories; before decisions were logged; before there were outcomes; before roll-ups.
  for (const Table lacks : {Table::kHistory, Table::kDecisions, Table::kOutcomes, Table::kRolledKeys}) {
    DurabilityBase base;
    base.close();
    const std::string path = base.folder / "older";
    {
      EnvOptions earlier;
      earlier.tables = static_cast<std::size_t>(lacks);
      auto older = ProfileStore::open(path, OpenMode::kWriter, earlier);
      REQUIRE(older.ok());
      base.open(Access::read);
      const std::string profiles = base.valueAt(Table::kMeta, "catalog"),
                        ann = base.valueAt(Table::kProfiles, padded("ann"));
      const auto fill = [&](Transaction& tables) -> Result<Sequence> {
        if (auto put = tables.put(Table::kMeta, "catalog", profiles); !put.ok()) return put.fault();
        if (auto put = tables.put(Table::kProfiles, padded("ann"), ann); !put.ok()) return put.fault();
        return Sequence{};
      };
      REQUIRE((*older)->writer().submit(InTransaction{fill}).get().ok());
    }
    base.path = path;
    base.reopen(Access::read);
    CHECK(base.offers());  // to a reader what is not there is empty
    CHECK(base.store->find("ann")->history.empty());
    base.open(Access::write);
    REQUIRE(base.store->adopt(base.rules).ok());
    base.arm();
    REQUIRE(base.order("ann").ok());
    const auto reserved = base.decide("ann", Logging::off, true);
    REQUIRE(reserved.ok());
    CHECK(base.tell(reserved->id, "accepted")->result == OutcomeResult::attributed);
  }
}

TEST_CASE("readers decide beside a writer, and see what it has committed when they look next") {
  DurabilityBase base;
  base.close();
  int ends[2], back[2];
  REQUIRE(::pipe(ends) == 0);
  REQUIRE(::pipe(back) == 0);
  const pid_t writer = ::fork();
  REQUIRE(writer >= 0);
  if (writer == 0) {  // writes one order, and another when asked; keeps the store open until nobody listens
    ::close(ends[0]);
    ::close(back[1]);
    auto store = Store::open(base.path, Access::write);
    const auto order = [&] {
      return store.ok() && store->record({"ann", "order", {}, "2026-03-01T10:00Z", "", false, base.rules}).ok();
    };
    char go = order() ? 'y' : 'n';
    const bool said = ::write(ends[1], &go, 1) == 1;
    if (!said || ::read(back[0], &go, 1) != 1) ::_exit(1);
    go = order() ? 'y' : 'n';
    ::_exit(::write(ends[1], &go, 1) == 1 && ::read(back[0], &go, 1) >= 0 ? 0 : 1);
  }
  ::close(ends[1]);
  ::close(back[0]);
  char heard = 0;
  REQUIRE(::read(ends[0], &heard, 1) == 1);
  REQUIRE(heard == 'y');
  base.reopen(Access::read);
  CHECK(base.offers());
  const auto second = Store::open(base.folder / "store", Access::write);
  REQUIRE_FALSE(second.ok());
  REQUIRE(::write(back[1], "g", 1) == 1);
  REQUIRE(::read(ends[0], &heard, 1) == 1);
  CHECK(heard == 'y');
  CHECK_FALSE(base.offers());  // two orders
  CHECK(base.store->find("ann")->history.size() == 1);
  ::close(back[1]);
  int status = 0;
  ::waitpid(writer, &status, 0);
}

TEST_CASE("ids and keys that are too long are refused with how long they may be") {
  DurabilityBase base;
  CHECK_THAT(base.order(std::string(497, 'k')).error().message, Contains("496"));
  CHECK_THAT(base.order("ann", std::string(257, 'k')).error().message, Contains("256"));
  CHECK(base.order("ann", std::string(256, 'k')).ok());
  CHECK_FALSE(base.decide(std::string(497, 'k')).ok());
}

}  // namespace regard
