// What happened, through the public door: recorded with record(), seen by the next decision.

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "regard/engine.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using Catch::Contains;
using support::TempFolder;

constexpr const char* kHistoryRules = R"(
rulebook care "Care" { currency GBP timezone "Europe/London"  working monday, tuesday, wednesday, thursday, friday 09:00 to 17:00 }
choice channel { call, email }
issues { service }
outcomes { accepted yes, declined no }
profile customer { key id : text }
event order "Order placed" { amount : money, note : text private }
case complaint { topic : one of { billing, outage "Power cut" } } answer within 2 working days
event call_back {}
promise callback due 2 days kept by call_back
request { channel : channel }
action ordered_today { issue service  eligible when any(order in last 1 day)  treatment email { subject "a" } }
action ordered_month { issue service  eligible when any(order this month)  treatment email { subject "a" } }
action silent { issue service  eligible when no order in last 10 days  treatment email { subject "a" } }
action big { issue service  eligible when sum(order.amount) >= £100  treatment email { subject "a" } }
action many { issue service  eligible when count(order) >= 1001  treatment email { subject "a" } }
action few { issue service  eligible when count(order) < 1001  treatment email { subject "a" } }
action exact { issue service  eligible when count(order) = 1001 and sum(order.amount) = £1001  treatment email { subject "a" } }
action average { issue service  eligible when average(order.amount) = £1  treatment email { subject "a" } }
action some_many { issue service  eligible when count(order where amount >= £1) >= 1001  treatment email { subject "a" } }
action some_few { issue service  eligible when count(order where amount >= £1) < 1001  treatment email { subject "a" } }
action open_case { issue service  eligible when open(complaint)  treatment email { subject "a" } }
action late_case { issue service  eligible when overdue(complaint)  treatment email { subject "a" } }
action power { issue service  eligible when any(complaint where topic = outage)  treatment email { subject "a" } }
action broken { issue service  eligible when any(promise where state = broken)  treatment email { subject "a" } }
action promised { issue service  eligible when any(promise where state = open)  treatment email { subject "a" } }
action kept { issue service  eligible when any(promise where state = kept)  treatment email { subject "a" } }
arbitrate { keep 20 }
)";

Rulebook rulebook(const std::string& text = kHistoryRules) {
  CompileResult result = compileText(text);
  for (const Diagnostic& d : result.diagnostics) UNSCOPED_INFO(d.line << ": " << d.message);
  REQUIRE(result.rulebook.has_value());
  return *result.rulebook;
}

using Names = std::set<std::string>;

/// A store with one customer, c-1.
struct HistoryBase {
  TempFolder folder;
  Rulebook rules = rulebook();
  Store store = *Store::open(folder / "store", Access::write);

  HistoryBase() {
    REQUIRE(store.adopt(rules).ok());
    ImportRequest request;
    request.path = folder.write("c.csv", "id\nc-1\n");
    REQUIRE(store.import(request).ok());
  }

  Expected<EventReceipt> tryTell(const std::string& name, std::map<std::string, std::string> fields,
                                 const std::string& at, const std::string& key = "", bool close = false) {
    return store.record({"c-1", name, std::move(fields), at, key, close, rules});
  }
  EventOutcome tell(const std::string& name, std::map<std::string, std::string> fields, const std::string& at,
                    const std::string& key = "", bool close = false) {
    const auto receipt = tryTell(name, std::move(fields), at, key, close);
    if (!receipt.ok()) FAIL(receipt.error().message);
    return receipt->outcome;
  }
  std::string fault(const std::string& name, std::map<std::string, std::string> fields, const std::string& at,
                    bool close = false) {
    const auto receipt = tryTell(name, std::move(fields), at, "", close);
    REQUIRE_FALSE(receipt.ok());
    CHECK(receipt.error().kind == ErrorKind::invalid);
    return receipt.error().message;
  }
  /// Of `asked`, which actions are offered at that time.
  Names offered(const std::string& now, const Names& asked) const {
    DecisionRequest request;
    request.customer = "c-1";
    request.request = {{"channel", "email"}};
    request.now = now;
    const auto engine = Engine::make(rules, store);
    if (!engine.ok()) FAIL(engine.error().message);
    const auto result = engine->decide(request);
    if (!result.ok()) FAIL(result.error().message);
    Names names;
    for (const OfferedAction& action : result->offered)
      if (asked.contains(action.action)) names.insert(action.action);
    return names;
  }
  bool offers(const std::string& action, const std::string& now) const { return !offered(now, {action}).empty(); }
};

}  // namespace

