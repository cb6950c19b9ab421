// Sixty-four threads reserve and tell outcomes at once: no cap and no budget is ever exceeded, and nothing is lost.
// Runs under ThreadSanitizer as well, so its rules are built by hand: no compiler.
#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "engine/door/store_impl.h"
#include "engine/ledger/counters.h"
#include "engine/ledger/outcomes.h"
#include "regard/engine.h"
#include "tests/support/letters.h"
#include "tests/support/temp_folder.h"

using namespace regard;
using namespace regard::support;

namespace {

constexpr int kThreads = 64, kCustomers = 500;
constexpr int kCapEach = letters::kCapEach, kLetters = letters::kPerDay;

/// scripts/soak sets REGARD_RESERVATIONS to a million.
int attempts() {
  const char* given = std::getenv("REGARD_RESERVATIONS");
  return given == nullptr ? 20'000 : std::atoi(given);
}

struct Base {
  TempFolder folder;
  Rulebook rulebook;
  Store store = *Store::open(folder / "store", Access::write);
  std::optional<Engine> engine;

  Base() : rulebook(letters::rulebook()) {
    REQUIRE(store.adopt(rulebook).ok());
    std::string lines = "id\n";
    for (int i = 0; i < kCustomers; ++i) lines += customer(i) + "\n";
    ImportRequest request;
    request.path = folder.write("c.csv", lines);
    REQUIRE(store.import(request).ok());
    auto made = Engine::make(rulebook, store);
    REQUIRE(made.ok());
    engine = *made;
  }

  static std::string customer(int i) { return "c" + std::to_string(1000 + i); }
};

struct Taken {
  std::string id, action, customer;
};

}  // namespace

TEST_CASE("no cap or budget is exceeded by many threads, and nothing they took is lost") {
  Base base;
  const std::int64_t from = 1'780'000'000'000;  // 2026-05-28T20:26:40Z
  std::array<std::vector<Taken>, kThreads> taken;
  std::atomic<int> left = attempts(), faults = 0;
  const auto work = [&](int self) {
    std::uint64_t state = static_cast<std::uint64_t>(self) * 7919 + 1;
    while (left.fetch_sub(1) > 0) {
      state = state * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
      DecisionRequest request;
      request.customer = Base::customer(static_cast<int>((state >> 33U) % kCustomers));
      request.on = "day";
      request.reserve = true;
      request.now = "2026-05-28T20:26:40Z";
      const auto result = base.engine->decide(request);
      if (!result.ok()) {
        ++faults;
        continue;
      }
      if (result->offered.empty()) continue;
      taken[static_cast<std::size_t>(self)].push_back({result->id, result->offered[0].action, request.customer});
      if ((state >> 40U) % 2 == 0) continue;
      const auto told = base.store.outcome({result->id, result->offered[0].action, "presented", "", request.now});
      faults += told.ok() && told->result == OutcomeResult::attributed ? 0 : 1;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();
  REQUIRE(faults == 0);

  std::map<std::string, int> byCustomer, byAction;
  std::set<std::string> ids;
  for (const auto& some : taken)
    for (const Taken& one : some) {
      ++byCustomer[one.customer];
      ++byAction[one.action];
      ids.insert(one.id);
    }
  const int all = byAction["letter"] + byAction["mail"];
  CHECK(ids.size() == static_cast<std::size_t>(all));
  for (const auto& [customer, count] : byCustomer) CHECK(count <= kCapEach);
  CHECK(byAction["letter"] <= kLetters);
  if (attempts() >= 20'000) {  // 40 for each customer: everything that could be taken was
    CHECK(byAction["letter"] == kLetters);
    CHECK(all == kCustomers * kCapEach);
  }

  const auto txn = base.store.impl()->store->read();
  const auto used = ledger::readCounters(*txn, *base.rulebook.program(), Zone::utc(), from);
  REQUIRE(used.ok());
  CHECK((*used)[0].cell.asDouble() == byAction["letter"]);
  CHECK((*used)[1].cell.asDouble() == byAction["letter"]);
  std::size_t rows = 0;
  for (const auto& [customer, count] : byCustomer) {
    const auto profile = base.store.find(customer);
    REQUIRE(profile.ok());
    REQUIRE(profile->history.size() >= 1);
    for (const AttributeValue& list : profile->history)
      if (list.name == "contact") rows += list.rows.size();
  }
  CHECK(rows == ids.size());
  CHECK(txn->count(Table::kDecisions) == ids.size());
}
