// rules/examples/telco over the 7,043 customers of IBM's churn file: what must hold for every single one.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/examples/real_base.h"

using namespace regard;
using namespace regard::examples;

TEST_CASE("telco: everybody is treated sensibly") {
  const auto base = RealBase::of("telco", "telco/Telco-Customer-Churn.csv", false);
  if (!base) return;

  SECTION("all rows are in, and the eleven blanks are unknown") {
    CHECK(base->report().imported == 7043);
    CHECK(base->report().rejected == 0);
    const auto& cells = base->report().unknownCells;
    const auto blanks =
        std::find_if(cells.begin(), cells.end(), [](const auto& c) { return c.first == "total_charges"; });
    REQUIRE(blanks != cells.end());
    CHECK(blanks->second == 11);
  }

  SECTION("an angry customer about to cancel gets a person, and nothing is sold") {
    std::size_t people = 0;
    const auto all = base->forEveryone(
        {{"channel", "call"}, {"intent", "cancel"}, {"sentiment", "angry"}},
        [&](const auto& customer, const DecisionResult& decision) {
          people += offers(decision, "human_callback");
          CHECK_FALSE(offersIssue(decision, "sales"));
          CHECK_FALSE((customer.at("contract") == "two_year" && offers(decision, "one_year_thank_you")));
        });
    CHECK(all == 7043);
    CHECK(people > all / 2);  // others get something of the service kind that suits them better
  }

  SECTION(
      "a calm chat: nobody is sold what they have or cannot have, and those with a month behind them get something") {
    std::size_t sold = 0;
    base->forEveryone({{"channel", "chat"}, {"intent", "support"}, {"sentiment", "calm"}},
                      [&](const auto& customer, const DecisionResult& decision) {
                        sold += offersIssue(decision, "sales");
                        CHECK(decision.offered.size() <= 3);
                        if (customer.at("tenure") != "0") CHECK_FALSE(decision.offered.empty());
                        if (customer.at("internet_service") == "no") {
                          CHECK_FALSE(offers(decision, "tech_support_trial"));
                          CHECK_FALSE(offers(decision, "fiber_upgrade"));
                          CHECK_FALSE(offers(decision, "security_and_backup"));
                        }
                        if (customer.at("tech_support") == "yes") CHECK_FALSE(offers(decision, "tech_support_trial"));
                      });
    CHECK(sold > 500);
  }
}