TEST_CASE("an event that is recorded changes the next decision, at the exact edges of its windows") {
  HistoryBase base;
  CHECK_FALSE(base.offers("ordered_today", "2026-03-02T10:00"));
  CHECK(base.tell("order", {{"amount", "£60"}}, "2026-03-01T10:00") == EventOutcome::recorded);
  CHECK_FALSE(base.offers("ordered_today", "2026-03-01T09:59:59Z"));  // not yet
  CHECK(base.offers("ordered_today", "2026-03-01T10:00Z"));
  CHECK(base.offers("ordered_today", "2026-03-02T09:59:59Z"));
  CHECK_FALSE(base.offers("ordered_today", "2026-03-02T10:00Z"));  // a day to the millisecond
  CHECK(base.offers("ordered_month", "2026-03-31T23:59:59+01:00"));
  CHECK_FALSE(base.offers("ordered_month", "2026-04-01T00:00:00+01:00"));  // on the customer's clock
  CHECK_FALSE(base.offers("big", "2026-03-02"));
  // What comes late counts where it belongs.
  CHECK(base.tell("order", {{"amount", "£40"}}, "2026-01-05") == EventOutcome::recorded);
  CHECK(base.offers("big", "2026-03-02"));
  CHECK_FALSE(base.offers("big", "2026-02-28"));
}

TEST_CASE("a window is known as far back as anything was recorded") {
  HistoryBase base;
  CHECK_FALSE(base.offers("silent", "2026-03-12"));  // nobody knows
  base.tell("contact", {{"direction", "inbound"}, {"channel", "call"}}, "2026-03-05");
  CHECK_FALSE(base.offers("silent", "2026-03-12"));  // known for a week
  CHECK(base.offers("silent", "2026-03-16"));
  base.tell("order", {}, "2026-03-10");
  CHECK_FALSE(base.offers("silent", "2026-03-16"));
  CHECK(base.offers("silent", "2026-03-20"));
}

TEST_CASE("a case is open until it is closed, and overdue when its time is up") {
  HistoryBase base;
  const Names cases{"open_case", "late_case", "power"};
  CHECK(base.tell("complaint", {{"topic", "Power cut"}}, "2026-03-05T12:00", "x") ==
        EventOutcome::recorded);  // Thursday
  CHECK(base.offered("2026-03-05T11:59", cases).empty());
  CHECK(base.offered("2026-03-09T12:00", cases) == Names{"open_case", "power"});  // Monday: just in time
  CHECK(base.offered("2026-03-09T12:00:01Z", cases) == cases);
  CHECK(base.tell("complaint", {}, "2026-03-10T09:00", "x", true) == EventOutcome::closed);
  CHECK(base.offered("2026-03-10T08:59", cases) == cases);  // as it was then
  CHECK(base.offered("2026-03-10T09:00", cases) == Names{"power"});
  CHECK(base.tell("complaint", {}, "2026-03-11", "x", true) == EventOutcome::duplicate);
  const auto none = base.tryTell("complaint", {{"topic", "billing"}}, "2026-03-11", "", true);
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().kind == ErrorKind::notFound);
}

TEST_CASE("a promise is open, broken once it is overdue, or kept") {
  HistoryBase base;
  const Names states{"broken", "promised", "kept"};
  base.tell("promise", {{"name", "callback"}}, "2026-03-05T12:00");
  CHECK(base.offered("2026-03-07T12:00", states) == Names{"promised"});
  CHECK(base.offered("2026-03-07T12:00:01Z", states) == Names{"broken"});
  base.tell("promise", {{"name", "callback"}}, "2026-03-08", "second");
  base.tell("call_back", {}, "2026-03-09");  // what the promise's rule asks for
  CHECK(base.offered("2026-03-20", states) == Names{"broken", "kept"});
  base.tell("promise", {{"name", "callback"}}, "2026-03-12", "third");
  CHECK(base.tell("promise", {{"name", "callback"}}, "2026-03-05T13:00", "", true) == EventOutcome::closed);
  CHECK(base.offered("2026-03-13", states) == Names{"promised", "kept"});
}

