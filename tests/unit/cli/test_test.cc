// `regard test` beyond the tests that stand in rules: --coverage, and tables of cases.

#include <catch2/catch.hpp>

#include "tests/unit/cli/shop.h"

namespace regard::tests {

TEST_CASE("coverage is told, and does not change the exit code by itself", "[cli]") {
  const Shop shop;
  const std::string rules = shop.path("rules");
  const Ran plain = shop.regard({"test", rules}), with = shop.regard({"test", rules, "--coverage"});
  CAPTURE(with.out, with.err);
  CHECK(with.code == 0);
  REQUIRE(with.out.starts_with(plain.out));
  CHECK(with.out.substr(plain.out.size()) == R"(
Coverage 53.3%: 8 of 15 outcomes of 5 conditions were seen
  true     100%  5 of 5
  false    60%   3 of 5
  unknown  0%    0 of 5

shop.regard
  19  segment   loyal      tenure >= 24                   never unknown
  23  eligible  thank_you  loyal                          never unknown
  26  lever     thank_you  weight +50% when spend >= £40  never false, unknown
  32  eligible  upgrade    arrears = £0                   never unknown
  33  suitable  upgrade    not vulnerable                 never false, unknown
)");

  const auto document = parsed(shop.regard({"test", rules, "--coverage", "--json"}));
  CHECK(document["passed"] == 2);
  CHECK(document["coverage"]["all"]["possible"] == 15);
  const auto& condition = document["coverage"]["conditions"][4];
  CHECK(condition["kind"] == "suitable");
  CHECK(condition["path"] == "shop.regard");
  CHECK(condition["line"] == 33);
  CHECK(condition["seen"] == std::vector<std::string>{"true"});
  CHECK(condition["never"] == std::vector<std::string>{"false", "unknown"});
  CHECK_FALSE(parsed(shop.regard({"test", rules, "--json"})).contains("coverage"));
}

TEST_CASE("a least coverage is a gate", "[cli]") {
  const Shop shop;
  const std::string rules = shop.path("rules");
  CHECK(shop.regard({"test", rules, "--coverage-min", "40"}).code == 0);
  CHECK(holds(shop.regard({"test", rules, "--coverage-min=40%"}).out, "Coverage "));
  const Ran low = shop.regard({"test", rules, "--coverage-min", "99.5"});
  CHECK(low.code == 1);
  CHECK(holds(low.err, "less than 99.5%"));
  for (const char* wrong : {"x", "", "101", "-1", "50 %", "nan"}) {
    CAPTURE(wrong);
    CHECK(shop.regard({"test", rules, std::string("--coverage-min=") + wrong}).code == 2);
  }
  CHECK(shop.regard({"test", rules, "loyal", "--coverage"}).code == 2);
}

TEST_CASE("tests from a table, in the folder and beside it", "[cli]") {
  const Shop shop;
  const std::string rules = shop.path("rules"), table = shop.path("march.csv");
  shop.write("rules/loyal.cases.csv",
             "test,tenure,spend,request.channel,first\n\"loyal, and more\",30,£42,call,thank_you\n");
  const Ran fine = shop.regard({"test", rules});
  CHECK(fine.code == 0);
  CHECK(holds(fine.out, "✓ loyal, and more\n"));
  CHECK(holds(fine.out, "3 passed, 0 failed\n"));
  CHECK(holds(shop.regard({"check", rules}).out, "3 tests"));

  shop.write("march.csv", "test;tenure;offered;= margin\nnew;3;thank_you;\n");
  const Ran failing = shop.regard({"test", rules, "--cases", table, "new"});
  CHECK(failing.code == 1);
  CAPTURE(failing.out);
  CHECK(failing.out == "✗ new\n    " + table + R"(:2:7
      expected  thank_you offered
      found     thank_you withheld by eligible
      because   loyal: tenure = 3, needs at least 24 (shop.regard:23)
0 passed, 1 failed
)");
  const auto failure =
      parsed(shop.regard({"test", rules, "--cases", table, "new", "--json"}))["tests"][0]["failures"][0];
  CHECK(failure["expectation"] == "expect thank_you offered");
  CHECK(failure["column"] == 7);

  shop.write("march.csv", "test;tenur;offered\nnew;3;thank_you\n");
  const Ran faulty = shop.regard({"test", rules, "--cases", table});
  CHECK(faulty.code == 1);
  CHECK(holds(faulty.err, "march.csv:1:6: error: a customer has no field `tenur` [E0501]"));
  CHECK(shop.regard({"test", rules, "--cases", shop.path("none.csv")}).code == 3);

  CHECK(shop.regard({"build", rules, "-o", shop.path("shop.bundle")}).code == 0);
  CHECK(holds(shop.regard({"test", shop.path("shop.bundle")}).out, "3 passed"));
  CHECK(shop.regard({"test", shop.path("shop.bundle"), "--cases", table}).code == 2);
}

}  // namespace regard::tests
