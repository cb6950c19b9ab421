// `regard learned`, as a user meets it.

#include <catch2/catch.hpp>

#include "tests/unit/cli/shop.h"

namespace regard::tests {
namespace {

using Catch::Contains;

struct Learning : Shop {
  explicit Learning(const std::string& more = "") {
    write("rules/learning.regard", R"(outcomes { accepted yes, declined no }
action more "More of it" {
  issue sales
  propensity learned by loyal prior 10% from 20 answers )" +
                                       more +
                                       R"(
  benefit £40
  treatment call { script "Would you like more?" }
}
)");
    CHECK(import().code == 0);
  }
  Ran learned(std::vector<std::string> more, bool withRules = true) const {
    more.insert(more.begin(), {"learned", path("store")});
    if (withRules) more.insert(more.end(), {"--rules", path("rules")});
    return regard(more);
  }
};

TEST_CASE("what was learned is shown, moved and forgotten", "[cli]") {
  const Learning shop;
  CHECK(shop.learned({}).out == "No answers yet: every propensity is at its prior.\n");
  shop.write("in.csv",
             "action,cell,yes,answers,last\nmore,,9,40,2026-03-01\nmore,loyal = yes,8,20,2026-03-01\n"
             "more,loyal = no,1,20,2026-03-01\nold_one,,1,2,2026-03-01\n");
  CHECK(shop.learned({"--import", shop.path("in.csv")}, false).out == "Set 4 cells.\n");
  const Ran shown = shop.learned({});
  INFO(shown.out << shown.err);
  CHECK(shown.code == 0);
  CHECK_THAT(shown.out,
             Contains("more") && Contains("loyal = yes") && Contains("old_one") && Contains("not in these rules"));
  const auto cells = parsed(shop.learned({"--json", "--action", "more"}))["cells"];
  REQUIRE(cells.size() == 3);
  CHECK(cells[0]["cell"] == nullptr);
  CHECK(cells[0]["mean"].get<double>() == Approx(11.0 / 60).epsilon(1e-4));
  CHECK(cells[2]["cell"] == "loyal = yes");
  CHECK(cells[2]["lift"].get<double>() > 0.3);
  CHECK(cells[2]["low"].get<double>() < cells[2]["mean"].get<double>());
  CHECK_THAT(shop.learned({"--export", "-"}).out, Contains("more,loyal = yes,8,20,2026-03-01T00:00:00"));
  CHECK(shop.learned({"--forget", "more"}, false).out == "Forgot 3 cells of more.\n");
  CHECK(shop.learned({"--forget", "more"}, false).code == 3);
  CHECK_THAT(shop.learned({}, false).err, Contains("whose priors? Add --rules PATH"));
  CHECK_THAT(shop.learned({"--export", "-", "--forget", "more"}).err, Contains("one at a time"));
}

TEST_CASE("how far an action that is new reaches is told beside it", "[cli]") {
  const Learning shop("forgetting half in 90 days reaching 20% until 100 answers");
  shop.write("in.csv", "action,cell,yes,answers,last\nmore,,9,40,2026-03-01\n");
  CHECK(shop.learned({"--import", shop.path("in.csv")}, false).code == 0);
  CHECK_THAT(shop.learned({}).out, Contains("more, reaches 52.00% of customers so far\n"));
  const auto cell = parsed(shop.learned({"--json"}))["cells"][0];
  CHECK(cell["reach"].get<double>() == Approx(0.52).margin(1e-6));
  CHECK(cell["half_life_days"] == 180);  // what was brought in, until the first answer
}

}  // namespace
}  // namespace regard::tests