TEST_CASE("what is told twice counts once") {
  HistoryBase base;
  CHECK(base.tell("order", {{"amount", "£60"}}, "2026-03-01", "o-1") == EventOutcome::recorded);
  CHECK(base.tell("order", {{"amount", "£60"}}, "2026-03-01", "o-1") == EventOutcome::duplicate);
  CHECK_FALSE(base.offers("big", "2026-03-02"));
  CHECK(base.tell("order", {{"amount", "£60"}}, "2026-03-01", "o-2") == EventOutcome::recorded);
  CHECK(base.offers("big", "2026-03-02"));
}

TEST_CASE("rows that were rolled up are counted and added up, and leave any other answer unknown, never wrong") {
  HistoryBase base;
  for (int i = 0; i < 1001; ++i) {
    const std::string second = std::to_string(100 + i % 60).substr(1), minute = std::to_string(100 + i / 60).substr(1);
    base.tell("order", {{"amount", "£1"}}, "2026-03-01T10:" + minute + ":" + second + "Z");
  }
  const Names asked{"many", "few", "exact", "average", "some_many", "some_few", "ordered_today", "silent"};
  // Which of those that went were gifts, nobody knows: 1,000 at most of those that are there, perhaps one more.
  CHECK(base.offered("2026-03-02T10:00", asked) == Names{"many", "exact", "average", "ordered_today"});
  CHECK(base.offered("2026-03-12", asked) == Names{"many", "exact", "average", "silent"});
  // As of a time when some of what went had not happened, not even the totals tell.
  CHECK(base.offered("2026-03-01T09:59:59Z", asked).empty());
  // What comes late is counted, once.
  CHECK(base.tell("order", {{"amount", "£1"}}, "2026-02-01", "late") == EventOutcome::recorded);
  CHECK(base.tell("order", {{"amount", "£1"}}, "2026-02-01", "late") == EventOutcome::duplicate);
  CHECK(base.offered("2026-03-12", asked) == Names{"many", "average", "silent"});
  CHECK(base.tell("order", {}, "2026-02-02") == EventOutcome::recorded);  // of no known amount
  CHECK(base.offered("2026-03-12", asked) == Names{"many", "silent"});
}

TEST_CASE("a profile shows what rows that were rolled up come to") {
  HistoryBase base;
  const auto earlier = [&] { return base.store.find("c-1")->history.front().earlier; };
  for (int i = 0; i < 1000; ++i) base.tell("order", {{"amount", "£1"}}, "2026-03-01T10:00Z");
  CHECK_FALSE(earlier());
  base.tell("order", {{"amount", "£2.50"}}, "2026-02-01T10:00Z");
  REQUIRE(earlier());
  CHECK(earlier()->before.text == "2026-02-01T10:00:00.001Z");
  CHECK(earlier()->count.text == "1");
  REQUIRE(earlier()->sums.size() == 1);
  CHECK(earlier()->sums[0].first == "amount");
  CHECK(earlier()->sums[0].second.text == "£2.50");
  base.tell("order", {}, "2026-02-01T09:00Z");
  CHECK(earlier()->count.text == "2");
  CHECK(earlier()->sums[0].second.state == ValueState::unknown);
}

