// What is taken and what came of it, through the public door: reserve, outcome, and the decisions that follow.

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/door/store_impl.h"
#include "engine/ledger/learned.h"
#include "engine/ledger/outcomes.h"
#include "regard/engine.h"
#include "regard/log.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using Catch::Contains;
using support::TempFolder;

constexpr const char* kOutcomesHead = R"(
rulebook care "Care" { currency GBP timezone "Europe/London" }
choice channel { call, email }
choice tier { gold, plain }
issues { service, sales }
outcomes { accepted yes, declined no, ignored no after 14 days }
profile customer { key id : text  tier : tier }
request { channel : channel }
event outage { lasted : duration }
event call_back {}
promise callback due 2 days kept by call_back
)";

/// 2026-03-02T10:00Z and so on: days after the first of March 2026.
std::string at(int day, const std::string& time = "10:00Z") {
  char text[32];
  std::snprintf(text, sizeof text, "2026-03-%02dT", day);
  return text + time;
}

constexpr std::int64_t kMarch1Ms = 20'513 * kMsPerDay;

struct OutcomesBase {
  TempFolder folder;
  Rulebook rules;
  Store store = *Store::open(folder / "store", Access::write);
  std::optional<Engine> engine;

  explicit OutcomesBase(const std::string& text) : rules(compiled(kOutcomesHead + text)) {
    REQUIRE(store.adopt(rules).ok());
    ImportRequest request;
    request.path = folder.write("c.csv", "id,tier\nc-1,gold\nc-2,plain\nc-3,unknown\n");
    REQUIRE(store.import(request).ok());
    auto made = Engine::make(rules, store);
    REQUIRE(made.ok());
    engine = *made;
  }

  static Rulebook compiled(const std::string& text) {
    CompileResult result = compileText(text);
    for (const Diagnostic& d : result.diagnostics) UNSCOPED_INFO(d.line << ": " << d.message << " " << d.hint);
    REQUIRE(result.rulebook.has_value());
    return *result.rulebook;
  }

  DecisionResult decide(const std::string& now, bool reserve = true, const std::string& customer = "c-1") const {
    DecisionRequest request;
    request.customer = customer;
    request.now = now;
    request.on = "day";
    request.reserve = reserve;
    auto result = engine->decide(request);
    if (!result.ok()) FAIL(result.error().message);
    return *result;
  }
  /// What is taken; empty: nothing.
  std::string reserve(const std::string& now, const std::string& customer = "c-1") const {
    const DecisionResult result = decide(now, true, customer);
    return result.offered.empty() ? "" : result.offered[0].action;
  }
  std::string offers(const std::string& now, const std::string& customer = "c-1") const {
    const DecisionResult result = decide(now, false, customer);
    return result.offered.empty() ? "" : result.offered[0].action;
  }

  OutcomeResult tell(const std::string& id, const std::string& action, const std::string& outcome,
                     const std::string& amount = "", std::optional<std::string> when = {}) {
    const auto receipt = store.outcome({id, action, outcome, amount, std::move(when)});
    if (!receipt.ok()) FAIL(receipt.error().message);
    return receipt->result;
  }
  std::string fault(const std::string& id, const std::string& action, const std::string& outcome,
                    const std::string& amount = "", std::optional<std::string> when = {}) {
    const auto receipt = store.outcome({id, action, outcome, amount, std::move(when)});
    REQUIRE_FALSE(receipt.ok());
    return receipt.error().message;
  }

  bool record(const std::string& event, const std::string& when) {
    return store.record({"c-1", event, {}, when, "", false, {}}).ok();
  }

  /// "yes of answers" in a cell of the action.
  std::pair<double, double> learned(const std::string& cell) const {
    const auto txn = store.impl()->store->read();
    const auto count = ledger::learnedIn(*txn, cell);
    REQUIRE(count.ok());
    const model::CellCounts now = count->at(kMarch1Ms);
    return {std::round(now.yes), std::round(now.of)};  // days take off or add little
  }
};

