// What is left when a process is killed while it takes contacts and is told outcomes: whatever it had acknowledged,
// whole, and no cap or budget exceeded by what nobody heard of.

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "engine/door/store_impl.h"
#include "engine/ledger/counters.h"
#include "engine/ledger/learned.h"
#include "engine/ledger/outcomes.h"
#include "regard/engine.h"
#include "regard/log.h"
#include "tests/crash/child.h"
#include "tests/support/letters.h"

namespace regard {
namespace {

namespace letters = support::letters;
using support::TempFolder;

constexpr int kCustomers = 400;

/// What the child said it did.
struct Heard {
  struct Line {
    std::string id, action, customer;
    friend auto operator<=>(const Line&, const Line&) = default;
  };
  std::set<Line> reserved, told;

  void take(const std::string& text) {
    std::istringstream lines(text.substr(0, text.rfind('\n') + 1));
    for (std::string word; lines >> word;) {
      Line line;
      REQUIRE(word != "fault");
      if (word == "all") return;
      lines >> line.id >> line.action >> line.customer;
      (word == "told" ? told : reserved).insert(line);
    }
  }
};

struct Found {
  std::map<std::string, int> contacts, letters;  ///< by customer
  std::size_t decisions = 0, outcomes = 0;
};

/// Reads the store: what is there fits together, and all that was heard is there.
Found check(const std::string& path, const Heard& heard, const Rulebook& rules) {
  Found found;
  const auto store = Store::open(path, Access::read);
  REQUIRE(store.ok());
  for (int i = 0; i < kCustomers; ++i) {
    const auto profile = store->find(fmt::format("c{:03}", i));
    REQUIRE(profile.ok());
    for (const AttributeValue& list : profile->history) {
      if (list.name != "contact") continue;
      const auto column = std::find(list.columns.begin(), list.columns.end(), "action") - list.columns.begin();
      for (const auto& row : list.rows) {
        ++found.contacts[profile->id];
        found.letters[profile->id] += row[static_cast<std::size_t>(column)].text == "letter" ? 1 : 0;
      }
    }
  }
  std::set<Heard::Line> logged;
  const auto walked = DecisionLog(*store).forEach({}, [&](const LogEntry& entry) {
    CHECK(entry.reserved);
    REQUIRE(entry.offered.size() == 1);
    logged.insert({entry.id, entry.offered.front().action, entry.customer});
    return true;
  });
  REQUIRE(walked.ok());
  found.decisions = logged.size();
  CHECK(std::includes(logged.begin(), logged.end(), heard.reserved.begin(), heard.reserved.end()));

  const auto txn = store->impl()->store->read();
  REQUIRE(txn.ok());
  std::size_t missing = 0;
  for (const Heard::Line& line : heard.told) {
    const auto outcomes = ledger::outcomesOf(*txn, *DecisionId::parse(line.id), line.action);
    REQUIRE(outcomes.ok());
    missing += outcomes->size() == 1 && outcomes->front().outcome == "accepted" ? 0U : 1U;
  }
  CHECK(missing == 0);
  found.outcomes = txn->count(Table::kOutcomes);
  // In one transaction or not at all: contacts, decisions and what is used of the budgets are of one number.
  int contacts = 0, used = 0;
  for (const auto& [customer, count] : found.contacts) contacts += count;
  for (const auto& [customer, count] : found.letters) used += count;
  CHECK(static_cast<std::size_t>(contacts) == found.decisions);
  const auto counters = ledger::readCounters(*txn, *rules.program(), Zone::utc(), 1'780'000'000'000);
  REQUIRE(counters.ok());
  CHECK((*counters)[0].cell.asDouble() == used);
  CHECK((*counters)[1].cell.asDouble() == used);
  CHECK(used <= letters::kPerDay);
  for (const auto& [customer, count] : found.contacts) CHECK(count <= letters::kCapEach);
  return found;
}

TEST_CASE(
    "kill -9 while contacts are reserved and outcomes told: what was acknowledged is there, whole and in bounds") {
  const TempFolder folder;
  const std::string path = folder / "store";
  const Rulebook rules = letters::rulebook();
  {
    auto store = Store::open(path, Access::write);
    REQUIRE(store.ok());
    REQUIRE(store->adopt(rules).ok());
    std::string lines = "id\n";
    for (int i = 0; i < kCustomers; ++i) lines += fmt::format("c{:03}\n", i);
    ImportRequest request;
    request.path = folder.write("c.csv", lines);
    REQUIRE(store->import(request).ok());
  }
  support::Random random(31);
  Heard heard;
  Found found;
  for (int round = 0; round < 20; ++round) {
    Child child(LEDGER_CHILD, {path, std::to_string(37 * round)});
    std::string said = child.hear(1);
    std::this_thread::sleep_for(std::chrono::microseconds(support::below(random, 40'000)));
    child.kill();
    heard.take(said + child.hear());
    INFO("round " << round);
    const Found now = check(path, heard, rules);
    REQUIRE(now.decisions >= found.decisions);
    found = now;
  }
  CHECK(found.decisions > 50);
  CHECK(found.outcomes >= heard.told.size());
  CHECK(heard.told.size() > 10);
}

}  // namespace
}  // namespace regard
