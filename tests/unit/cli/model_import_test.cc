// `regard model import`: from what another library saved to a model that rules ask, in-line and in bulk.

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "tests/unit/cli/shop.h"

namespace regard::tests {
namespace {

using Catch::Contains;

const std::string kTrees = std::string(PROJECT_FOLDER) + "/tests/data/trees/";

constexpr const char* kRules = R"(
rulebook leaving { currency GBP }
choice channel { call }
issues { sales }
profile customer {
  key customer    : text
  visits          : number
  monthly_charges : number
  tenure          : number
  region          : number
}
request { channel : channel }
model churn = trees from "models/churn.json"
action stay { issue sales  value £100 * churn.probability()  treatment call {} }
arbitrate { rank by value }
)";

/// Customer and prediction of one model.
std::map<std::string, double> predictionsOf(const std::string& model) {
  std::map<std::string, double> out;
  std::ifstream in(kTrees + "predictions.csv");
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(model + ",")) continue;
    const std::size_t customer = line.find(',') + 1, sum = line.find(',', customer) + 1;
    out[line.substr(customer, sum - 1 - customer)] = std::stod(line.substr(line.find(',', sum) + 1));
  }
  return out;
}

TEST_CASE("trees are imported, asked by rules and decided by, alone and in bulk", "[cli]") {
  const Shop shop;
  std::filesystem::create_directories(shop.path("book/models"));
  const auto told = parsed(shop.regard(
      {"model", "import", kTrees + "lightgbm_binary.txt", "-o", shop.path("book/models/churn.json"), "--json"}));
  CHECK(told["answer"] == "probability");
  CHECK(told["trees"] == 8);
  CHECK(told["data"]["objective"] == "binary sigmoid:0.7");
  CHECK(told["best_rounds"].is_null());
  shop.write("book/book.regard", kRules);
  const Ran imported =
      shop.regard({"import", shop.path("people"), kTrees + "customers.csv", "--rules", shop.path("book")});
  INFO(imported.err);
  REQUIRE(imported.code == 0);
  double sum = 0;
  const auto predictions = predictionsOf("lightgbm_binary.txt");
  REQUIRE(predictions.size() == 48);
  for (const auto& [customer, prediction] : predictions) {
    if (customer.size() > 1) continue;  // ten of them alone, and all in bulk
    const auto decided = parsed(shop.regard({"decide", shop.path("people"), customer, "--rules", shop.path("book"),
                                             "--request", "channel=call", "--json"}));
    CAPTURE(customer, decided.dump());
    CHECK(std::stod(decided["offered"][0]["value"].get<std::string>()) == Approx(100 * prediction).margin(1.01e-4));
  }
  for (const auto& [customer, prediction] : predictions) sum += 100 * prediction;
  const auto all = parsed(shop.regard(
      {"simulate", shop.path("people"), "--rules", shop.path("book"), "--request", "channel=call", "--json"}));
  CAPTURE(all.dump());
  CHECK(std::stod(all["value"].get<std::string>()) == Approx(sum).margin(48 * 1e-4));
}

TEST_CASE("nothing is written of trees that cannot be read", "[cli]") {
  const Shop shop;
  shop.write("model.json", "as it was");
  const Ran ran = shop.regard({"model", "import", shop.path("customers.csv"), "-o", shop.path("model.json")});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, Contains("neither a model of XGBoost, in JSON, nor one of LightGBM, in text"));
  CHECK(shop.read("model.json") == "as it was");
  CHECK(shop.regard({"model", "import", shop.path("nowhere.json")}).code == 3);
  CHECK_THAT(shop.regard({"model", "export", kTrees + "lightgbm_binary.txt"}).err, Contains("`import` reads one"));
  CHECK_THAT(shop.regard({"model", "import", kTrees + "lightgbm_binary.txt", "--rounds", "none"}).err,
             Contains("`--rounds none` should be a whole number from 1 up"));
}

}  // namespace
}  // namespace regard::tests
