// Everybody in a store at once must be what everybody gets one by one, whatever the threads; and what other rules
// change.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/store/lmdb_env.h"
#include "engine/store/profile_key.h"
#include "regard/engine.h"
#include "regard/simulate.h"
#include "tests/support/rulebook.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using support::good;
using support::rulebook;

using Catch::Contains;

constexpr const char* kBefore = R"(
rulebook shop "Shop" { currency GBP timezone "Europe/London" }
choice channel { call, email }
issues { service, sales }
profile customer { key id : text  spend : money  tenure : number  loyal : flag }
event order "Order placed" { amount : money }
request { channel : channel }
action gift "A gift" {
  issue service
  eligible when spend >= £40
  suitable when loyal
  value spend * 10%
  treatment call { script "A gift." }
}
action plan "A plan" {
  issue sales
  eligible when tenure >= 12 and spend < £90
  value £7
  propensity 50%
  weight +20% when loyal
}
action news "News" { issue sales  eligible when tenure >= 3  value £1 * tenure }
on order when order.amount > £20 offer gift within 1 day
arbitrate { rank by propensity * value  at most 1 per issue  keep 2 }
)";

/// The plan is worth more, and a new action takes the place of another.
std::string rulesAfter() {
  std::string text = kBefore;
  text.replace(text.find("value £7"), std::string("value £7").size(), "value £30");
  text.replace(text.find("action news \"News\""), std::string("action news \"News\"").size(), "action hello \"Hello\"");
  return text;
}

/// More customers than fit two blocks, some of whose values are unknown.
struct Town {
  static constexpr int kCustomers = 5'000;
  support::TempFolder folder;
  Rulebook before = rulebook(kBefore), after = rulebook(rulesAfter());
  Store store = good(Store::open(folder / "store", Access::write));

