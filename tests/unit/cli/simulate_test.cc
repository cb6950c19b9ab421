// Everybody at once on the command line: a report, JSON, CSV, and a change of rules.

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/cli/shop.h"

namespace regard::tests {
namespace {

struct Simulated : Shop {
  Simulated() { CHECK(import().code == 0); }
  Ran simulate(std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {"simulate", path("store"), "--rules",   path("rules"),
                                      "--now",    "2026-03-02",  "--request", "channel=call"};
    words.insert(words.end(), more.begin(), more.end());
    return regard(words);
  }
};

TEST_CASE("simulate tells what rules do to everybody", "[cli]") {
  const Simulated shop;
  const Ran plain = shop.simulate();
  CAPTURE(plain.out, plain.err);
  CHECK(plain.code == 0);
  CHECK(holds(plain.out, "shop decides for "));
  CHECK(holds(plain.out, "thank_you"));
  CHECK(holds(plain.out, "eligible "));

  const auto json = parsed(shop.simulate({"--json", "--threads", "3"}));
  std::uint64_t offers = 0;
  for (const auto& action : json["actions"]) {
    std::uint64_t all = action["offered"].get<std::uint64_t>();
    offers += all;
    for (const auto& [stage, count] : action["dropped"].items()) all += count.get<std::uint64_t>();
    CHECK(all == json["customers"].get<std::uint64_t>());
  }

  CHECK(shop.simulate({"--csv", shop.path("offers.csv")}).code == 0);
  const std::string csv = shop.read("offers.csv");
  CHECK(csv.starts_with("customer,rank,action,channel,priority,value,propensity\n"));
  CHECK(static_cast<std::uint64_t>(std::count(csv.begin(), csv.end(), '\n')) == offers + 1);
  CHECK(holds(csv, "c-1,1,upgrade,call,"));
}

TEST_CASE("simulate --against tells what a change of rules does", "[cli]") {
  const Simulated shop;
  std::string changed = kShopRules;
  changed.replace(changed.find("tenure >= 24"), std::string("tenure >= 24").size(), "tenure >= 500");
  shop.write("new.regard", changed);
  const std::vector<std::string> words = {"simulate",  shop.path("store"), "--rules",   shop.path("new.regard"),
                                          "--against", shop.path("rules"), "--request", "channel=call",
                                          "--csv",     shop.path("c.csv")};
  const Ran plain = shop.regard(words);
  CAPTURE(plain.out, plain.err);
  CHECK(plain.code == 0);
  CHECK(holds(plain.out, "shop after against shop before"));
  CHECK(holds(plain.out, "thank_you"));
  CHECK(shop.read("c.csv").starts_with("customer,before,after\n"));
  CHECK(holds(shop.read("c.csv"), "c-1,upgrade thank_you,upgrade\n"));

  auto asJson = words;
  asJson.emplace_back("--json");
  const auto json = parsed(shop.regard(asJson));
  CHECK(json["changed"].get<int>() > 0);
  for (const auto& action : json["actions"])
    if (action["action"] == "thank_you") CHECK(action["lost"] == action["before"]);
}

TEST_CASE("simulate says what is wrong with a question", "[cli]") {
  const Simulated shop;
  CHECK(shop.simulate({"--top", "0"}).code == 2);
  CHECK(shop.simulate({"--threads", "many"}).code == 2);
  CHECK(shop.simulate({"--set", "spnd=£4"}).code == 2);
  CHECK(shop.simulate({"--csv", shop.path("no/such/folder.csv")}).code == 4);
  CHECK(shop.regard({"simulate", shop.path("nowhere"), "--rules", shop.path("rules")}).code == 3);
  CHECK(shop.regard({"simulate", shop.path("store")}).code == 2);
}

}  // namespace
}  // namespace regard::tests
