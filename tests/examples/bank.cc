// rules/examples/bank over the 4,119 customers of the UCI bank marketing sample.
#include <catch2/catch.hpp>

#include "tests/examples/real_base.h"

using namespace regard;
using namespace regard::examples;

TEST_CASE("bank: everybody is treated sensibly") {
  const auto base = RealBase::of("bank", "bank_marketing/bank-additional.csv", true);
  if (!base) return;
  CHECK(base->report().imported == 4119);
  CHECK(base->report().rejected == 0);

  std::size_t renewals = 0, offered = 0;
  const auto all = base->forEveryone({{"channel", "call"}}, [&](const auto& customer, const DecisionResult& decision) {
    renewals += offers(decision, "renew_deposit");
    offered += offers(decision, "offer_deposit");
    if (customer.at("poutcome") != "success") CHECK_FALSE(offers(decision, "renew_deposit"));
    if (customer.at("default") != "no") CHECK_FALSE(offers(decision, "offer_deposit"));  // yes, or not known
    const bool fourOrMore = customer.at("campaign").size() > 1 || customer.at("campaign") >= "4";
    if (fourOrMore) {
      CHECK_FALSE(offers(decision, "offer_deposit"));
      CHECK_FALSE(offers(decision, "yearly_review"));
    }
  });
  CHECK(all == 4119);
  CHECK(renewals == 142);  // all of those with a success last time, as SOURCE.txt counts them
  CHECK(offered > 500);
}
