// What tests have shown of a rulebook's conditions.

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "regard/coverage.h"
#include "regard/rulebook.h"

namespace regard {
namespace {

constexpr const char* kCoverageRules = R"(rulebook care "Care" { currency GBP }
choice channel { call, email }
issues { service, sales }
profile customer {
  key id : text
  arrears : money
  tenure  : number
  vip     : flag default no
  region  : one of { north, south }
}
request { channel : channel }
segments worth {
  gold   when tenure >= 24
  silver when tenure >= 12
  bronze otherwise
}
scorecard risk from 0% to 100% start 10% {
  add 20% when arrears > £0
}
table fee(region) -> money first {
  | north | £1 |
  | -     | £2 |
}
segment young when tenure is known and tenure < 3
group offers { issue sales  suitable when not vip  weight +10% when worth = gold }
action upgrade in offers {
  eligible when arrears = £0 and tenure >= 1
  treatment call when region = north { script "north" }
  treatment call { script "any" }
}
action extra in offers { eligible when young  cost fee * risk  treatment email {} }
arbitrate { favour sales +5% when region = south }
)";

/// What was never seen of a condition, as in "TU"; "-" if nothing is missing, "?" if there is no such condition.
std::string neverOf(const Coverage& coverage, const std::string& kind, const std::string& text) {
  const auto found = std::find_if(coverage.conditions.begin(), coverage.conditions.end(),
                                  [&](auto& c) { return c.kind == kind && c.text == text; });
  if (found == coverage.conditions.end()) return "?";
  std::string never;
  if (found->isTrue.possible && !found->isTrue.seen) never += 'T';
  if (found->isFalse.possible && !found->isFalse.seen) never += 'F';
  if (found->isUnknown.possible && !found->isUnknown.seen) never += 'U';
  return never.empty() ? "-" : never;
}

Coverage covered(const std::string& tests) {
  const CompileResult compiled = compileText(std::string(kCoverageRules) + tests);
  for (const Diagnostic& d : compiled.diagnostics)
    if (d.isError) FAIL(d.line << ": " << d.message);
  auto coverage = coverageOf(*compiled.rulebook);
  REQUIRE(coverage.ok());
  return *coverage;
}

}  // namespace

TEST_CASE("without tests nothing was seen, and what cannot be is not missed", "[coverage]") {
  const Coverage none = covered("");
  struct Case {
    const char *kind, *text, *never;
  };
  const Case cases[] = {
      {"rung", "gold when tenure >= 24", "TFU"},
      {"rung", "bronze otherwise", "T"},
      {"scorecard row", "add 20% when arrears > £0", "TFU"},
      {"table row", "| north | £1 |", "TFU"},
      {"table row", "| - | £2 |", "T"},
      {"segment", "tenure is known and tenure < 3", "TFU"},
      {"eligible", "arrears = £0", "TFU"},
      {"eligible", "tenure >= 1", "TFU"},
      {"suitable", "not vip", "TF"},  // the default sees to it
      {"lever", "weight +10% when worth = gold", "TFU"},
      {"lever", "favour sales +5% when region = south", "TFU"},
      {"treatment", "treatment call when region = north", "TFU"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.kind, c.text);
    CHECK(neverOf(none, c.kind, c.text) == c.never);
  }
  CHECK(none.all().seen == 0);
  CHECK(none.conditions.size() == 14);  // those above, one more rung and the clause of `extra`: a group's count once
}

