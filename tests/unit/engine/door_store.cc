// The public Store end to end: files of customers in, profiles, schemas, rejects and messages out.

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "regard/rulebook.h"
#include "regard/store.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using Catch::Contains;
using support::TempFolder;

constexpr const char* kStoreRules = R"(
rulebook care "Care" { currency GBP timezone "Europe/London" }
profile member {
  key member_no "Number" : text private
  charge "Monthly charge" : money
  plan   : one of { basic "Basic plan", full }
  born   : date private
  visits : number private
}
)";

Rulebook storeRulebook(const std::string& text = kStoreRules) {
  CompileResult result = compileText(text);
  for (const Diagnostic& d : result.diagnostics) UNSCOPED_INFO(d.line << ": " << d.message);
  REQUIRE(result.rulebook.has_value());
  return *result.rulebook;
}

Store writerAt(const std::string& path, const std::string& rules = kStoreRules) {
  auto store = Store::open(path, Access::write);
  if (!store.ok()) FAIL(store.error().message);
  REQUIRE(store->adopt(storeRulebook(rules)).ok());
  return *std::move(store);
}

ImportRequest from(std::string path, std::string rejectPath = {}) {
  ImportRequest request;
  request.path = std::move(path);
  request.rejectPath = std::move(rejectPath);
  return request;
}

ImportReport imported(Store& store, const ImportRequest& request) {
  auto report = store.import(request);
  if (!report.ok()) FAIL(report.error().message);
  return *std::move(report);
}

std::string valueOf(const Store& store, const std::string& id, const std::string& name) {
  const auto profile = store.find(id);
  if (!profile.ok()) return profile.error().message;
  for (const AttributeValue& attribute : profile->attributes)
    if (attribute.name == name) return attribute.value.text;
  return "no such attribute";
}

/// Standard input is this file while it lives.
class StandardInput {
 public:
  explicit StandardInput(const std::string& path) : saved_(::dup(0)) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE(file >= 0);
    REQUIRE(::dup2(file, 0) == 0);
    ::close(file);
  }
  ~StandardInput() {
    ::dup2(saved_, 0);
    ::close(saved_);
  }
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;

 private:
  int saved_;
};

constexpr const char* kStoreCustomers =
    "member_no,Monthly charge,plan,born,visits\n"
    "M-1,£42.10,Basic plan,1970-05-01,3\n"
    "M-2,,full,,\n";

TEST_CASE("a file of customers becomes profiles", "[door]") {
  const TempFolder folder;
  Store store = writerAt(folder / "store");
  const ImportReport report = imported(store, from(folder.write("c.csv", kStoreCustomers)));
  CHECK(report.rows == 2);
  CHECK(report.imported == 2);
  CHECK(report.rejectPath.empty());
  CHECK(report.unknownCells ==
        std::vector<std::pair<std::string, std::uint64_t>>{{"charge", 1}, {"born", 1}, {"visits", 1}});
  CHECK(store.count().ok());
  CHECK(*store.count() == 2);
  CHECK(valueOf(store, "M-1", "member_no") == "M-1");
  CHECK(valueOf(store, "M-1", "charge") == "£42.10");
  CHECK(valueOf(store, "M-1", "plan") == "basic");
  CHECK(valueOf(store, "M-1", "born") == "1970-05-01");
  CHECK(valueOf(store, "M-2", "charge") == "unknown");
  CHECK(valueOf(store, "M-3", "plan") ==
        "there is no member `M-3` in " + (folder / "store") + "; similar: `M-2`, `M-1`");
  CHECK_FALSE(store.message("M-1")->empty());
  CHECK_THAT(*store.schema(), Contains("struct"));
  std::vector<std::string> ids;
  CHECK(*store.forEachId([&](const std::string& id) { return ids.push_back(id), false; }) == 1);
  CHECK(ids == std::vector<std::string>{"M-1"});
  CHECK(imported(store, from(folder / "c.csv")).replaced == 2);
}

TEST_CASE("customers come through standard input", "[door]") {
  const TempFolder folder;
  Store store = writerAt(folder / "store");
  const auto piped = [&](const char* name, const char* text) {
    const StandardInput input(folder.write(name, text));
    return imported(store, from("-", folder / "rejects.csv"));
  };
  CHECK(piped("c.csv", kStoreCustomers).imported == 2);
  CHECK(piped("c.ndjson", "{\"member_no\": \"M-9\", \"charge\": \"£1\"}\n{nonsense\n").rejected == 1);
  CHECK(valueOf(store, "M-9", "charge") == "£1.00");
  CHECK_THAT(folder.read("rejects.csv"), Contains("\n2,,"));
}

