// How long a store keeps rows follows from what the rules ask.

#include "engine/plan/history_keep.h"

#include <catch2/catch.hpp>
#include <string>

#include "base/date.h"
#include "engine/catalog/history.h"
#include "regard/rulebook.h"

namespace regard {
namespace {

constexpr std::int64_t kSlackMs = 2 * kMsPerDay;

/// Days that orders are kept by a rulebook with one action so eligible, and with these declarations besides.
std::int64_t daysFor(const std::string& condition, const std::string& more = "") {
  const std::string text = R"(
rulebook shop { currency GBP timezone "Europe/London" }
choice channel { email }
issues { sales }
outcomes { accepted yes, ignored no after 30 days }
profile customer { key id : text }
event order { amount : money, gift : flag }
event visit { page : text }
case complaint { about : text }
)" + more + "action one { issue sales  eligible when " +
                           condition + "  treatment email { subject \"a\" } }\n";
  CompileResult result = compileText(text);
  for (const Diagnostic& d : result.diagnostics) UNSCOPED_INFO(d.line << ": " << d.message);
  REQUIRE(result.rulebook.has_value());
  const ir::Program& program = *result.rulebook->program();
  for (std::uint32_t i = 0; i < program.streams.size(); ++i) {
    if (program.streams[i].name != "order") continue;
    const std::int64_t keep = historyKeepMs(program, i);
    return keep == kHistoryKeepEver ? -1 : (keep - kSlackMs) / kMsPerDay;
  }
  FAIL("no order");
  return 0;
}

TEST_CASE("rows are kept for the longest window, three years at least") {
  CHECK(daysFor("any(visit in last 900 days)") == 1'098);  // of orders nobody asks anything
  CHECK(daysFor("any(order in last 30 days)") == 1'098);
  CHECK(daysFor("any(order in last 30 days) or any(order in last 1200 days)") == 1'200);
  CHECK(daysFor("sum(order.amount in last 40 months where gift) > £5") == 1'240);
  CHECK(daysFor("any(order this year)") == 1'098);
}

TEST_CASE("rows of any age are kept only for what totals cannot tell") {
  CHECK(daysFor("count(order) > 3") == 1'098);
  CHECK(daysFor("any(order)") == 1'098);
  CHECK(daysFor("no order") == 1'098);
  CHECK(daysFor("sum(order.amount) > £5 or average(order.amount) > £5") == 1'098);
  CHECK(daysFor("count(order where gift) > 3") == -1);
  CHECK(daysFor("max(order.amount) > £5") == -1);
  CHECK(daysFor("latest(order.amount) > £5") == -1);
  CHECK(daysFor("first(order.amount) > £5") == -1);
}

TEST_CASE("what keeps a promise is kept, and so is what is measured") {
  CHECK(daysFor("any(visit)", "promise ship due 2 days kept by order\n") == -1);
  CHECK(daysFor("any(visit)", "promise ship due 2 days kept by visit\n") == 1'098);
  CHECK(daysFor("any(visit)", "kpi gifts = share of (order in last 1500 days) that gift\n") == 1'500);
}

}  // namespace
}  // namespace regard