TEST_CASE("what cannot be recorded says what would be right") {
  HistoryBase base;
  CHECK_THAT(base.fault("ordr", {}, "2026-03-01"), Contains("did you mean `order`"));
  CHECK_THAT(base.fault("order", {{"amont", "1"}}, "2026-03-01"), Contains("did you mean `amount`"));
  CHECK_THAT(base.fault("order", {{"amount", "much"}}, "2026-03-01"), Contains("is not money"));
  CHECK_THAT(base.fault("order", {{"amount", "5 EUR"}}, "2026-03-01"), Contains("EUR"));
  CHECK_THAT(base.fault("complaint", {{"topic", "power"}}, "2026-03-01"), Contains("billing"));
  CHECK_THAT(base.fault("order", {}, "9999-03-01"), Contains("in the future"));
  CHECK_THAT(base.fault("order", {}, "soon"), Contains("soon"));
  CHECK_THAT(base.fault("complaint", {{"open", "no"}}, "2026-03-01"), Contains("--close"));
  CHECK_THAT(base.fault("order", {}, "2026-03-01", true), Contains("only cases and promises"));
  CHECK_THAT(base.fault("order", {{"at", "2026-03-01"}}, "2026-03-01"), Contains("--at"));
  CHECK_THAT(base.fault("call_back", {{"x", "1"}}, "2026-03-01"), Contains("has no fields"));
  EventRequest stranger{"c-2", "order", {}, {}, "", false, {}};
  const auto receipt = base.store.record(stranger);
  REQUIRE_FALSE(receipt.ok());
  CHECK(receipt.error().kind == ErrorKind::notFound);
  CHECK_THAT(receipt.error().message, Contains("similar: `c-1`"));
  stranger = {"c-1", "order", {}, "2026-03-01T10:00", "", false, {}};  // nobody says whose clock
  CHECK_THAT(base.store.record(stranger).error().message, Contains("write the offset"));
  CHECK(base.store.find("c-1")->history.empty());
}

TEST_CASE("a profile shows what happened") {
  HistoryBase base;
  base.tell("order", {{"amount", "£60"}, {"note", "by phone"}}, "2026-03-01T10:00", "o-1");
  base.tell("complaint", {{"topic", "billing"}}, "2026-03-02");
  const auto profile = base.store.find("c-1");
  REQUIRE(profile.ok());
  REQUIRE(profile->history.size() == 2);
  CHECK(profile->history[0].name == "order");
  CHECK(profile->history[0].isPrivate);
  CHECK(profile->history[0].columns == std::vector<std::string>{"at", "row.key", "amount", "note"});
  CHECK(profile->history[0].rows.front()[2].text == "£60.00");
  CHECK(profile->history[1].name == "complaint");
}

TEST_CASE("later rulebooks keep what was recorded, and their own words for reasons") {
  HistoryBase base;
  base.tell("order", {{"amount", "£100"}}, "2026-03-01");
  base.tell("contact", {{"reason", "moving"}}, "2026-03-01");
  std::string text = kHistoryRules;
  text.replace(text.find("issues {"), 0, "choice reason { billing, moving }\n");
  text.replace(text.find("amount : money,"), 15, "shop : text, amount : money,");
  text.replace(text.find("event call_back {}"), 18, "case call_back {}");
  base.rules = rulebook(text);
  CHECK(base.offers("big", "2026-03-02"));  // read as it is, before the store knows the new rules
  REQUIRE(base.store.adopt(base.rules).ok());
  CHECK(base.offers("big", "2026-03-02"));
  CHECK(base.tell("order", {{"shop", "Leeds"}}, "2026-03-01") == EventOutcome::recorded);
  CHECK_THAT(base.fault("contact", {{"reason", "weather"}}, "2026-03-01"), Contains("moving"));
  CHECK(base.tell("contact", {{"reason", "moving"}}, "2026-03-01") == EventOutcome::recorded);
  CHECK(base.tell("call_back", {}, "2026-03-01") == EventOutcome::recorded);
  CHECK(base.tell("call_back", {}, "2026-03-02", "", true) == EventOutcome::closed);

  std::string retyped = kHistoryRules;
  retyped.replace(retyped.find("amount : money"), 14, "amount : number");
  const std::string pound = "£";
  for (std::size_t at; (at = retyped.find(pound)) != std::string::npos;) retyped.erase(at, pound.size());
  const auto adopted = base.store.adopt(rulebook(retyped));
  REQUIRE_FALSE(adopted.ok());
  CHECK_THAT(adopted.error().message, Contains("order.amount"));
}

}  // namespace regard
