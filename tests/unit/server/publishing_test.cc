// Rules that change while the service goes on: what is refused, what survives, who did it, and 1,000 changes under
// load.

#include "apps/server/publishing.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>

#include "tests/unit/server/client.h"
#include "tests/unit/server/service_bench.h"

namespace regard::server {
namespace {

using Catch::Contains;

/// The rules of the bench, which say `greeting`.
Rulebook saying(const std::string& greeting, const std::string& more = "") {
  std::string text = kRules;
  const std::size_t at = text.find("Hello");
  text.replace(at, 5, greeting);
  const CompileResult compiled = compileText(text + more);
  for (const Diagnostic& d : compiled.diagnostics) UNSCOPED_INFO(d.message);
  REQUIRE(compiled.rulebook.has_value());
  return *compiled.rulebook;
}
std::string bundleOf(const Rulebook& rulebook) { return *toBundle(rulebook); }

const Author kAda{"aaaaaaaaaaaa", "Ada", "127.0.0.1"}, kBen{"bbbbbbbbbbbb", "Ben", "127.0.0.1"};

/// A store of one customer that may be opened again.
struct Shelf {
  TempFolder folder;
  std::optional<Store> store;
  std::unique_ptr<Publishing> publishing;

  void open(const std::optional<Rulebook>& given, bool needsTwoPersons = false) {
    close();
    store = *Store::open(folder / "store", Access::write);
    auto opened = Publishing::open({folder / "store", false, needsTwoPersons}, *store, given);
    if (!opened) UNSCOPED_INFO(opened.error().message);
    REQUIRE(opened.ok());
    publishing = *std::move(opened);
  }
  void close() {
    publishing.reset();
    store.reset();
  }
  std::string trail() const { return folder / "store/audit.log"; }
  std::string decides() const { return publishing->active()->rulebook.hash(); }
  std::vector<std::string> changes() const {
    std::vector<std::string> names;
    for (const AuditEntry& entry : publishing->audit()) names.emplace_back(nameOf(entry.change));
    return names;
  }
};

TEST_CASE("rules are published, activated and taken back, and that survives", "[server]") {
  Shelf shelf;
  const Rulebook first = saying("one"), second = saying("two"), third = saying("three");
  shelf.open(first);
  CHECK(shelf.decides() == first.hash());
  for (const Rulebook& book : {second, third}) {
    const auto receipt = shelf.publishing->publish(bundleOf(book), kAda);
    REQUIRE(receipt.ok());
    CHECK(receipt->isNew);
    CHECK(receipt->rulebook.hash() == book.hash());
  }
  CHECK(!shelf.publishing->publish(bundleOf(third), kAda)->isNew);
  CHECK(shelf.decides() == first.hash());
  REQUIRE(shelf.publishing->activate(second.hash(), kBen).ok());
  CHECK(shelf.decides() == second.hash());
  shelf.open(first);  // the same was given before: what was activated since counts
  CHECK(shelf.decides() == second.hash());
  REQUIRE(shelf.publishing->activate(third.hash(), kBen).ok());
  REQUIRE(shelf.publishing->rollBack(kAda).ok());
  CHECK(shelf.decides() == second.hash());
  shelf.open(std::nullopt);
  CHECK(shelf.decides() == second.hash());
  REQUIRE(shelf.publishing->rollBack(kAda).ok());
  CHECK(shelf.decides() == first.hash());
  CHECK(shelf.publishing->rollBack(kAda).error().kind == ErrorKind::conflict);
  shelf.open(third);  // another one is given
  CHECK(shelf.decides() == third.hash());
  CHECK(shelf.changes() == std::vector<std::string>{"given", "published", "published", "published", "activated",
                                                    "activated", "rolled_back", "rolled_back", "given"});
  CHECK(shelf.publishing->audit()[1].author.name == "Ada");
  const auto books = shelf.publishing->shelf();
  REQUIRE(books.size() == 3);
  for (const ShelvedRulebook& book : books) CHECK(book.isActive == (book.hash == third.hash()));
}

TEST_CASE("what cannot decide here changes nothing", "[server]") {
  Shelf shelf;
  const Rulebook good = saying("one");
  shelf.open(good);
  std::string cut = bundleOf(saying("two")), bent = cut;
  cut.resize(cut.size() / 2);
  bent[bent.size() / 2] = static_cast<char>(bent[bent.size() / 2] ^ 1);
  const std::string failing = R"(
test "greets" { now 2026-03-02T10:00  customer { tier plain }  request { channel call }  expect thank first })";
  const CompileResult other = compileText(
      "rulebook x \"X\" { currency GBP timezone \"Europe/London\" }\n"
      "profile customer { key id : text  tier : number }\n"
      "issues { service }\naction greet { issue service }\narbitrate { keep 1 }\n");
  REQUIRE(other.rulebook.has_value());
  struct Case {
    std::string bundle;
    ErrorKind kind;
    const char* message;
  };
  const Case cases[] = {{"", ErrorKind::corrupt, "no bundle"},
                        {"rules", ErrorKind::corrupt, "no bundle"},
                        {cut, ErrorKind::corrupt, "no bundle"},
                        {bent, ErrorKind::corrupt, "no bundle"},
                        {bundleOf(saying("two", failing)), ErrorKind::conflict, "1 of its tests fail: \"greets\""},
                        {bundleOf(*other.rulebook), ErrorKind::conflict, "tier"}};
  for (const Case& c : cases) {
    CAPTURE(c.message);
    const auto refused = shelf.publishing->publish(c.bundle, kAda);
    REQUIRE(!refused.ok());
    CHECK(refused.error().kind == c.kind);
    CHECK_THAT(refused.error().message, Contains(c.message));
  }
  CHECK(shelf.publishing->activate(std::string(64, '0'), kAda).error().kind == ErrorKind::notFound);
  CHECK(shelf.publishing->activate("../../store/data", kAda).error().kind == ErrorKind::notFound);
  CHECK(shelf.decides() == good.hash());
  CHECK(shelf.changes() == std::vector<std::string>{"given"});
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(shelf.folder / "store/rulebooks"))
    files += file.path().extension() == ".bundle" ? 1U : 100U;
  CHECK(files == 1);
}

