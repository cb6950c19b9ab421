// SARIF 2.1.0, read back: what the format asks of every log, and that nothing of a diagnostic is lost.

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/cli/shop.h"

namespace regard::tests {
namespace {

using Json = nlohmann::json;

/// What must hold for any log of ours; returns its results.
Json resultsOf(const Json& log) {
  CHECK(log["version"] == "2.1.0");
  CHECK(log["$schema"].get<std::string>().find("sarif-schema-2.1.0.json") != std::string::npos);
  REQUIRE(log["runs"].size() == 1);
  const Json& run = log["runs"][0];
  CHECK(run["columnKind"] == "unicodeCodePoints");
  const Json& driver = run["tool"]["driver"];
  CHECK(driver["name"] == "regard");
  CHECK_FALSE(driver["version"].get<std::string>().empty());
  const Json& rules = driver["rules"];
  for (const Json& result : run["results"]) {
    CAPTURE(result.dump());
    CHECK(rules.at(result["ruleIndex"].get<std::size_t>())["id"] == result["ruleId"]);
    const std::string level = result["level"];
    CHECK((level == "error" || level == "warning"));
    CHECK_FALSE(result["message"]["text"].get<std::string>().empty());
    REQUIRE(result["locations"].size() == 1);
    const Json& place = result["locations"][0]["physicalLocation"];
    CHECK_FALSE(place["artifactLocation"]["uri"].get<std::string>().empty());
    CHECK(place["region"]["startLine"].get<int>() >= 1);
  }
  return run["results"];
}

const Json& resultFor(const Json& results, const std::string& rule) {
  const auto found = std::find_if(results.begin(), results.end(), [&](const Json& r) { return r["ruleId"] == rule; });
  REQUIRE(found != results.end());
  return *found;
}

TEST_CASE("check --sarif gives each fault with its story, region and notes", "[cli][sarif]") {
  const Shop shop;
  shop.write("rules/two words é.regard",
             "# é\nsegment poor when spend < £1 and spnd > £1\nsegment loyal when spend > £1\n");
  const Ran ran = shop.regard({"check", shop.path("rules"), "--sarif"});
  CHECK(ran.code == 1);
  const Json log = parsed(ran);
  const Json results = resultsOf(log);

  const Json& unknown = resultFor(results, "E0301");
  CHECK(unknown["level"] == "error");
  CHECK(unknown["message"]["text"] == "there is no `spnd`. Hint: did you mean `spend`?");
  const Json& place = unknown["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"]["uri"] == "file://" + shop.path("rules") + "/two%20words%20%C3%A9.regard");
  // Columns count code points, not bytes: `£` is one.
  const Json region = {{"startLine", 2},  {"startColumn", 34}, {"endLine", 2},
                       {"endColumn", 38}, {"byteOffset", 39},  {"byteLength", 4}};
  CHECK(place["region"] == region);

  const Json& taken = resultFor(results, "E0302");
  REQUIRE(taken["relatedLocations"].size() == 1);
  const Json& related = taken["relatedLocations"][0];
  CHECK(related["id"] == 1);
  CHECK_FALSE(related["message"]["text"].get<std::string>().empty());
  CHECK(related["physicalLocation"]["region"]["startLine"].get<int>() >= 1);

  std::vector<std::string> ids;
  for (const Json& rule : log["runs"][0]["tool"]["driver"]["rules"]) {
    ids.push_back(rule["id"]);
    const std::string code = rule["id"];
    const Json help = parsed(shop.regard({"help", code, "--json"}))[0];
    CHECK(rule["shortDescription"]["text"] == help["title"]);
    CHECK(rule["help"]["text"] == help["story"]);
    CHECK(help["story"].get<std::string>().starts_with(rule["fullDescription"]["text"].get<std::string>()));
    CHECK(rule["defaultConfiguration"]["level"] == help["severity"]);
  }
  CHECK(std::is_sorted(ids.begin(), ids.end()));
  CHECK(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
}

TEST_CASE("a log without faults is a log, and warnings alone are fine", "[cli][sarif]") {
  const Shop shop;
  const Ran fine = shop.regard({"check", shop.path("rules"), "--sarif"});
  CHECK(fine.code == 0);
  CHECK(resultsOf(parsed(fine)).empty());

  shop.write("rules/more.regard", "formula unused = £1\n");
  const Ran warned = shop.regard({"check", shop.path("rules"), "--sarif"});
  CHECK(warned.code == 0);
  CHECK(resultFor(resultsOf(parsed(warned)), "W0602")["level"] == "warning");
}

TEST_CASE("test --sarif gives each expectation that does not hold, or why nothing could be tested", "[cli][sarif]") {
  const Shop shop;
  CHECK(resultsOf(parsed(shop.regard({"test", shop.path("rules"), "--sarif"}))).empty());

  shop.write("rules/more.regard", "test \"wrong\" {\n  customer { tenure 3 }\n  expect thank_you offered\n}\n");
  const Ran failing = shop.regard({"test", shop.path("rules"), "--sarif"});
  CHECK(failing.code == 1);
  const Json results = resultsOf(parsed(failing));
  REQUIRE(results.size() == 1);
  CHECK(results[0]["ruleId"] == "test");
  CHECK(results[0]["message"]["text"].get<std::string>().starts_with("wrong: expected thank_you offered"));
  const Json& place = results[0]["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"]["uri"] == "file://" + shop.path("rules/more.regard"));
  CHECK(place["region"]["startLine"] == 3);
  CHECK(place["region"]["startColumn"] == 3);
  REQUIRE_FALSE(results[0]["relatedLocations"].empty());
  CHECK(results[0]["relatedLocations"][0]["message"]["text"].get<std::string>().find("tenure = 3") !=
        std::string::npos);
  CHECK(resultsOf(parsed(shop.regard({"test", shop.path("rules/shop.regard"), "--sarif"}))).empty());

  shop.write("rules/more.regard", "segment rich when spnd > £1\n");
  const Ran refused = shop.regard({"test", shop.path("rules"), "--sarif"});
  CHECK(refused.code == 1);
  CHECK(resultFor(resultsOf(parsed(refused)), "E0301")["level"] == "error");
}

TEST_CASE("two formats at once are refused", "[cli][sarif]") {
  const Shop shop;
  for (const char* command : {"check", "test"}) {
    const Ran ran = shop.regard({command, shop.path("rules"), "--sarif", "--json"});
    CHECK(ran.code == 2);
    CHECK(holds(ran.err, "choose one"));
  }
}

}  // namespace
}  // namespace regard::tests
