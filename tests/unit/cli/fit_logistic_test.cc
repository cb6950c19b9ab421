// `regard fit logistic`: from a file of customers to a model that rules ask.

#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <iostream>

#include "tests/unit/cli/shop.h"

namespace regard::tests {
namespace {

using Catch::Contains;

constexpr const char* kRules = R"(
rulebook telco { currency USD }
choice channel { call }
issues { retention }
profile customer {
  key customer_id : text
  tenure          : number
  contract        : one of { month_to_month, one_year, two_year }
  monthly_charges : money
}
model churn = logistic from "models/churn.json"
formula leaves = churn.probability()
action stay { issue retention  suitable when leaves >= 40%  treatment call {} }
)";

TEST_CASE("a formula is fitted, written down and asked", "[cli]") {
  const Shop shop;
  std::string text = "id,tenure,Contract,MonthlyCharges,Churn\n";
  const auto add = [&text](const char* cells, int did, int didNot) {
    for (int i = 0; i < did + didNot; ++i) text += std::string("x,") + cells + (i < did ? ",Yes\n" : ",No\n");
  };
  add("1,Month-to-month,30", 60, 40);
  add("40,Month-to-month,80", 30, 70);
  add("10,One year,50", 10, 40);
  add("60,One year,20", 3, 47);
  add("70,Two year,90", 2, 38);
  shop.write("people.csv", text + "x,3,Month-to-month,,Yes\nx,3,One year,20,perhaps\n");
  std::filesystem::create_directories(shop.path("stay/models"));
  shop.write("stay/rules.regard", kRules);
  const auto found =
      parsed(shop.regard({"fit", "logistic", shop.path("people.csv"), "--outcome", "Churn", "--terms",
                          "tenure,Contract,MonthlyCharges", "-o", shop.path("stay/models/churn.json"), "--json"}));
  CHECK(found["customers"] == 340);
  CHECK(found["data"]["came_true"] == 105);
  CHECK(found["left_out"] == 2);
  REQUIRE(found["terms"].size() == 4);
  CHECK(found["terms"][1]["of"] == "contract = one_year");
  CHECK(found["bases"][0] == "contract = month_to_month");

  // The formula by hand, of one customer.
  double sum = found["intercept"];
  const double values[] = {40, 0, 0, 80};
  for (std::size_t i = 0; i < 4; ++i) sum += found["terms"][i]["weight"].get<double>() * values[i];
  const std::string percent = fmt::format("{:.4f}%", 100 / (1 + std::exp(-sum)));
  shop.write("stay/tests.regard",
             "test \"as by hand\" { customer { tenure 40, contract month_to_month, monthly_charges $80 } "
             "expect leaves = " +
                 percent +
                 " }\n"
                 "test \"nobody knows\" { customer { tenure 40 } expect leaves is unknown }\n");
  const Ran ran = shop.regard({"test", shop.path("stay")});
  INFO(ran.out << ran.err);
  CHECK(ran.code == 0);
}

TEST_CASE("what a formula cannot be fitted on is said", "[cli]") {
  const Shop shop;
  shop.write("people.csv", "id,visits,same,Churn\na,1,7,Yes\nb,2,7,No\nc,3,7,No\nd,4,7,Yes\n");
  const auto fault = [&](const std::string& outcome, const std::string& terms) {
    const Ran ran = shop.regard({"fit", "logistic", shop.path("people.csv"), "--outcome", outcome, "--terms", terms});
    CHECK(ran.code != 0);
    return ran.err;
  };
  CHECK_THAT(fault("Churn", "visits,same"), Contains("`same` is the same for all 4 customers"));
  CHECK_THAT(fault("Churn", "visit"), Contains("has no column `visit`: did you mean `visits`?"));
  CHECK_THAT(fault("visits", "same"), Contains("there are no customers to fit on") || Contains("did"));
  CHECK_THAT(fault("Churn", ""), Contains("Add --outcome COLUMN --terms A,B"));
}

TEST_CASE("of the telco data what another program finds is found", "[cli]") {
  const auto path =
      std::filesystem::path(PROJECT_FOLDER) / ".." / "shared" / "data" / "telco" / "Telco-Customer-Churn.csv";
  if (!std::filesystem::exists(path)) {
    std::cout << "SKIPPED: " << path.filename() << " is not there\n";
    return;
  }
  const Shop shop;
  const auto found = parsed(shop.regard(
      {"fit", "logistic", path.string(), "--outcome", "Churn", "--terms", "tenure,Contract,MonthlyCharges", "--json"}));
  // By Newton's method in numpy on the same columns.
  CHECK(found["log_likelihood"].get<double>() == Approx(-3072.938829).margin(1e-5));
  CHECK(found["auc"].get<double>() == Approx(0.827113766).margin(1e-8));
  CHECK(found["intercept"].get<double>() == Approx(-1.6027094).margin(1e-6));
  const double weights[] = {-0.03572872, -1.06246344, -2.02261472, 0.02861746};
  const double errors[] = {0.00204064, 0.10053567, 0.16613865, 0.00134942};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(found["terms"][i]["weight"].get<double>() == Approx(weights[i]).margin(1e-7));
    CHECK(found["terms"][i]["standard_error"].get<double>() == Approx(errors[i]).epsilon(1e-5));
  }
}

}  // namespace
}  // namespace regard::tests
