// Models in rules, through the public door: one answer for a test, a decision, a simulation and a bundle; from events
// and from attributes alike.

#include <catch2/catch.hpp>
#include <string>

#include "regard/engine.h"
#include "regard/simulate.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using support::TempFolder;

constexpr const char* kOrders = R"({
  "format": "regard model 1",
  "model": "bg_nbd",
  "parameters": { "r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426 },
  "unit": "week",
  "spend": { "model": "gamma_gamma", "parameters": { "p": 6, "q": 4, "v": 16 }, "currency": "GBP", "field": "amount" }
})";
constexpr const char* kChurn = R"({
  "format": "regard model 1",
  "model": "logistic",
  "intercept": -1.5,
  "terms": [ { "of": "visits", "weight": 0.25 }, { "of": "tier = gold", "weight": -0.5 },
             { "of": "yearly", "weight": 0.01 } ]
})";
constexpr const char* kGrown = R"json({
  "format": "regard model 1", "model": "trees", "arithmetic": "xgboost", "begin": 0, "scale": 1,
  "columns": [ "visits", "churn.probability()" ],
  "trees": [ { "column": [0, -1, 1, -1, -1], "value": [3.5, 1, 0.5, 2, 3], "yes": [1, 0, 3, 0, 0], "no": [2, 0, 4, 0, 0],
               "unknown": [2, 0, 3, 0, 0] } ]
})json";
// 30.43 and 38.86 weeks are 213 and 272 days. What Fader, Hardie & Lee and Fader & Hardie print: 1.226 orders in 39
// weeks, worth 38.4 each after two repeats of 40.
constexpr const char* kModelsRules = R"(
rulebook shop { currency GBP timezone "Europe/London" }
choice channel { email }
issues { sales }
profile customer {
  key id : text
  visits : number
  tier   : one of { silver, gold }
  repeats : number
  first_on : date
  last_on : date
  mean_worth : money
}
event order { amount : money, postage : money }
request { channel : channel }
model future = bg_nbd with gamma_gamma of order from "models/orders.json"
model told   = bg_nbd with gamma_gamma of repeats, first_on, last_on, mean_worth from "models/orders.json"
model churn  = logistic from "models/churn.json"
model grown  = trees from "models/grown.json"
formula yearly = sum(order.amount in last 12 months)
formula ahead  = future.spend(over 39 weeks)
formula same   = told.spend(over 39 weeks)
formula later  = future.spend(over 39 weeks, discounted at 15% per year)
formula stays  = future.alive()
formula leaves = churn.probability()
formula scored = grown.probability()
action offer { issue sales  eligible when ahead > £0  value ahead  treatment email { subject "a" } }
arbitrate { rank by value }

test "what is printed" {
  now 2026-09-30T12:00
  customer { visits 4, tier gold, repeats 2, first_on 2026-01-01, last_on 2026-08-02, mean_worth £40 }
  history since 2025-01-01 { order 272 days ago { amount £10 }  order 255 days ago { amount £40 }  order 59 days ago { amount £40, postage £3 }
             order 5 days ago { amount -£40 } }
  request  { channel email }
  expect ahead > £47.05
  expect ahead < £47.11
  expect same = ahead
  expect later < ahead
  expect stays > 0%
  expect leaves = 37.7541%
  expect scored = 88.0797%
  expect offer first
}
test "what is unknown, and what is not" {
  now 2026-09-30T12:00
  customer { tier silver }
  expect ahead is unknown
  expect same is unknown
  expect leaves is unknown
  expect scored = 88.0797%
}
test "one order says that they are there" {
  now 2026-09-30T12:00
  customer { repeats 0, first_on 2026-09-01, last_on 2026-09-01 }
  history  { order 29 days ago { amount £10 } }
  expect stays = 100%
  expect same = ahead
}
test "a test's word goes first, and `unknown` is one" {
  now 2026-09-30T12:00
  history { order 272 days ago { amount £10 } }
  model { future.alive unknown, future.spend £3 }
  expect stays is unknown
  expect later = £3
}
)";

void writeRules(const TempFolder& folder, const std::string& orders = kOrders) {
  folder.write("rules/models/orders.json", orders);
  folder.write("rules/models/churn.json", kChurn);
  folder.write("rules/models/grown.json", kGrown);
  folder.write("rules/rules.regard", kModelsRules);
}

Rulebook modelsRulebook(const TempFolder& folder) {
  const auto result = compile(folder / "rules");
  REQUIRE(result.ok());
  for (const Diagnostic& d : result->diagnostics) UNSCOPED_INFO(d.path << ":" << d.line << ": " << d.message);
  REQUIRE(result->rulebook.has_value());
  CHECK(result->diagnostics.empty());
  return *result->rulebook;
}

std::string offerOf(const Rulebook& rules, const Store& store) {
  const auto engine = Engine::make(rules, store);
  REQUIRE(engine.ok());
  DecisionRequest request;
  request.customer = "c-1";
  request.request = {{"channel", "email"}};
  request.now = "2026-09-30T12:00";
  const auto result = engine->decide(request);
  REQUIRE(result.ok());
  REQUIRE(result->offered.size() == 1);
  return result->offered.front().value.text();
}

}  // namespace

TEST_CASE("what models say in tests is what was published, from events and from attributes", "[models]") {
  const TempFolder folder;
  writeRules(folder);
  for (const TestResult& test : runTests(modelsRulebook(folder))) {
    for (const TestFailure& failure : test.failures)
      UNSCOPED_INFO(failure.expectation << ": expected " << failure.expected << ", found " << failure.found);
    CHECK(test.passed());
  }
}

TEST_CASE("decisions, simulations and bundles say the same of a stored customer", "[models]") {
  const TempFolder folder;
  writeRules(folder);
  const Rulebook rules = modelsRulebook(folder);
  Store store = *Store::open(folder / "store", Access::write);
  REQUIRE(store.adopt(rules).ok());
  ImportRequest people;
  people.path = folder.write("c.csv", "id\nc-1\nc-2\n");
  REQUIRE(store.import(people).ok());
  for (const auto& [at, amount] : {std::pair("2026-01-01T12:00", "£10"), std::pair("2026-01-18T12:00", "£40"),
                                   std::pair("2026-08-02T12:00", "£40")})
    REQUIRE(store.record({"c-1", "order", {{"amount", amount}}, at, "", false, rules}).ok());
  const std::string worth = offerOf(rules, store);
  CHECK(worth.starts_with("£47.0"));

  SimulationRequest everybody;
  everybody.request = {{"channel", "email"}};
  everybody.now = "2026-09-30T12:00";
  const auto simulated = simulate(rules, store, everybody);
  REQUIRE(simulated.ok());
  CHECK(simulated->customers == 2);
  CHECK(simulated->served == 1);  // nothing is known of c-2
  CHECK(simulated->value.text == worth);

  const auto bytes = toBundle(rules);
  REQUIRE(bytes.ok());
  const auto opened = openBundle(folder.write("shop.bundle", *bytes));
  REQUIRE(opened.ok());
  CHECK(opened->hash() == rules.hash());
  CHECK(offerOf(*opened, store) == worth);

  // A model that is fitted anew is another rulebook.
  std::string other = kOrders;
  other.replace(other.find("4.414"), 5, "4.415");
  writeRules(folder, other);
  const Rulebook again = modelsRulebook(folder);
  CHECK(again.hash() != rules.hash());
}

}  // namespace regard