using Counts = std::pair<double, double>;
const std::string kZero(1, '\0');

}  // namespace

TEST_CASE("a cap counts what is reserved, until that lapses") {
  OutcomesBase base(R"(
    action hello { issue service  treatment email { subject "a" } }
    every day at 09:00 offer hello
    policy seldom { at most 2 contacts in 7 days }
  )");
  CHECK(base.reserve(at(1)) == "hello");
  CHECK(base.reserve(at(1, "11:00Z")) == "hello");
  CHECK(base.reserve(at(1, "12:00Z")).empty());
  CHECK(base.reserve(at(1, "12:00Z"), "c-2") == "hello");  // each customer for themselves
  CHECK(base.offers(at(2, "09:59Z")).empty());
  CHECK(base.offers(at(2, "10:00Z")) == "hello");  // a day later the first is held no more
}

TEST_CASE("what was presented counts for its whole window, from when it was decided") {
  OutcomesBase base(R"(
    action hello { issue service  treatment email { subject "a" } }
    every day at 09:00 offer hello
    policy seldom { at most 1 contacts in 7 days }
  )");
  const DecisionResult first = base.decide(at(1));
  REQUIRE(first.offered.size() == 1);
  CHECK(first.offered[0].reserved);
  CHECK(base.tell(first.id, "hello", "presented", "", at(3)) == OutcomeResult::attributed);
  CHECK(base.offers(at(8, "09:59Z")).empty());
  CHECK(base.offers(at(8, "10:00Z")) == "hello");
}

TEST_CASE("a budget is shared, by contacts and by cost, and what lapses goes back") {
  OutcomesBase base(R"(
    action letter { issue service  benefit £90  cost £40  treatment email { subject "a" } }
    action note   { issue service  benefit £1   treatment email { subject "a" } }
    every day at 09:00 offer letter
    every day at 09:00 offer note
    policy together {
      at most £100 cost of letter in 30 days over everyone
      at most 3 email per day over everyone
    }
  )");
  CHECK(base.reserve(at(10), "c-1") == "letter");
  const DecisionResult second = base.decide(at(10, "11:00Z"), true, "c-2");
  CHECK(second.offered.at(0).action == "letter");
  CHECK(base.reserve(at(10, "12:00Z"), "c-3") == "note");  // £80 + £40 is more than £100
  CHECK(base.reserve(at(10, "13:00Z"), "c-1").empty());    // three e-mails were sent today
  CHECK(base.tell(second.id, "letter", "presented", "", at(10, "14:00Z")) == OutcomeResult::attributed);
  CHECK(base.offers(at(11, "09:00Z"), "c-3") == "note");    // another day, the same month
  CHECK(base.offers(at(11, "10:00Z"), "c-3") == "letter");  // the first letter was never sent: £40 are used
  CHECK(base.reserve(at(11, "10:00Z"), "c-3") == "letter");
  CHECK(base.offers(at(11, "10:01Z"), "c-2") == "note");
}

TEST_CASE("one raises a limit, and what was used stays used") {
  const std::string rules = R"(
    action letter { issue service  benefit £90  cost £40  treatment email { subject "a" } }
    every day at 09:00 offer letter
    policy together { at most £LIMIT cost of letter per month over everyone }
  )";
  const auto withLimit = [&](const std::string& limit) {
    std::string text = rules;
    return text.replace(text.find("LIMIT"), 5, limit);
  };
  OutcomesBase base(withLimit("50"));
  CHECK(base.reserve(at(10)) == "letter");
  CHECK(base.reserve(at(10), "c-2").empty());
  base.engine = *Engine::make(OutcomesBase::compiled(kOutcomesHead + withLimit("100")), base.store);
  CHECK(base.reserve(at(10), "c-2") == "letter");
  CHECK(base.reserve(at(10), "c-3").empty());
}