  Town() {
    std::string csv = "id,spend,tenure,loyal\n";
    for (int i = 0; i < kCustomers; ++i) {
      const std::string spend = i % 11 == 0 ? "" : "£" + std::to_string(i * 7 % 120);
      const std::string tenure = i % 13 == 0 ? "" : std::to_string(i * 3 % 40);
      csv += "c" + std::to_string(10'000 + i) + "," + spend + "," + tenure + "," + (i % 3 == 0 ? "yes" : "no") + "\n";
    }
    ImportRequest request;
    request.path = folder.write("c.csv", csv);
    request.rulebook = before;
    REQUIRE(good(store.import(request)).imported == kCustomers);
  }
  static SimulationRequest asking(unsigned threads) {
    SimulationRequest request;
    request.request = {{"channel", "call"}};
    request.now = "2026-03-02T10:00";
    request.threads = threads;
    return request;
  }
};

/// Every offer on a line.
std::string linesOf(const SimulatedCustomer& customer) {
  std::string lines;
  for (const SimulatedOffer& offer : customer.offers)
    lines += std::string(customer.id) + ' ' + std::to_string(offer.rank) + ' ' + std::string(offer.action) + ' ' +
             std::string(offer.channel) + ' ' + std::to_string(offer.priorityE4) + '\n';
  return lines;
}

void checkSame(const Simulation& a, const Simulation& b) {
  CHECK(a.customers == b.customers);
  CHECK(a.served == b.served);
  CHECK(a.value.text == b.value.text);
  REQUIRE(a.actions.size() == b.actions.size());
  for (std::size_t i = 0; i < a.actions.size(); ++i) {
    CHECK(a.actions[i].offered == b.actions[i].offered);
    CHECK(a.actions[i].dropped == b.actions[i].dropped);
    CHECK(a.actions[i].priority.text == b.actions[i].priority.text);
  }
}

TEST_CASE("a simulation is every customer's own decision, in key order, whatever the threads", "[simulate]") {
  const Town town;
  std::string first;
  Simulation alone;
  for (const unsigned threads : {1U, 2U, 5U}) {
    std::string told;
    std::uint64_t progress = 0;
    SimulationWatch watch;
    watch.customer = [&](const SimulatedCustomer& customer) { told += linesOf(customer); };
    watch.progress = [&](std::uint64_t customers, std::uint64_t total) {
      CHECK(customers > progress);
      CHECK(total == Town::kCustomers);
      progress = customers;
    };
    const Simulation simulation = good(simulate(town.before, town.store, Town::asking(threads), watch));
    CHECK(progress == Town::kCustomers);
    if (first.empty()) {
      first = told;
      alone = simulation;
    }
    CHECK(told == first);
    checkSame(simulation, alone);
  }

  const Engine engine = good(Engine::make(town.before, town.store));
  std::string oneByOne;
  std::map<std::string, std::uint64_t> dropped;  // "action stage"
  (void)good(town.store.forEachId([&](const std::string& id) {
    DecisionRequest request;
    request.customer = id;
    request.request = {{"channel", "call"}};
    request.now = "2026-03-02T10:00";
    request.explain = true;
    const DecisionResult result = good(engine.decide(request));
    for (const OfferedAction& offered : result.offered) {
      oneByOne += id + ' ' + std::to_string(offered.rank) + ' ' + offered.action + ' ' + offered.channel + ' ' +
                  std::to_string(std::llround(std::stod(offered.priority.digits()) * 10'000)) + '\n';
    }
    for (const WithheldAction& withheld : result.withheld) ++dropped[withheld.action + ' ' + withheld.stage];
    return true;
  }));
  CHECK(first == oneByOne);
  for (const SimulatedAction& action : alone.actions)
    for (std::size_t stage = 0; stage < alone.stages.size(); ++stage) {
      INFO(action.action << ' ' << alone.stages[stage]);
      CHECK(action.dropped[stage] == dropped[action.action + ' ' + alone.stages[stage]]);
    }
}

TEST_CASE("a change of rules is told customer by customer and in sums", "[simulate]") {
  const Town town;
  std::uint64_t changed = 0, gained = 0, lost = 0;
  const auto namesOf = [](const std::vector<SimulatedOffer>& offers) {
    std::vector<std::string> names;
    for (const SimulatedOffer& offer : offers) names.emplace_back(offer.action);
    return names;
  };
  SimulationWatch watch;
  watch.customer = [&](const SimulatedCustomer& customer) {
    const auto now = namesOf(customer.offers), then = namesOf(customer.before);
    changed += now == then ? 0U : 1U;
    const auto has = [](const auto& names) { return std::find(names.begin(), names.end(), "plan") != names.end(); };
    gained += has(now) && !has(then) ? 1U : 0U;
    lost += has(then) && !has(now) ? 1U : 0U;
  };
  const SimulationChange change = good(simulateChange(town.after, town.before, town.store, Town::asking(2), watch));
  checkSame(change.before, good(simulate(town.before, town.store, Town::asking(1))));
  checkSame(change.after, good(simulate(town.after, town.store, Town::asking(1))));
  CHECK(change.changed == changed);
  CHECK(changed > 0);
  std::map<std::string, ChangedAction> byName;
  for (const ChangedAction& action : change.actions) byName[action.action] = action;
  REQUIRE(byName.size() == 4);
  CHECK(byName["hello"].isNew);
  CHECK(byName["news"].isGone);
  CHECK(byName["plan"].gained == gained);
  CHECK(byName["plan"].lost == lost);
  CHECK(gained > 0);
  CHECK(byName["plan"].after == byName["plan"].before + gained - lost);
  std::uint64_t firsts = 0;
  for (std::size_t i = 0; i < change.firsts.size(); ++i) {
    firsts += change.firsts[i].customers;
    CHECK(change.firsts[i].from != change.firsts[i].to);
    CHECK(!change.firsts[i].examples.empty());
    if (i > 0) CHECK(change.firsts[i].customers <= change.firsts[i - 1].customers);
  }
  CHECK(firsts > 0);
  CHECK(firsts <= change.changed);
}

TEST_CASE("what starts a decision chooses who takes part", "[simulate]") {
  Town town;
  for (const char* id : {"c10001", "c10003", "c10006"}) {
    EventRequest event;
    event.customer = id;
    event.name = "order";
    event.fields = {{"amount", "£25"}};
    event.at = "2026-03-01T09:00Z";
    event.rulebook = town.before;
    (void)good(town.store.record(event));
  }
  SimulationRequest request = Town::asking(2);
  request.on = "order";
  CHECK_THAT(simulate(town.before, town.store, request).error().message, Contains("leave the request's fields out"));
  request.request.clear();
  const Simulation simulation = good(simulate(town.before, town.store, request));
  CHECK(simulation.customers == 3);
  CHECK(simulation.notStarted == Town::kCustomers - 3);
}

TEST_CASE("wrong questions about everybody are answered, and a damaged record is one record", "[simulate]") {
  Town town;
  SimulationRequest request = Town::asking(1);
  request.request = {{"chanel", "call"}};
  CHECK_THAT(simulate(town.before, town.store, request).error().message, Contains("chanel"));
  request = Town::asking(3);
  request.keep = 1;
  const Simulation top = good(simulate(town.before, town.store, request));
  for (const SimulatedAction& action : top.actions) CHECK(action.offered == action.first);

  support::TempFolder copy;
  std::filesystem::copy(town.folder / "store", copy / "store", std::filesystem::copy_options::recursive);
  {
    auto env = LmdbEnv::open(copy / "store", OpenMode::kWriter);
    auto txn = (*env)->write();
    std::string buffer;
    const auto key = profileKey("c10004", buffer);
    std::string record(**txn->get(Table::kProfiles, *key));
    record.back() = static_cast<char>(record.back() ^ 1);
    REQUIRE(txn->put(Table::kProfiles, *key, record).ok());
    REQUIRE(txn->commit().ok());
  }
  const Store damaged = good(Store::open(copy / "store", Access::read));
  const Simulation others = good(simulate(town.before, damaged, Town::asking(2)));
  CHECK(others.unreadable == 1);
  CHECK_THAT(others.firstUnreadable, Contains("c10004: "));
  CHECK(others.customers == Town::kCustomers - 1);
}

}  // namespace
}  // namespace regard
