// A rulebook's own tests: what is met, and the difference that is told where something is not.

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "regard/rulebook.h"

namespace regard {
namespace {

constexpr const char* kTestsRules = R"(rulebook care "Care" { currency GBP timezone "Europe/London" locale "en-GB" }
choice channel { call, email }
choice intent { cancel, billing }
issues { service, sales }
profile customer {
  key customer_id : text
  arrears : money
  contract : one of { monthly, yearly }
  started_on : date
  visits : number
}
request { channel : channel  intent : intent }
formula tenure = months from started_on to today
formula owed : money = arrears * 2
segments loyalty { old when tenure >= 5 years  known when tenure >= 1 year  fresh otherwise }
scorecard risk from 0% to 50% start 10% {
  add 30% when contract = monthly
  add 5%  when visits > 3
  take 5% when tenure >= 9 years
}
table fee(contract, loyalty) -> money unique {
  | monthly | known | £3 |
  | yearly  | -     | £1 |
}
action callback "A person calls" {
  issue service
  applicable when request.intent = cancel or arrears > £100
  benefit £40  cost £10
  treatment call {} treatment email {}
}
action upgrade {
  issue sales
  eligible when arrears = £0 and contract = monthly
  suitable when tenure >= 12 months
  value £50  propensity 10%  weight +20% when contract = monthly
}
action retired { issue sales  value £1  active 2020-01-01 to 2020-12-31 }
action reminder { issue sales  value £1 }
arbitrate { keep 2  at most 1 per issue }
)";

/// The one failure of a test about a monthly customer of 25 months who calls to cancel; nothing expected if it passed.
TestFailure failureOf(const std::string& expectation) {
  const CompileResult result = compileText(kTestsRules + (R"(
test "t" {
  now 2026-03-02T10:00
  customer { arrears £0, contract monthly, started_on 2024-01-05 }
  request  { channel call, intent cancel }
  )" + expectation + "\n}"));
  for (const Diagnostic& d : result.diagnostics)
    if (d.isError) FAIL(d.line << ": " << d.message << " " << d.hint);
  const auto results = runTests(*result.rulebook);
  REQUIRE(results.size() == 1);
  CHECK(results[0].title == "t");
  if (results[0].passed()) return {};
  REQUIRE(results[0].failures.size() == 1);
  const TestFailure& failure = results[0].failures[0];
  CHECK(failure.expectation == expectation);
  CHECK(failure.path == "rules.regard");
  CHECK(failure.line == 45);
  return failure;
}

constexpr const char* kBringing = R"(rulebook care { currency GBP }
choice channel { call }
outcomes { accepted yes }
profile customer { key id : text  name : text }
request { channel : channel }
promise call  due 1 day kept by contact
promise visit due 1 day kept by contact
action a {
  value £5
  handover to queue "care" skill "bills"
  promise call
  ask "What else?" as idea
  do credit { amount £5 } silently
  treatment call "Warm" when name is known { script "Sorry, {{name}}." text "We call." }
}
)";
constexpr const char* kBrings =
    R"(, with handover to queue "care" skill "bills" and promise call and ask "What else?" as idea and do credit { amount £5 } silently)";
constexpr const char* kTreatment = "treatment call \"Warm\" when name is known @14\n";

/// "text @line" for each reason.
std::string reasonsOf(const TestFailure& failure) {
  std::string all;
  for (const TestFailure::Reason& reason : failure.because)
    all += reason.text + (reason.line == 0 ? "" : " @" + std::to_string(reason.line)) + '\n';
  return all;
}

constexpr const char* kCallbackHas =
    "callback has £30.00: score £30.00 (propensity 100%, value £0.00, benefit £40.00, cost £10.00), weight 100% @25\n"
    "benefit: £40 @28\ncost: £10 @28\n";
constexpr const char* kUpgradeHas =
    "upgrade has £6.00: score £5.00 (propensity 10%, value £50.00, benefit £0.00, cost £0.00), weight 120% @31\n"
    "propensity: 10% @35\nvalue: £50 @35\nweight +20% when contract = monthly @35\n";

}  // namespace