TEST_CASE("with two persons, whoever published rules does not activate them", "[server]") {
  Shelf shelf;
  const Rulebook first = saying("one"), second = saying("two");
  shelf.open(first, true);
  REQUIRE(shelf.publishing->publish(bundleOf(second), kAda).ok());
  CHECK(shelf.publishing->activate(second.hash(), kAda).error().kind == ErrorKind::conflict);
  CHECK(shelf.decides() == first.hash());
  CHECK(shelf.publishing->activate(second.hash(), kBen).ok());
  CHECK(shelf.publishing->rollBack(kAda).ok());  // what decided before may come back at once
  CHECK(shelf.publishing->activate(first.hash(), kAda).ok());
}

TEST_CASE("new attributes find room when their rules begin to decide", "[server]") {
  Shelf shelf;
  shelf.open(saying("one"));
  std::string text = kRules;
  text.replace(text.find("vip : flag"), 10, "vip : flag  shoes : number");
  const CompileResult compiled = compileText(text);
  REQUIRE(compiled.rulebook.has_value());
  REQUIRE(shelf.publishing->publish(bundleOf(*compiled.rulebook), kAda).ok());
  const auto has = [&] { return shelf.store->schema()->find("shoes") != std::string::npos; };
  CHECK(!has());
  REQUIRE(shelf.publishing->activate(compiled.rulebook->hash(), kAda).ok());
  CHECK(has());
}

TEST_CASE("an audit trail that was changed is found out", "[server]") {
  Shelf shelf;
  const Rulebook first = saying("one"), second = saying("two");
  shelf.open(first);
  REQUIRE(shelf.publishing->publish(bundleOf(second), kAda).ok());
  REQUIRE(shelf.publishing->activate(second.hash(), kBen).ok());
  REQUIRE(shelf.publishing->rollBack(kBen).ok());
  shelf.close();
  std::ifstream file(shelf.trail());
  const std::string good{std::istreambuf_iterator<char>(file), {}};
  const auto verdict = [&](const std::string& text) {
    std::ofstream(shelf.trail()) << text;
    return readAudit(shelf.trail());
  };
  CHECK(verdict(good)->fault.empty());
  CHECK(verdict(good)->entries.size() == 4);
  // Every byte counts but those behind the last line's end.
  for (std::size_t i = 0; i < good.size(); i += 41) {
    std::string bent = good;
    bent[i] = bent[i] == 'x' ? 'y' : 'x';
    CAPTURE(i);
    const auto report = verdict(bent);
    CHECK((!report->fault.empty() || report->isCutShort));
  }
  std::vector<std::size_t> lines{0};
  for (std::size_t at = good.find('\n'); at != std::string::npos; at = good.find('\n', at + 1)) lines.push_back(at + 1);
  CHECK_THAT(verdict(good.substr(lines[1]))->fault, Contains("line 1"));  // the first is gone
  CHECK_THAT(verdict(good.substr(0, lines[1]) + good.substr(lines[2]))->fault, Contains("line 2"));  // one between
  CHECK_THAT(verdict(good + good.substr(lines[3]))->fault, Contains("line 5"));                      // told twice
  CHECK(!AuditTrail::open(shelf.trail()).ok());
  // Cut within the last line: it was never acknowledged, and the next one takes its place.
  CHECK(verdict(good.substr(0, good.size() - 5))->isCutShort);
  auto trail = AuditTrail::open(shelf.trail());
  REQUIRE(trail.ok());
  CHECK(trail->entries().size() == 3);
  REQUIRE(trail->append(Change::activated, kBen, second.hash(), "2026-03-02T10:00:00Z").ok());
  const auto report = readAudit(shelf.trail());
  CHECK((report->fault.empty() && !report->isCutShort && report->entries.size() == 4));
}

