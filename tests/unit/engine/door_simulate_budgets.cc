// A simulation of what nobody asked for takes from budgets as reserving for one customer after the other would.

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "regard/engine.h"
#include "regard/simulate.h"
#include "tests/support/rulebook.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using support::good;

constexpr const char* kSimulateBudgetsRules = R"(
rulebook shop "Shop" { currency GBP timezone "Europe/London" }
choice channel { letter, email }
issues { service, sales }
profile customer { key id : text  spend : money  weight : number }
action parcel "A parcel" {
  issue service  eligible when spend >= £40  value £90
  cost £1 * weight
  treatment letter { body "A parcel." }
}
action card "A card" {
  issue service  value £20  cost £0.50  at most CARDS per month over everyone
  treatment letter { body "A card." }
}
action note "A note" { issue sales  value £1  treatment email { subject "A note." } }
every day at 09:00 offer parcel
every day at 09:00 offer card
every day at 09:00 offer note
policy money {
  at most £PARCELS cost of parcel per month over everyone
  at most EMAILS email per day over everyone
}
arbitrate { rank by propensity * value  keep 2 }
)";

Rulebook simulateBudgetsRulesWith(const std::string& parcels, const std::string& cards, const std::string& emails) {
  std::string text = kSimulateBudgetsRules;
  const auto put = [&](const std::string& name, const std::string& value) {
    text.replace(text.find(name), name.size(), value);
  };
  put("PARCELS", parcels);
  put("CARDS", cards);
  put("EMAILS", emails);
  CompileResult result = compileText(text);
  for (const Diagnostic& d : result.diagnostics) UNSCOPED_INFO(d.line << ": " << d.message << " " << d.hint);
  REQUIRE(result.rulebook.has_value());
  return *result.rulebook;
}

std::string idOf(int i) { return "c" + std::to_string(10'000 + i); }
int spendOf(int i) { return i * 7 % 120; }
int weightOf(int i) { return 1 + i * 5 % 17; }

struct BudgetTown {
  support::TempFolder folder;
  Rulebook rules;
  int customers;
  Store store = good(Store::open(folder / "store", Access::write));

  BudgetTown(const Rulebook& by, int count) : rules(by), customers(count) {
    REQUIRE(store.adopt(rules).ok());
    std::string csv = "id,spend,weight\n";
    for (int i = 0; i < customers; ++i)
      csv += idOf(i) + ",£" + std::to_string(spendOf(i)) + "," + std::to_string(weightOf(i)) + "\n";
    ImportRequest request;
    request.path = folder.write("c.csv", csv);
    REQUIRE(good(store.import(request)).imported == static_cast<std::uint64_t>(customers));
  }
  /// By customer, what is offered, best first.
  std::vector<std::string> simulated(unsigned threads, Simulation* whole = nullptr) const {
    SimulationRequest request;
    request.on = "day";
    request.now = "2026-03-02T10:00";
    request.threads = threads;
    std::vector<std::string> offers;
    SimulationWatch watch;
    watch.customer = [&](const SimulatedCustomer& customer) {
      std::string all;
      for (const SimulatedOffer& offer : customer.offers) all += std::string(offer.action) + ' ';
      offers.push_back(all);
    };
    const Simulation result = good(simulate(rules, store, request, watch));
    if (whole != nullptr) *whole = result;
    return offers;
  }
};

TEST_CASE("what is taken in a simulation is what reserving takes, customer by customer", "[simulate]") {
  const BudgetTown town(simulateBudgetsRulesWith("200", "25", "90"), 160);
  const std::vector<std::string> simulated = town.simulated(1);
  const Engine engine = good(Engine::make(town.rules, town.store));
  std::vector<std::string> reserved;
  for (int i = 0; i < town.customers; ++i) {
    DecisionRequest request;
    request.customer = idOf(i);
    request.on = "day";
    request.now = "2026-03-02T10:00";
    request.reserve = true;
    std::string all;
    for (const auto& offer : good(engine.decide(request)).offered) all += offer.action + ' ';
    reserved.push_back(all);
  }
  CHECK(simulated == reserved);
  // The store has given everything away: whoever is simulated now gets nothing of it.
  for (const std::string& all : town.simulated(1)) CHECK(all.find("card") == std::string::npos);
}

TEST_CASE("budgets run out in the order of keys, whatever the threads", "[simulate]") {
  const BudgetTown town(simulateBudgetsRulesWith("6000", "2100", "2700"), 6'000);
  std::vector<std::string> expected;
  std::uint64_t parcels = 0, cards = 0, notes = 0;
  int used = 0;
  for (int i = 0; i < town.customers; ++i) {
    const bool parcel = spendOf(i) >= 40 && used + weightOf(i) <= 6'000, card = cards < 2'100, note = notes < 2'700;
    std::vector<std::string> all;
    if (parcel) all.emplace_back("parcel ");
    if (card) all.emplace_back("card ");
    if (note) all.emplace_back("note ");
    if (all.size() > 2) all.resize(2);
    expected.push_back(all.empty() ? "" : all[0] + (all.size() > 1 ? all[1] : ""));
    if (parcel) used += weightOf(i), ++parcels;
    if (!parcel && card) ++cards;
    if (!parcel && !card && note) ++notes;
  }
  // Every budget runs out, in another block than the others.
  REQUIRE(used > 5'990);
  REQUIRE(cards == 2'100);
  REQUIRE(notes == 2'700);

  Simulation one, three;
  CHECK(town.simulated(1, &one) == expected);
  CHECK(town.simulated(3, &three) == expected);
  const auto at = [](const Simulation& whole, const std::string& action) {
    for (const SimulatedAction& each : whole.actions)
      if (each.action == action) return each;
    FAIL(action);
    return SimulatedAction{};
  };
  for (const char* action : {"parcel", "card", "note"}) {
    const SimulatedAction of = at(one, action), same = at(three, action);
    CHECK(of.offered == same.offered);
    CHECK(of.dropped == same.dropped);
    CHECK(of.value.text == same.value.text);
    std::uint64_t everybody = of.offered, offered = 0;
    for (const std::uint64_t dropped : of.dropped) everybody += dropped;
    for (const std::string& all : expected) offered += all.find(action) != std::string::npos ? 1U : 0U;
    CHECK(everybody == 6'000);
    CHECK(of.offered == offered);
  }
  CHECK(at(one, "parcel").first == parcels);
}

}  // namespace
}  // namespace regard