TEST_CASE("what holds is not told", "[door]") {
  for (const char* met :
       {"expect callback first", "expect callback first by call", "expect callback offered by call with priority £30",
        "expect upgrade offered with priority £6.00", "expect retired withheld", "expect retired withheld by in_effect",
        "expect reminder withheld by diversity", "expect tenure = 25 months", "expect loyalty = known",
        "expect visits is unknown", "expect fee = £3 and owed = £0"}) {
    CAPTURE(met);
    CHECK(failureOf(met).expected.empty());
  }
}

TEST_CASE("an action that is not where it was expected", "[door]") {
  struct Case {
    const char *expectation, *expected, *found;
    std::string because;
  };
  const Case cases[] = {
      {"expect upgrade first", "upgrade first",
       "callback first by call, with a priority of £30.00; upgrade second by call, with a priority of £6.00",
       std::string(kUpgradeHas) + kCallbackHas},
      {"expect retired first", "retired first",
       "callback first by call, with a priority of £30.00; retired withheld by in effect",
       "ended on 31 December 2020 @37\n"},
      {"expect retired withheld by eligible", "retired withheld by eligible", "retired withheld by in effect",
       "ended on 31 December 2020 @37\n"},
      {"expect callback first by email", "callback first by email", "callback first by call, with a priority of £30.00",
       "the request comes by call\n"},
      {"expect callback offered with priority £31", "callback offered, with a priority of £31.00",
       "callback first by call, with a priority of £30.00", kCallbackHas},
      {"expect callback withheld", "callback withheld", "callback first by call, with a priority of £30.00",
       "applicable request.intent = cancel or arrears > £100: request.intent = cancel @27\n"},
      {"expect callback withheld by suitable", "callback withheld by suitable",
       "callback first by call, with a priority of £30.00", "callback has no clause suitable @25\n"},
      {"expect callback withheld by keep", "callback withheld by keep",
       "callback first by call, with a priority of £30.00", "2 actions are kept @39\n"},
      {"expect reminder offered", "reminder offered", "reminder withheld by diversity",
       "sales already has 1 action, upgrade, and at most 1 per issue is kept @39\n"
       "reminder has £1.00: score £1.00 (propensity 100%, value £1.00, benefit £0.00, cost £0.00), weight 100% @38\n"
       "value: £1 @38\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.expectation);
    const TestFailure failure = failureOf(c.expectation);
    CHECK(failure.expected == c.expected);
    CHECK(failure.found == c.found);
    CHECK(reasonsOf(failure) == c.because);
  }
}

TEST_CASE("what an action brings and says is expected as it stands in the action", "[door]") {
  struct Case {
    const char *expectation, *expected, *found;
    std::string because;
  };
  const Case cases[] = {
      {R"(with priority £5 and handover to queue "care" skill "bills" and promise call saying "Sorry, Ada.")", "", "",
       ""},
      {R"(with do credit { amount £5 } silently)", "", "", ""},
      {R"(with ask "What else?" as idea)", "", "", ""},
      {R"(with handover to queue "care")", R"(, with handover to queue "care")", kBrings, kTreatment},
      {R"(with promise visit)", ", with promise visit", kBrings, kTreatment},
      {R"(with ask "What else?" as complaint)", R"(, with ask "What else?" as complaint)", kBrings, kTreatment},
      {R"(with do credit { amount £6 } silently)", ", with do credit { amount £6 } silently", kBrings, kTreatment},
      {R"(with do credit { amount £5 })", ", with do credit { amount £5 }", kBrings, kTreatment},
      {R"(saying "Hello")", R"(, saying "Hello")", R"(, saying "Sorry, Ada.", "We call.")", kTreatment},
  };
  for (const Case& c : cases) {
    CAPTURE(c.expectation);
    const CompileResult result =
        compileText(kBringing + ("test \"t\" { customer { name \"Ada\" }  request { channel call }\n"
                                 "expect a first " +
                                 std::string(c.expectation) + " }"));
    REQUIRE(result.rulebook.has_value());
    const auto results = runTests(*result.rulebook);
    REQUIRE(results.at(0).failures.size() == (*c.expected == '\0' ? 0 : 1));
    if (*c.expected == '\0') continue;
    const TestFailure& failure = results[0].failures[0];
    CHECK(failure.expected == "a first" + std::string(c.expected));
    CHECK(failure.found == "a first by call, with a priority of £5.00" + std::string(c.found));
    CHECK(reasonsOf(failure) == c.because);
  }
}

TEST_CASE("where nothing is offered, that is what was found", "[door]") {
  const CompileResult result = compileText(R"(rulebook r { currency GBP }
profile customer { key id : text  spend : money }
action a { eligible when spend > £5 }
test "t" { expect a first })");
  REQUIRE(result.rulebook.has_value());
  const auto results = runTests(*result.rulebook);
  REQUIRE(results.at(0).failures.size() == 1);
  CHECK(results[0].failures[0].found == "nothing is offered; a withheld by eligible");
  CHECK(reasonsOf(results[0].failures[0]) == "spend > £5: spend is unknown, needs more than £5 @3\n");
}

TEST_CASE("rows that their results put in order keep their numbers", "[door]") {
  const CompileResult result = compileText(R"(rulebook r { currency GBP }
choice size { small < large }
profile customer { key id : text  spend : money }
table offer(spend) -> record { what : size, fee : money } priority {
  | > £0 | small | £1 |
  | > £5 | large | £2 |
}
action a { eligible when offer.fee = £1 }
test "t" { customer { spend £9 }
  expect a first
  expect offer.fee = £1
})");
  REQUIRE(result.rulebook.has_value());
  const auto results = runTests(*result.rulebook);
  REQUIRE(results.at(0).failures.size() == 2);
  CHECK(reasonsOf(results[0].failures[0]) == "offer.fee = £1: offer.fee = £2.00 by row 2, needs £1 @8\n");
  CHECK(reasonsOf(results[0].failures[1]) == "| > £5 | large | £2 |: yes, spend = £9.00 @6\n");
}

TEST_CASE("a value that is another one, with what it is made of", "[door]") {
  struct Case {
    const char *expectation, *found, *because;
  };
  const Case cases[] = {
      {"expect tenure = 2 years", "tenure = 25 months",
       "tenure = months from started_on to today @13\nstarted_on = 2024-01-05, today = 2026-03-02\n"},
      {"expect arrears = £5", "arrears = £0.00", ""},
      {"expect visits = 3", "visits = unknown", "visits is not given\n"},
      {"expect risk = 45%", "risk = unknown",
       "starts at 10% @16\nadd 30% when contract = monthly: yes @17\n"
       "add 5% when visits > 3: not known, visits is unknown, needs more than 3 @18\n"},
      {"expect loyalty = old", "loyalty = known",
       "old when tenure >= 5 years: no, tenure = 25 months, needs at least 5 years @15\n"
       "known when tenure >= 1 year: yes, tenure = 25 months @15\n"},
      {"expect fee = £1", "fee = £3.00", "| monthly | known | £3 |: yes, contract = monthly, loyalty = known @22\n"},
      {"expect fee = owed", "fee = £3.00, owed = £0.00",
       "| monthly | known | £3 |: yes, contract = monthly, loyalty = known @22\n"
       "owed = arrears * 2 @14\narrears = £0.00\n"},
      {"expect tenure >= 3 years and arrears > £5", "no",
       "tenure = 25 months, needs at least 3 years; arrears = £0.00, needs more than £5\n"},
      {"expect visits > 2", "unknown", "visits is unknown, needs more than 2\n"},
      {"expect arrears is unknown", "no", "arrears = £0.00, needs unknown\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.expectation);
    const TestFailure failure = failureOf(c.expectation);
    CHECK("expect " + failure.expected == c.expectation);
    CHECK(failure.found == c.found);
    CHECK(reasonsOf(failure) == c.because);
  }
}

TEST_CASE("of a file that is no text that alone is told, not what is missing without it", "[door]") {
  for (const std::string_view wrong : {std::string_view("\xf6"), std::string_view("\0", 1)}) {
    const CompileResult result = compileText(kTestsRules + std::string(wrong));
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].line == 40);
  }
}

TEST_CASE("a priority that is no amount does not compile", "[door]") {
  for (const char* wrong : {"31", "30%", "$31", "unknown"}) {
    CAPTURE(wrong);
    const CompileResult result =
        compileText(kTestsRules + ("test \"t\" { expect callback first with priority " + std::string(wrong) + " }"));
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].isError);
  }
}

}  // namespace regard
