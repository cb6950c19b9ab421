// `regard fit` on logs whose parameters are known, and on logs that have none.

#include <catch2/catch.hpp>

#include "tests/unit/cli/shop.h"

namespace regard::tests {
namespace {

using Catch::Contains;

/// A folder with orders.csv: 4,000 customers with r 0.8, alpha 6, a 0.9, b 2.5 and p 6.25, q 3.74, v 15.44.
struct Orders : Shop {
  explicit Orders(const std::string& count = "4000") {
    CHECK(runProgram({REGARD_ORDERS_DATA, "--count", count, "--seed", "7", "-o", path("orders.csv")}).code == 0);
  }
  Ran fit(std::vector<std::string> more, const std::string& model = "bg_nbd",
          const std::string& file = "orders.csv") const {
    std::vector<std::string> words{"fit", model, path(file)};
    words.insert(words.end(), more.begin(), more.end());
    return regard(words);
  }
};

const std::vector<std::string> kColumns{"--customer", "customer_id", "--at", "bought_on"};

std::vector<std::string> with(std::vector<std::string> more) {
  more.insert(more.begin(), kColumns.begin(), kColumns.end());
  return more;
}

TEST_CASE("what made a log is found in it again", "[cli]") {
  const Orders orders;
  const Ran ran = orders.fit(with({"--spend", "value", "--currency", "GBP", "--until", "2024-12-31", "-o",
                                   orders.path("model.json"), "--report", orders.path("report.html"), "--json"}));
  INFO(ran.err);
  const auto found = parsed(ran);
  const auto isNear = [](const nlohmann::json& part, const char* name, double truth) {
    CAPTURE(name, part["parameters"][name], part["standard_errors"][name]);
    CHECK(std::abs(part["parameters"][name].get<double>() - truth) < 3 * part["standard_errors"][name].get<double>());
    CHECK(part["standard_errors"][name].get<double>() < 0.35 * truth);
  };
  isNear(found, "r", 0.8);
  isNear(found, "alpha", 6);
  isNear(found, "a", 0.9);
  isNear(found, "b", 2.5);
  isNear(found["spend"], "p", 6.25);
  isNear(found["spend"], "q", 3.74);
  isNear(found["spend"], "v", 15.44);
  CHECK(found["customers"] == 4000);
  CHECK(found["data"]["until"] == "2024-12-31");
  CHECK(found["left_out"] == 0);
  // Held out half a year: what was expected came.
  const double came = found["holdout"]["purchases"], expected = found["holdout"]["expected"];
  CHECK(came > 500);
  CHECK(expected == Approx(came).epsilon(0.08));
  double customers = 0;
  for (const auto& one : found["frequencies"]) customers += one["expected"].get<double>();
  CHECK(customers == Approx(4000).epsilon(1e-6));

  const auto file = nlohmann::json::parse(orders.read("model.json"));
  CHECK(file["format"] == "regard model 1");
  CHECK(file["parameters"] == found["parameters"]);
  CHECK(file["spend"]["currency"] == "GBP");
  const std::string page = orders.read("report.html");
  CHECK_THAT(page,
             Contains("<svg") && Contains("Customers by repeat purchases") && Contains("Purchases after 2024-12-31"));
  CHECK_THAT(page, !Contains("http://") && !Contains("https://") && !Contains("<script"));
}

TEST_CASE("the same log gives the same model file, whatever its order and its columns' names", "[cli]") {
  const Orders orders("800");
  CHECK(orders.fit(with({"-o", orders.path("a.json")})).code == 0);
  std::string text = orders.read("orders.csv");
  text.erase(0, text.find('\n') + 1);
  std::string reversed;  // without a header, the last row first
  while (!text.empty()) {
    const std::size_t at = text.rfind('\n', text.size() - 2);
    reversed += text.substr(at == std::string::npos ? 0 : at + 1);
    text.resize(at == std::string::npos ? 0 : at + 1);
  }
  orders.write("turned.csv", reversed);
  const Ran ran = orders.fit({"--customer", "1", "--at", "2", "-o", orders.path("b.json")}, "bg_nbd", "turned.csv");
  INFO(ran.err);
  CHECK(ran.code == 0);
  auto a = nlohmann::json::parse(orders.read("a.json")), b = nlohmann::json::parse(orders.read("b.json"));
  a["data"].erase("source");
  b["data"].erase("source");
  CHECK(a == b);
}

TEST_CASE("rows that a model cannot use are left out and told", "[cli]") {
  const Orders orders("800");
  const std::string good = orders.read("orders.csv");
  orders.write("more.csv", good + "C00001,2024-02-30,5\nC00001,2024-05-02,-5.00\nC00002,2999-01-01,5\n,2024-05-02,5\n");
  const std::vector<std::string> options = with({"--spend", "value", "--currency", "GBP", "--json"});
  const auto bad = parsed(orders.fit(options, "bg_nbd", "more.csv")), fine = parsed(orders.fit(options));
  CHECK(bad["left_out"] == 4);
  CHECK_THAT(bad["first_left_out"][1].get<std::string>(),
             Contains("-5.00 is less than nothing: a return is no purchase"));
  CHECK_THAT(bad["first_left_out"][2].get<std::string>(), Contains("2999-01-01 is still to come"));
  CHECK(bad["parameters"] == fine["parameters"]);
}

TEST_CASE("logs without an answer get a reason", "[cli]") {
  const Orders orders("10");
  orders.write("once.csv", "c,at\na,2024-01-01\nb,2024-01-02\n");
  orders.write("one.csv", "c,at\na,2024-01-01\na,2024-02-02\n");
  orders.write("returns.csv", "c,at,v\na,2024-01-01,-3\n");
  const auto errorOf = [&](const std::string& file, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"--customer", "c", "--at", "at"});
    const Ran ran = orders.fit(more, "bg_nbd", file);
    CHECK(ran.code == 2);
    return ran.err;
  };
  CHECK_THAT(errorOf("once.csv"), Contains("none of 2 customers bought a second time: bg_nbd needs repeat customers"));
  CHECK_THAT(errorOf("one.csv"), Contains("one customer says nothing of how customers differ"));
  CHECK_THAT(errorOf("returns.csv", {"--spend", "v", "--currency", "GBP"}),
             Contains("there are no customers to fit on (1 of 1 rows were left out: line 2: -3 is less than nothing"));
  CHECK_THAT(errorOf("once.csv", {"--spend", "v"}), Contains("needs a currency"));
  CHECK_THAT(errorOf("once.csv", {"--until", "2020-01-01"}), Contains("nobody had bought anything by 2020-01-01"));
  CHECK_THAT(errorOf("once.csv", {"--unit", "fortnight"}), Contains("there is no unit `fortnight`"));
  CHECK_THAT(orders.fit(with({}), "bgnbd").err, Contains("there is no model `bgnbd`: did you mean `bg_nbd`?"));
  CHECK_THAT(orders.fit({}, "bgnbd").err, Contains("there is no model `bgnbd`: did you mean `bg_nbd`?"));
  CHECK_THAT(orders.fit({"--customer", "customer", "--at", "bought_on"}).err,
             Contains("has no column `customer`: it has `customer_id`, `bought_on`, `value`"));
  CHECK_THAT(orders.fit({}).err, Contains("which columns say who bought, and when?"));
}