TEST_CASE("a condition counts where the decision came to it", "[coverage]") {
  const Coverage coverage = covered(R"(
test "in arrears" { customer { arrears £5, tenure 30 } request { channel call } expect upgrade withheld }
test "north" { customer { arrears £0, tenure 30, region north } request { channel call } expect upgrade offered }
)");
  struct Case {
    const char *kind, *text, *never, *why;
  };
  const Case cases[] = {
      {"eligible", "arrears = £0", "U", "asked first, both times"},
      {"eligible", "tenure >= 1", "FU", "only behind the clause before it"},
      {"suitable", "not vip", "F", "the group's clause, asked of `upgrade` in one test"},
      {"rung", "gold when tenure >= 24", "FU", "takes both"},
      {"rung", "silver when tenure >= 12", "TFU", "gold took both"},
      {"rung", "bronze otherwise", "T", "likewise"},
      {"scorecard row", "add 20% when arrears > £0", "U", "asked of every customer"},
      {"table row", "| north | £1 |", "F", "once unknown, once the one"},
      {"table row", "| - | £2 |", "-", "behind the unknown one"},
      {"lever", "weight +10% when worth = gold", "FU", "of an action that was ranked"},
      {"lever", "favour sales +5% when region = south", "TU", "likewise"},
      {"treatment", "treatment call when region = north", "F", "asked in both tests, before the clauses"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.kind, c.text, c.why);
    CHECK(neverOf(coverage, c.kind, c.text) == c.never);
  }
  const auto owner = [&](const std::string& text) {
    const auto found = std::find_if(coverage.conditions.begin(), coverage.conditions.end(),
                                    [&](auto& condition) { return condition.text == text; });
    return found == coverage.conditions.end() ? "?" : found->owner;
  };
  CHECK(owner("not vip") == "offers");
  CHECK(owner("tenure >= 1") == "upgrade");
  CHECK(owner("favour sales +5% when region = south").empty());
  CHECK(std::is_sorted(coverage.conditions.begin(), coverage.conditions.end(),
                       [](const auto& a, const auto& b) { return a.line < b.line; }));
  CHECK(coverage.all().seen == coverage.isTrue.seen + coverage.isFalse.seen + coverage.isUnknown.seen);
}

TEST_CASE("what depends on the candidate's channel is asked of candidates", "[coverage]") {
  const CompileResult compiled = compileText(R"(rulebook care { currency GBP }
choice channel { call, email }
profile customer { key id : text }
request { channel : channel }
segment spoken when channel = call
action thanks { suitable when spoken  treatment call {} treatment email {} }
test "a call" { request { channel call } expect thanks offered }
)");
  REQUIRE(compiled.rulebook.has_value());
  const auto coverage = coverageOf(*compiled.rulebook);
  REQUIRE(coverage.ok());
  CHECK(neverOf(*coverage, "segment", "channel = call") == "FU");
}

TEST_CASE("policies and proactive rules are asked too", "[coverage]") {
  const CompileResult compiled = compileText(R"(rulebook care { currency GBP timezone "Europe/London" }
choice channel { call, email }
issues { service, sales }
profile customer { key id : text  vulnerable : flag  consent : flag by channel }
request { channel : channel }
event outage { lasted : duration }
action sorry { issue service  treatment call {} treatment email {} }
action upgrade { issue sales  treatment call {} }
policy contact {
  never issue sales when vulnerable
  never outbound when not consent[channel]
  at most 3 contacts in 7 days
}
on outage when outage.lasted > 30 minutes offer sorry by call
test "a call" { customer { vulnerable yes } request { channel call } expect upgrade withheld by policy contact }
test "an outage" { now 2026-03-02T10:00  customer { vulnerable no, consent { call yes } }
  history since 2020-01-01 { } on outage { lasted 1 hours }  expect sorry offered by call }
)");
  for (const Diagnostic& d : compiled.diagnostics)
    if (d.isError) FAIL(d.line << ": " << d.message);
  const auto coverage = coverageOf(*compiled.rulebook);
  REQUIRE(coverage.ok());
  CHECK(neverOf(*coverage, "never", "never issue sales when vulnerable") == "FU");
  CHECK(neverOf(*coverage, "never", "never outbound when not consent[channel]") == "TU");
  CHECK(neverOf(*coverage, "at most", "at most 3 contacts in 7 days") == "F");
  CHECK(neverOf(*coverage, "proactive rule", "on outage when outage.lasted > 30 minutes offer sorry by call") == "FU");
  CHECK(coverage->conditions.size() == 4);
  CHECK(coverage->conditions[0].owner == "contact");
}

}  // namespace regard