TEST_CASE("rejects do not tell what is private, the key included", "[door]") {
  const std::string longKey = "SECRET" + std::string(600, 'x');
  const std::string head = "member_no,charge,plan,born,visits\n";
  struct Case {
    const char* file;
    std::string text, reason;
  };
  const Case cases[] = {
      {"c.csv", head + longKey + ",£1,full,1970-05-01,1\n", "member_no: the customer id has 606 bytes"},
      {"c.csv", head + "SECRET,SALE,full,1970-05-01,1\n", "charge: `SALE` is not"},
      {"c.csv", head + "SECRET,£1,full,SECRET,1\n", "born: cannot be read as date (the value is private)"},
      {"c.csv", head + "SECRET,£1\n", "has 2 cells"},
      {"c.csv", head + "\"SEC\"RET,£1,full,1970-05-01,1\n", "the quote that opens at byte 1"},
      {"c.csv", head + "SECRET\xFF,£1,full,1970-05-01,1\n", "is not UTF-8"},
      {"c.ndjson", "{\"member_no\": \"SECRET\", \"visits\": 4242e999}\n", "has no valid number at key `visits`"},
      {"c.ndjson", "{\"member_no\": \"SECRET\", \"visits\": [4242]}\n",
       "visits: is a list, and the attribute holds one value"},
      {"c.ndjson", "{\"member_no\": \"SECRET\", SECRET}\n", "is not JSON"},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.reason) {
      const TempFolder folder;
      Store store = writerAt(folder / "store");
      const ImportReport report = imported(store, from(folder.write(c.file, c.text)));
      REQUIRE(report.firstRejects.size() == 1);
      CHECK_THAT(report.firstRejects[0], Contains(c.reason));
      const std::string told = report.firstRejects[0] + folder.read(std::string(c.file) + ".rejects.csv");
      CHECK_THAT(told, Contains("***") && !Contains("SECRET") && !Contains("4242"));
    }
  }
}

TEST_CASE("what a store refuses", "[door]") {
  const TempFolder folder;
  const std::string path = folder / "store";
  CHECK(Store::open(path, Access::read).error().kind == ErrorKind::notFound);
  CHECK(Store::open(folder.write("file", "x"), Access::write).error().kind == ErrorKind::invalid);

  SECTION("a schema that is not there") {
    const auto store = Store::open(path, Access::write);
    REQUIRE(store.ok());
    CHECK_FALSE(store->hasSchema());
    CHECK(store->schema().error().message ==
          "the store `" + path + "` has no schema yet: import a file with a rulebook first");
  }
  SECTION("a reader that wants to write, a second writer") {
    {
      const Store writer = writerAt(path);
      CHECK(Store::open(path, Access::write).error().kind == ErrorKind::busy);
    }
    auto reader = Store::open(path, Access::read);
    REQUIRE(reader.ok());
    const std::string refusal = "the store `" + path + "` was opened for reading: open it for writing";
    CHECK(reader->adopt(storeRulebook()).error().message == refusal);
    CHECK(reader->import(from("c.csv")).error().message == refusal);
  }
  SECTION("rejects that cannot be written") {
    Store store = writerAt(path);
    const auto report =
        store.import(from(folder.write("c.csv", std::string(kStoreCustomers) + "M-4,nonsense,,,\n"), "/dev/full"));
    REQUIRE_FALSE(report.ok());
    CHECK_THAT(report.error().message, Contains("the reject file `/dev/full` cannot be written: No space left") &&
                                           Contains("2 rows are safely in the store"));
    CHECK(*store.count() == 2);
  }
}

TEST_CASE("a later rulebook adds to a store and takes nothing away", "[door]") {
  const TempFolder folder;
  Store store = writerAt(folder / "store");
  imported(store, from(folder.write("c.csv", kStoreCustomers)));
  const auto added = store.adopt(storeRulebook(R"(
rulebook care "Care" { currency GBP timezone "Europe/London" }
profile member { key member_no : text  vip : flag  plan : one of { full, premium } }
)"));
  REQUIRE(added.ok());
  CHECK(*added == 1);
  CHECK(valueOf(store, "M-1", "plan") == "basic");
  CHECK(valueOf(store, "M-1", "charge") == "£42.10");
  CHECK(valueOf(store, "M-1", "vip") == "unknown");
}

}  // namespace
}  // namespace regard
