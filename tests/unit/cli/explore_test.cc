// Exploration on the command line: a seed, what is said of chance, and what stands beside a decision in its log.

#include <catch2/catch.hpp>
#include <sstream>

#include "tests/unit/cli/shop.h"

namespace regard::tests {
namespace {

using Catch::Contains;

struct Exploring : Shop {
  Exploring() {
    write("rules/learning.regard", R"(outcomes { accepted yes, declined no }
action more "More of it" { issue sales  propensity learned by loyal prior 10% from 4 answers  benefit £400 }
action less "Less of it" { issue sales  propensity learned by loyal prior 11% from 40 answers  benefit £400 }
)");
    std::string rules = read("rules/shop.regard");
    rules.insert(rules.find("keep 2 }"), "explore thompson  ");
    write("rules/shop.regard", rules);
    CHECK(import().code == 0);
  }
  nlohmann::json decided(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"--log", "--json"});
    return parsed(decide("c-1", more));
  }
  Ran log(std::vector<std::string> more) const {
    more.insert(more.begin(), {"log", path("store")});
    return regard(more);
  }
};

TEST_CASE("a seed decides what chance does, and one is drawn where none is given", "[cli]") {
  const Exploring shop;
  const auto one = shop.decided({"--seed", "7"}), again = shop.decided({"--seed", "7"});
  CHECK(one["seed"] == 7);
  CHECK(one["offered"] == again["offered"]);
  const auto drawn = shop.decided(), other = shop.decided();
  CHECK(drawn["seed"] != other["seed"]);
  CHECK(shop.decided({"--seed", drawn["seed"].dump()})["offered"] == drawn["offered"]);
  const auto learned = one["offered"][0]["learned"];
  CHECK(learned["drawn"] == true);
  CHECK(learned["of"].get<double>() > 3);
  CHECK_THAT(shop.decide("c-1", {"--seed", "7"}).out, Contains(" was drawn, 1") && Contains(" is learned: "));
  CHECK_THAT(shop.decide("c-1", {"--seed", "7", "--why", "more"}).out,
             Contains("passed by exploration: without, it ranks 2nd"));
  CHECK(parsed(shop.regard({"replay", shop.path("store"), "--all", "--json"}))["same"] == 5);
  CHECK(shop.decide("c-1", {"--seed", "x"}).code == 2);
}

TEST_CASE("the log says how probable each place was, and what came of it", "[cli]") {
  const Exploring shop;
  const auto decided = shop.decided({"--seed", "7"});
  const std::string id = decided["id"], action = decided["offered"][0]["action"];
  std::string told;
  for (const char* outcome : {"presented", "accepted"})
    told = shop.regard({"outcome", shop.path("store"), id, action, outcome, "45.00"}).err + told;
  CHECK(told == "");
  const auto line = nlohmann::json::parse(shop.log({"--format", "ndjson"}).out);
  const auto selection = line["selection"];
  CHECK(selection["method"] == "quadrature");
  CHECK(selection["draws"] == nullptr);
  REQUIRE(selection["places"].size() == 2);
  for (const auto& place : selection["places"]) {
    double sum = 0;
    for (const auto& chance : place) sum += chance.get<double>();
    CHECK(sum == Approx(1).margin(1e-6));
  }
  CHECK(line["offered"][0]["selection_probability"] == selection["places"][0][action]);
  CHECK(line["offered"][0]["selection_error"] == 0);
  REQUIRE(line["outcomes"].size() == 2);
  CHECK(line["outcomes"][0]["outcome"] == "accepted");
  CHECK(line["outcomes"][0]["amount"] == "45.00");
  CHECK(line["outcomes"][0]["by_silence"] == false);
  CHECK_THAT(shop.log({"--format", "csv"}).out, Contains(",quadrature,accepted £45.00; presented £45.00\r\n"));
  CHECK_THAT(shop.log({}).out, Contains(action + " accepted £45.00; presented £45.00"));
  CHECK_THAT(shop.log({id}).out, Contains("What came of it") && Contains("accepted £45.00"));
  CHECK(parsed(shop.log({id, "--json"}))["outcomes"].size() == 2);
}

}  // namespace
}  // namespace regard::tests
