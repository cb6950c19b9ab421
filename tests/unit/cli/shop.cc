#include "tests/unit/cli/shop.h"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

namespace regard::tests {

const char* const kShopRules = R"(rulebook shop "The shop" {
  currency GBP
  timezone "Europe/London"
  locale   "en-GB"
}
choice channel { call, email }
issues { service, sales }

profile customer {
  key customer_id "Customer" : text
  tenure  "Tenure"  : number
  spend   "Spend"   : money
  arrears "Arrears" : money
  vulnerable : flag
}
request { channel : channel }

formula margin : money = spend * 12 * 40%
segment loyal "With us for two years" when tenure >= 24

action thank_you "Say thank you" {
  issue service
  eligible when loyal
  benefit  £5
  propensity 80%
  weight   +50% when spend >= £40
  treatment call  { script "Thank you for {{tenure}} months." }
  treatment email { subject "Thank you" body "{{tenure}} months: thank you." }
}
action upgrade "A bigger plan" {
  issue sales
  eligible when arrears = £0
  suitable when not vulnerable
  value    margin
  propensity 10%
  treatment call { script "Would a bigger plan help?" }
}
arbitrate { rank by propensity * (value + benefit - cost)  keep 2 }

test "loyal customers are thanked" {
  customer { tenure 30, spend £42, arrears £0, vulnerable no }
  request { channel call }
  expect thank_you offered
}
test "nobody in arrears is sold to" {
  customer { tenure 3, spend £42, arrears £10, vulnerable no }
  request { channel call }
  expect upgrade withheld by eligible
}
)";

namespace {

constexpr const char* kCustomers =
    "Customer,Tenure,Spend,Arrears,vulnerable,Colour\n"
    "c-1,30,42.50,0,no,red\n"
    "c-2,3,12.00,42.10,no,blue\n"
    "c-3,,20,0,no,red\n";

}  // namespace

Shop::Shop() {
  char pattern[] = "/tmp/regard-cli-XXXXXX";
  root_ = ::mkdtemp(pattern);
  std::filesystem::create_directory(root_ / "rules");
  write("rules/shop.regard", kShopRules);
  write("customers.csv", kCustomers);
}

Shop::~Shop() { std::filesystem::remove_all(root_); }

void Shop::write(const std::string& name, const std::string& text) const { std::ofstream(root_ / name) << text; }

std::string Shop::read(const std::string& name) const {
  std::ifstream in(root_ / name);
  return {std::istreambuf_iterator<char>(in), {}};
}

Ran Shop::regard(std::vector<std::string> words, RunOptions options) const {
  words.insert(words.begin(), REGARD_PROGRAM);
  if (!options.environment.contains("LC_ALL")) options.environment["LC_ALL"] = "C.UTF-8";
  return runProgram(words, options);
}

Ran Shop::import() const { return regard({"import", path("store"), path("customers.csv"), "--rules", path("rules")}); }

Ran Shop::decide(const std::string& customer, const std::vector<std::string>& more) const {
  std::vector<std::string> words = {"decide",    path("store"),  customer, "--rules",         path("rules"),
                                    "--request", "channel=call", "--now",  "2026-03-02T10:00"};
  words.insert(words.end(), more.begin(), more.end());
  return regard(words);
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

nlohmann::json parsed(const Ran& ran) {
  INFO(ran.out);
  auto document = nlohmann::json::parse(ran.out, nullptr, false);
  CHECK_FALSE(document.is_discarded());
  return document;
}

}  // namespace regard::tests