TEST_CASE("contracts are fitted from who stayed how long", "[cli]") {
  const Orders orders("10");
  std::string text = "tenure,Churn\n";  // Fader & Hardie 2007, the high-end cohort
  const int there[] = {1000, 869, 743, 653, 593, 551, 517, 491};
  for (int year = 1; year <= 7; ++year)
    for (int i = there[year]; i < there[year - 1]; ++i) text += std::to_string(year) + ",Yes\n";
  for (int i = 0; i < 491; ++i) text += "7,No\n";
  orders.write("contracts.csv", text + "0,Yes\n");
  const auto found = parsed(orders.fit({"--periods", "tenure", "--left", "Churn", "--json"}, "sbg", "contracts.csv"));
  CHECK(found["parameters"]["alpha"].get<double>() == Approx(0.668).margin(1e-3));
  CHECK(found["parameters"]["beta"].get<double>() == Approx(3.806).margin(2e-3));
  CHECK(found["left_out"] == 1);
  CHECK(found["survival"][6]["actual"].get<double>() == Approx(0.491));
}

TEST_CASE("a store's events are a log", "[cli]") {
  const Orders orders("800");
  orders.write("rules/events.regard", "event order \"Order\" { amount : money }\n");
  std::string people = "customer_id\n", events = orders.read("orders.csv");
  for (int i = 1; i <= 800; ++i) {
    std::string number = std::to_string(i);
    people += "C" + std::string(5 - number.size(), '0') + number + "\n";
  }
  orders.write("people.csv", people);
  const std::vector<std::string> rules{"--rules", orders.path("rules")};
  CHECK(orders.regard({"import", orders.path("store"), orders.path("people.csv"), rules[0], rules[1]}).code == 0);
  const Ran told = orders.regard({"import", orders.path("store"), orders.path("orders.csv"), "--events", "order",
                                  "--map", "bought_on=at", "--map", "value=amount", rules[0], rules[1]});
  INFO(told.err << told.out);
  CHECK(told.code == 0);
  const auto stored = parsed(orders.regard(
      {"fit", "bg_nbd", orders.path("store"), "--of", "order", "--spend", "amount", "--json", rules[0], rules[1]}));
  const auto logged = parsed(orders.fit(with({"--spend", "value", "--currency", "GBP", "--json"})));
  CHECK(stored["parameters"] == logged["parameters"]);
  CHECK(stored["spend"]["parameters"] == logged["spend"]["parameters"]);
  CHECK(stored["spend"]["currency"] == "GBP");
  CHECK_THAT(orders.regard({"fit", "bg_nbd", orders.path("store")}).err,
             Contains("which event is a purchase? Add --of EVENT"));
  CHECK_THAT(orders.regard({"fit", "bg_nbd", orders.path("store"), "--of", "ordre"}).err,
             Contains("the store has no event `ordre`: did you mean `order`?"));
}

}  // namespace
}  // namespace regard::tests