TEST_CASE("a cap by the calendar counts the customer's days over the hour that comes twice") {
  // On 2026-10-25 in London 01:30 comes twice; the day has 25 hours.
  OutcomesBase base(R"(
    action hello { issue service  treatment email { subject "a" } }
    every day at 09:00 offer hello
    policy seldom { at most 2 contacts per day }
  )");
  CHECK(base.reserve("2026-10-24T23:30+01:00") == "hello");  // the evening before
  const DecisionResult early = base.decide("2026-10-25T00:10+01:00");
  CHECK(base.tell(early.id, "hello", "presented", "", "2026-10-25T00:20+01:00") == OutcomeResult::attributed);
  CHECK(base.reserve("2026-10-25T01:30+01:00") == "hello");
  CHECK(base.reserve("2026-10-25T01:30+00:00").empty());  // the same hour again: still the same day
  CHECK(base.reserve("2026-10-25T23:59+00:00").empty());  // 24 h 49 min after the first of the day …
  CHECK(base.offers("2026-10-26T00:00+00:00") == "hello");
}

TEST_CASE("an answer pauses, an unanswered contact does not until silence is an answer") {
  OutcomesBase base(R"(
    action hello { issue sales  treatment email { subject "a" } }
    every day at 09:00 offer hello
    policy decent { pause 60 days after declined  pause 30 days after ignored }
  )");
  const DecisionResult first = base.decide(at(1));
  CHECK(base.offers(at(1, "10:01Z")) == "hello");  // reserved is no answer
  CHECK(base.tell(first.id, "hello", "presented") == OutcomeResult::attributed);
  CHECK(base.offers(at(14)) == "hello");
  CHECK(base.offers(at(15, "10:01Z")).empty());  // 14 days without a word: ignored
  CHECK(base.tell(first.id, "hello", "accepted") == OutcomeResult::attributed);
  CHECK(base.offers(at(16)) == "hello");  // it was answered after all

  const DecisionResult second = base.decide(at(16));
  CHECK(base.tell(second.id, "hello", "declined") == OutcomeResult::attributed);
  CHECK(base.offers(at(31)).empty());
}