TEST_CASE("rules are changed over HTTP, by name", "[server]") {
  ServiceOptions options;
  const TempFolder folder;
  options.folder = folder / "rules";
  options.logging = Logging::durable;
  std::filesystem::create_directory(options.folder);
  Bench bench(options);
  const auto publish = [&](const std::string& body, const char* type = "application/octet-stream") {
    return bench.ask("POST", "/v1/rulebooks", body, {{"content-type", type}});
  };
  const Rulebook second = saying("two");
  CHECK(publish(bundleOf(second), "application/json").status == 415);
  CHECK(publish("nothing").status == 422);
  CHECK(publish(bundleOf(second)).status == 201);
  CHECK(publish(bundleOf(second)).status == 200);
  CHECK(bench.ask("POST", "/v1/rulebooks/" + std::string(64, 'f') + ":activate").status == 404);
  CHECK(bench.ask("POST", "/v1/rulebooks/:activate").status == 404);
  CHECK(bench.ask("POST", "/v1/rulebooks:rollback").status == 409);
  const std::string before = bench.json("GET", "/v1/rulebook")["hash"];
  CHECK(bench.json("POST", "/v1/rulebooks/" + second.hash() + ":activate")["hash"] == second.hash());
  CHECK(bench.json("GET", "/v1/rulebook")["hash"] == second.hash());
  const auto decision = bench.json("POST", "/v1/decisions", R"({"customer":"c-2","request":{"channel":"call"}})");
  CHECK(decision["rulebook_hash"] == second.hash());
  CHECK(decision["offered"][0]["texts"][0]["text"] == "two");
  CHECK(bench.json("GET", "/v1/decisions/" + decision["id"].get<std::string>())["rulebook_hash"] == second.hash());
  CHECK(bench.json("POST", "/v1/rulebooks:rollback")["hash"] == before);
  CHECK(bench.json("GET", "/v1/rulebooks")["rulebooks"].size() == 2);
  CHECK(bench.json("GET", "/v1/audit")["entries"].size() == 5);
}

/// Decisions on two connections while a third changes the rules so many times.
void changeUnderLoad(int changes) {
  ServiceOptions options;
  const TempFolder folder;
  options.folder = folder / "rules";
  options.deadline = std::chrono::seconds(10);
  std::filesystem::create_directory(options.folder);
  Bench bench(options);
  const Rulebook books[] = {saying("one"), saying("two")};
  for (const Rulebook& book : books)
    REQUIRE(bench.ask("POST", "/v1/rulebooks", bundleOf(book), {{"content-type", "application/octet-stream"}}).status ==
            201);
  REQUIRE(bench.ask("POST", "/v1/rulebooks/" + books[0].hash() + ":activate").status == 200);
  ListenOptions listen;
  listen.port = 0;
  auto server = *HttpServer::listen(listen, *bench.service);
  std::thread serving([&] { server->run(); });

  std::atomic<bool> isOver = false;
  std::atomic<int> answers = 0, wrong = 0;
  std::set<std::string> seen[2];
  const auto load = [&](std::set<std::string>& hashes) {
    Client client(server->port());
    const std::string body = R"({"customer":"c-2","request":{"channel":"call"}})";
    while (!isOver) {
      client.send(
          "POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
          std::to_string(body.size()) + "\r\n\r\n" + body);
      const std::string answer = client.answer();
      const bool isOne = answer.find(books[0].hash()) != std::string::npos;
      const bool isTwo = answer.find(books[1].hash()) != std::string::npos;
      const bool isRight = answer.starts_with("HTTP/1.1 200 ") && isOne != isTwo &&
                           (answer.find("\"one\"") != std::string::npos) == isOne &&
                           (answer.find("\"two\"") != std::string::npos) == isTwo;
      wrong += isRight ? 0 : 1;
      ++answers;
      hashes.insert(isOne ? "one" : "two");
    }
  };
  std::thread first([&] { load(seen[0]); }), second([&] { load(seen[1]); });
  Client client(server->port());
  int refused = 0;
  for (int i = 0; i < changes; ++i) {
    const std::string& hash = books[static_cast<std::size_t>((i + 1) % 2)].hash();
    client.send("POST /v1/rulebooks/" + hash + ":activate HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const std::string answer = client.answer();
    refused += answer.starts_with("HTTP/1.1 200 ") && answer.find(hash) != std::string::npos ? 0 : 1;
  }
  isOver = true;
  first.join();
  second.join();
  server->drain();
  serving.join();
  CHECK(refused == 0);
  CHECK(wrong == 0);
  CHECK(answers > changes / 10);
  for (const auto& hashes : seen) CHECK(hashes.size() == 2);
  CHECK(bench.json("GET", "/v1/audit")["entries"].size() == static_cast<std::size_t>(changes) + 4);
}

TEST_CASE("rules change under load: no error, and no answer of two rulebooks", "[server]") { changeUnderLoad(50); }
// scripts/soak runs this one.
TEST_CASE("rules change 1,000 times under load", "[.soak]") { changeUnderLoad(1'000); }

}  // namespace
}  // namespace regard::server
