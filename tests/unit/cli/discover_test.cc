// `regard discover`: from a store to a ladder that compiles, and what cannot be clustered.

#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "tests/unit/cli/shop.h"
#include "tests/unit/cluster/iris.h"

namespace regard::tests {
namespace {

using Catch::Contains;

constexpr const char* kFlowers = R"(rulebook garden { currency GBP }
profile customer {
  key flower   : text
  sepal_length : number
  sepal_width  : number
  petal_length : number
  petal_width  : number
  price        : money
  bought       : date
  kept         : duration
  potted       : flag
  colour       : one of { red, blue }
  buyer        : text private
  same         : number
}
issues { care }
choice channel { shop }
action water { issue care  treatment shop {} }
)";

/// The irises as customers of a store.
struct Garden {
  Shop shop;
  Garden() {
    std::filesystem::create_directories(shop.path("garden"));
    shop.write("garden/garden.regard", kFlowers);
    std::string rows =
        "flower,sepal_length,sepal_width,petal_length,petal_width,price,bought,kept,potted,colour,buyer,same\n";
    for (std::size_t i = 0; i < kIris.size(); ++i) {
      const auto& f = kIris[i];
      rows += fmt::format("f{},{},{},{},{},{:.2f},2026-01-{:02},{} days,{},red,ann,7\n", i, f[0], f[1], f[2], f[3],
                          f[2] * 2.5, 1 + i % 28, 10 * (i / 50) + i % 7, i < 50 ? "yes" : "no");
    }
    rows += "unknown,,,,,,,,,,,\n";
    shop.write("flowers.csv", rows);
    const Ran ran =
        shop.regard({"import", shop.path("flowers"), shop.path("flowers.csv"), "--rules", shop.path("garden")});
    INFO(ran.err);
    REQUIRE(ran.code == 0);
  }
  Ran discover(const std::vector<std::string>& more) const {
    std::vector<std::string> words{"discover", shop.path("flowers")};
    words.insert(words.end(), more.begin(), more.end());
    return shop.regard(words);
  }
  std::string fault(const std::vector<std::string>& more) const {
    const Ran ran = discover(more);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    return ran.err;
  }
};

const std::string kLengths = "sepal_length,sepal_width,petal_length,petal_width";

TEST_CASE("clusters of a store are found, told and written as rules that compile", "[cli]") {
  const Garden garden;
  const std::vector<std::string> three{"--by", kLengths, "--k", "3", "--name", "kinds", "--json"};
  const auto found = parsed(garden.discover(three));
  CHECK(found["customers"] == 151);
  CHECK(found["left_out"] == 1);
  CHECK(found["within_ss"].get<double>() == Approx(139.820496).margin(1e-6));  // the known optimum
  CHECK(found["explained"].get<double>() == Approx(1 - 139.820496 / 600).margin(1e-6));
  CHECK(found["silhouettes"][0]["mean"].get<double>() == Approx(0.459948).margin(1e-6));
  REQUIRE(found["clusters"].size() == 3);
  CHECK(found["clusters"][1]["customers"] == 50);
  CHECK(found["clusters"][1]["name"] == "low_petal_length");
  CHECK(found["ladder_fidelity"].get<double>() > 0.95);
  CHECK(parsed(garden.discover(three))["ladder"] == found["ladder"]);

  const std::string ladder = garden.shop.path("garden/kinds.regard");
  const Ran ran = garden.discover({"--by", kLengths, "--k", "3", "--name", "kinds", "-o", ladder});
  INFO(ran.err);
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, Contains("3 clusters of 150 customers") && Contains("on the rung of their cluster"));
  CHECK(garden.shop.read("garden/kinds.regard") == found["ladder"].get<std::string>());
  CHECK(garden.shop.regard({"check", garden.shop.path("garden")}).code == 0);
  CHECK(garden.shop.regard({"fmt", garden.shop.path("garden/kinds.regard"), "--check"}).code == 0);
  CHECK_THAT(garden.fault({"--by", kLengths, "-o", ladder}), Contains("is there already; --force writes over it"));
}

TEST_CASE("amounts, dates, lengths of time and flags are clustered in their own units", "[cli]") {
  const Garden garden;
  garden.discover(
      {"--by", "price,kept,potted,bought", "--name", "kinds", "-o", garden.shop.path("garden/kinds.regard")});
  const std::string ladder = garden.shop.read("garden/kinds.regard");
  INFO(ladder);
  CHECK_THAT(ladder, Contains("£") && Contains("days"));
  const Ran ran = garden.shop.regard({"check", garden.shop.path("garden")});
  INFO(ran.out << ran.err);
  CHECK(ran.code == 0);
}

TEST_CASE("of many customers some are drawn, the same with the same seed", "[cli]") {
  const Garden garden;
  const auto drawn = [&](const std::string& seed) {
    return parsed(garden.discover({"--by", kLengths, "--sample", "60", "--seed", seed, "--json"}));
  };
  auto first = drawn("1");
  CHECK(first["clustered"] == 60);
  CHECK(first["customers"] == 151);
  auto again = drawn("1");
  first.erase("seconds");
  again.erase("seconds");
  CHECK(first == again);
  CHECK(first["attributes"] != drawn("2")["attributes"]);
}

TEST_CASE("what cannot be clustered is said", "[cli]") {
  const Garden garden;
  CHECK_THAT(garden.fault({}), Contains("which attributes? There are sepal_length, sepal_width"));
  CHECK_THAT(garden.fault({"--by", "sepal"}), Contains("customers have no attribute `sepal`"));
  CHECK_THAT(garden.fault({"--by", "colour"}), Contains("`colour` is a choice: clusters are of numbers"));
  CHECK_THAT(garden.fault({"--by", "flower"}), Contains("`flower` is the key, a text"));
  CHECK_THAT(garden.fault({"--by", "buyer"}), Contains("`buyer` is private"));
  CHECK_THAT(garden.fault({"--by", "same,price"}), Contains("`same` is the same for all 150 customers"));
  CHECK_THAT(garden.fault({"--by", "price,price"}), Contains("`price` is there twice"));
  CHECK_THAT(garden.fault({"--by", "potted", "--k", "3"}),
             Contains("3 clusters cannot be made of customers who are of 2 kinds"));
  CHECK_THAT(garden.fault({"--by", "price", "--k", "1"}), Contains("`--k 1` should be a whole number from 2 up"));
  CHECK_THAT(garden.fault({"--by", "price", "--name", "9"}), Contains("should be a name of the language"));
  CHECK(garden.shop.regard({"discover", garden.shop.path("nowhere"), "--by", "price"}).code == 3);
  garden.shop.write("one.csv", "flower,price\na,\nb,\n");
  REQUIRE(garden.shop
              .regard({"import", garden.shop.path("empty"), garden.shop.path("one.csv"), "--rules",
                       garden.shop.path("garden")})
              .code == 0);
  CHECK_THAT(garden.shop.regard({"discover", garden.shop.path("empty"), "--by", "price"}).err,
             Contains("`price` is unknown of 2 of 2 customers"));
}

}  // namespace
}  // namespace regard::tests