TEST_CASE("an outcome counts once, an answer in place of an earlier one") {
  OutcomesBase base(R"(
    action hello { issue sales  propensity learned by tier prior 10% from 20 answers  treatment email { subject "a" } }
    every day at 09:00 offer hello
  )");
  const std::string all = "hello" + kZero, gold = all + "tier = gold";
  const std::string id = base.decide(at(1)).id;
  CHECK(base.tell(id, "hello", "presented", "", at(1, "11:00Z")) == OutcomeResult::attributed);
  CHECK(base.tell(id, "hello", "presented", "", at(1, "11:00Z")) == OutcomeResult::duplicate);
  CHECK(base.learned(all) == Counts(0, 0));
  CHECK(base.tell(id, "hello", "declined", "", at(1, "12:00Z")) == OutcomeResult::attributed);
  CHECK(base.learned(all) == Counts(0, 1));
  CHECK(base.tell(id, "hello", "declined", "", at(1, "12:30Z")) == OutcomeResult::duplicate);
  CHECK(base.tell(id, "hello", "accepted", "45.00", at(1, "13:00Z")) == OutcomeResult::attributed);
  CHECK(base.learned(all) == Counts(1, 1));
  CHECK(base.learned(gold) == Counts(1, 1));

  const std::string plain = base.decide(at(1), true, "c-2").id, unknown = base.decide(at(1), true, "c-3").id;
  CHECK(base.tell(plain, "hello", "declined", "", at(2)) == OutcomeResult::attributed);
  CHECK(base.tell(unknown, "hello", "accepted", "", at(2)) == OutcomeResult::attributed);
  CHECK(base.learned(all) == Counts(2, 3));
  CHECK(base.learned(gold) == Counts(1, 1));
  CHECK(base.learned(all + "tier = plain") == Counts(0, 1));

  // The answer of 13:00 holds, whatever is told of the time before.
  const auto txn = base.store.impl()->store->read();
  const auto outcomes = ledger::outcomesOf(*txn, *DecisionId::parse(id), "hello");
  REQUIRE(outcomes.ok());
  REQUIRE(outcomes->size() == 3);
  CHECK((*outcomes)[0].outcome == "accepted");
  CHECK((*outcomes)[0].row.amount == Money{450'000});
  CHECK((*outcomes)[1].outcome == "declined");
  CHECK((*outcomes)[2].outcome == "presented");
}

TEST_CASE("silence is learned from when somebody next writes") {
  OutcomesBase base(R"(
    action hello { issue sales  propensity learned by tier prior 10% from 20 answers  treatment email { subject "a" } }
    every day at 09:00 offer hello
  )");
  const std::string cell = "hello" + kZero;
  const std::string id = base.decide(at(1)).id, other = base.decide(at(1), true, "c-2").id;
  CHECK(base.tell(id, "hello", "presented", "", at(1)) == OutcomeResult::attributed);
  CHECK(base.learned(cell) == Counts(0, 0));
  CHECK(base.tell(other, "hello", "presented") == OutcomeResult::attributed);  // long after
  CHECK(base.learned(cell) == Counts(0, 1));
  CHECK(base.tell(id, "hello", "accepted") == OutcomeResult::attributed);
  // The other one has not answered either. An answer of today counts for more than one of March 2026.
  const Counts both = base.learned(cell);
  CHECK(both.first >= 1);
  CHECK(both.second == both.first + 1);
}

TEST_CASE("a promise is made when the offer is presented") {
  OutcomesBase base(R"(
    action hello { issue service  promise callback  treatment call { script "a" } }
    action sorry { issue service  eligible when any(promise where state = broken)  benefit £9  treatment call { script "a" } }
    every day at 09:00 offer hello
    every day at 09:00 offer sorry
  )");
  const DecisionResult first = base.decide(at(1));
  CHECK(base.offers(at(4)) == "hello");  // reserved: nothing was said yet
  CHECK(base.tell(first.id, "hello", "accepted", "", at(1, "10:05Z")) == OutcomeResult::attributed);
  CHECK(base.offers(at(3, "10:04Z")) == "hello");
  CHECK(base.offers(at(3, "10:06Z")) == "sorry");  // nobody called back within two days
}

TEST_CASE("an outcome of a decision that is not in the log is kept, once, and nothing follows") {
  OutcomesBase base(R"(action hello { issue service  treatment email { subject "a" } })");
  const std::string id = "019dbf4c-3a00-7000-8000-000000000000";
  CHECK(base.tell(id, "hello", "accepted", "£12.50") == OutcomeResult::orphan);
  CHECK(base.tell(id, "hello", "accepted") == OutcomeResult::duplicate);
  const auto txn = base.store.impl()->store->read();
  const auto outcomes = ledger::outcomesOf(*txn, *DecisionId::parse(id));
  REQUIRE(outcomes->size() == 1);
  CHECK((*outcomes)[0].row.isOrphan);
  CHECK((*outcomes)[0].row.amount == Money{125'000});
  CHECK(base.learned("hello" + kZero) == Counts(0, 0));
}

TEST_CASE("what was offered to somebody who asked becomes a contact by its outcome") {
  OutcomesBase base(R"(action hello { issue service  eligible when no (contact in last 2 days where action = hello)
                              treatment call { script "a" } })");
  DecisionRequest request;
  request.customer = "c-1";
  request.request = {{"channel", "call"}};
  request.now = at(5);
  request.log = Logging::durable;
  REQUIRE(base.record("outage", at(1)));
  REQUIRE(base.record("contact", at(1)));
  const auto first = base.engine->decide(request);
  REQUIRE(first.ok());
  REQUIRE(first->offered.size() == 1);
  CHECK(base.engine->decide(request)->offered.size() == 1);  // nobody said yet that it was presented
  CHECK(base.tell(first->id, "hello", "presented") == OutcomeResult::attributed);
  request.now = at(6);
  CHECK(base.engine->decide(request)->offered.empty());
}

TEST_CASE("what cannot be told or taken is said") {
  OutcomesBase base(R"(
    action hello { issue service  treatment email { subject "a" } }
    action other { issue service  treatment email { subject "a" } }
    every day at 09:00 offer hello
    every day at 09:00 offer other
    arbitrate { keep 1 }
  )");
  const std::string id = base.decide(at(1)).id;
  CHECK_THAT(base.fault("x", "hello", "accepted"), Contains("id"));
  CHECK_THAT(base.fault(id, "other", "accepted"), Contains("did not offer `other`: it offered hello"));
  CHECK_THAT(base.fault(id, "hello", "acepted"), Contains("no outcome `acepted`: did you mean `accepted`?"));
  CHECK_THAT(base.fault(id, "hello", "reserved"), Contains("what can come of it is"));
  CHECK_THAT(base.fault(id, "hello", "accepted", "much"), Contains("amount: "));
  CHECK_THAT(base.fault(id, "hello", "accepted", "$5"), Contains("but money is in GBP here"));
  CHECK_THAT(base.fault(id, "hello", "accepted", "", "2126-03-02T10:00Z"), Contains("in the future"));
  CHECK_THAT(base.fault(id, "hello", "accepted", "", "2026-03-02T10:00"), Contains("on which clock"));
  CHECK_THAT(base.fault(id, "hello", "accepted", "", "2026-02-28T10:00Z"), Contains("from before the decision"));
  CHECK_THAT(base.fault(id, "", "accepted"), Contains("of which action"));

  const auto why = [&](const std::function<void(DecisionRequest&)>& change) {
    DecisionRequest request;
    request.customer = "c-1";
    request.reserve = true;
    request.on = "day";
    change(request);
    const auto result = base.engine->decide(request);
    REQUIRE_FALSE(result.ok());
    return result.error().message;
  };
  CHECK_THAT(why([](DecisionRequest& r) { r.on.reset(); }), Contains("nothing to reserve"));
  CHECK_THAT(why([](DecisionRequest& r) { r.on = "outages"; }), Contains("did you mean `outage`?"));
  CHECK_THAT(why([](DecisionRequest& r) { r.on = "outage"; }), Contains("no `outage` is recorded"));
  CHECK_THAT(why([](DecisionRequest& r) { r.request = {{"channel", "call"}}; }), Contains("nobody asks"));
  CHECK_THAT(why([](DecisionRequest& r) { r.overrides = {{"tier", "gold"}}; }), Contains("what if"));
  CHECK_THAT(why([](DecisionRequest& r) { r.now = "2126-01-01"; }), Contains("now, not for a later time"));
  CHECK_THAT(why([](DecisionRequest& r) { r.customer = "c-9"; }), Contains("there is no customer `c-9`"));
}

TEST_CASE("a reader neither reserves nor tells") {
  TempFolder folder;
  {
    auto store = *Store::open(folder / "store", Access::write);
    ImportRequest request;
    request.path = folder.write("c.csv", "id\nc-1\n");
    request.rulebook = OutcomesBase::compiled(std::string(kOutcomesHead) + R"(action hello { issue service })");
    REQUIRE(store.import(request).ok());
  }
  auto store = *Store::open(folder / "store", Access::read);
  const auto engine =
      Engine::make(OutcomesBase::compiled(std::string(kOutcomesHead) + R"(action hello { issue service })"), store);
  DecisionRequest request;
  request.customer = "c-1";
  request.on = "day";
  request.reserve = true;
  CHECK_THAT(engine->decide(request).error().message, Contains("opened for reading"));
  CHECK_THAT(store.outcome({"019dbf4c-3a00-7000-8000-000000000000", "hello", "accepted", "", {}}).error().message,
             Contains("opened for reading"));
}

}  // namespace regard
