// `regard lift`, as a user meets it.

#include <catch2/catch.hpp>
#include <string>

#include "tests/unit/cli/shop.h"

namespace regard::tests {
namespace {

using Catch::Contains;

/// Forty customers, half of whom bought on.
struct Trying : Shop {
  Trying() {
    write("rules/trying.regard", R"(outcomes { accepted yes, declined no }
event bought { price : money }
experiment tone { plain 50%, warm 30%, cool 20% } measure accepted within 28 days
)");
    std::string rules = read("rules/shop.regard");
    rules.replace(rules.find("keep 2"), 6, "keep 2  hold out 40% of sales as without");
    write("rules/shop.regard", rules);
    std::string customers = "Customer,Tenure\n", bought = "customer_id,at,price\n";
    for (int i = 0; i < 40; ++i) {
      const std::string id = "k" + std::to_string(i);
      customers += id + ",30\n";
      if (i % 2 == 0) bought += id + ",2026-03-05T10:00Z,£" + std::to_string(20 + i) + "\n";
    }
    write("more.csv", customers);
    write("bought.csv", bought);
    CHECK(regard({"import", path("store"), path("more.csv"), "--rules", path("rules")}).code == 0);
    CHECK(regard({"import", path("store"), path("bought.csv"), "--events", "bought", "--rules", path("rules")}).code ==
          0);
  }
  Ran lift(std::vector<std::string> more, bool withRules = true) const {
    more.insert(more.begin(), {"lift", path("store")});
    if (withRules) more.insert(more.end(), {"--rules", path("rules")});
    return regard(more);
  }
};

TEST_CASE("what a hold-out brought is shown, taken out and explained", "[cli]") {
  const Trying shop;
  const std::vector<std::string> asked{"without",    "--of",  "bought",     "--since",
                                       "2026-03-01", "--now", "2026-06-01", "--everyone"};
  const auto with = [&asked](std::vector<std::string> more) {
    more.insert(more.begin(), asked.begin(), asked.end());
    return more;
  };
  const Ran shown = shop.lift(with({"--spend", "price"}));
  INFO(shown.out << shown.err);
  CHECK(shown.code == 0);
  CHECK_THAT(shown.out, Contains("without: bought within 28 days of 2026-03-01\n40 customers; each counts once\n") &&
                            Contains("held out (control)") && Contains("others over held out: ") &&
                            Contains("95% between") && Contains("mean price"));
  const auto json = parsed(shop.lift(with({"--json", "--confidence", "90"})));
  CHECK(json["kind"] == "hold_out");
  CHECK(json["confidence"].get<double>() == Approx(0.9));
  REQUIRE(json["arms"].size() == 2);
  CHECK(json["arms"][0]["customers"].get<int>() + json["arms"][1]["customers"].get<int>() == 40);
  CHECK(json["arms"][0]["did"].get<int>() + json["arms"][1]["did"].get<int>() == 20);
  CHECK(json["arms"][0]["rates"] == nullptr);
  CHECK(json["arms"][1]["rates"]["difference"]["low"].get<double>() <
        json["arms"][1]["rates"]["difference"]["high"].get<double>());
  const std::string table = shop.lift(with({"--spend", "price", "--export", "-"})).out;
  CHECK_THAT(table, Contains("customer,arm,since,did,amount\r\n") && Contains("yes,22.00\r\n") &&
                        Contains(",2026-03-01T00:00:00Z,no,0.00\r\n"));
  CHECK(shop.lift(with({"--export", shop.path("arms.csv")})).out.empty());
  CHECK_THAT(shop.read("arms.csv"), Contains("k0,"));
}

TEST_CASE("what was tried nowhere says so, and what is asked wrongly is told", "[cli]") {
  const Trying shop;
  const Ran nobody = shop.lift({"tone"});
  CHECK(nobody.code == 0);
  CHECK_THAT(nobody.out, Contains("tone: accepted within 28 days of the first decision\nNobody to compare yet\n"));
  CHECK(shop.lift({"tonne"}).code == 2);
  CHECK_THAT(shop.lift({}).err, Contains("which one? There are tone, without"));
  CHECK_THAT(shop.lift({"without"}).err, Contains("say which event"));
  CHECK_THAT(shop.lift({"tone"}, false).err, Contains("by which rules? Add --rules PATH"));
  CHECK_THAT(shop.lift({"tone", "--confidence", "100"}).err, Contains("from 50 to 99.99"));
  CHECK_THAT(shop.lift({"tone", "--export", "-", "--json"}).err, Contains("choose one"));
  // Three arms: each of two comparisons at 97.5%.
  const Ran three = shop.lift({"tone", "--of", "bought", "--everyone", "--since", "2026-03-01", "--now", "2026-06-01"});
  INFO(three.out);
  CHECK_THAT(three.out, Contains("warm over plain: ") && Contains("cool over plain: ") &&
                            Contains("Each comparison lies there by 97.5%, so that all of them do by 95%"));
}

}  // namespace
}  // namespace regard::tests
