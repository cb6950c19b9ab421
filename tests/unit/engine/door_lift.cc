// What experiments and hold-outs brought, through the public door: from decisions and answers to intervals.

#include "regard/lift.h"

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "engine/gather/sticky.h"
#include "engine/model/effect.h"
#include "regard/engine.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using Catch::Contains;
using support::TempFolder;

std::string liftRulesWith(const std::string& experiment) {
  return R"(
rulebook care "Care" { currency GBP timezone "Europe/London" }
choice channel { call, email }
issues { service, sales }
outcomes { accepted yes, declined no }
profile customer { key id : text }
event renewed { price : money }
request { channel : channel }
)" + experiment +
         R"(
action tone_of_it { issue service  benefit £1
  treatment call when warm_script = warm { script "warm" }  treatment call { script "plain" } }
action other { issue service  benefit £2  treatment call { script "b" } }
action sold { issue sales  benefit £3  treatment call { script "c" } }
arbitrate { keep 3  hold out 30% of sales as control }
)";
}
const std::string kHalves = "experiment warm_script { plain 50%, warm 50% } measure accepted within 28 days\n";

Rulebook liftRulebook(const std::string& rules) {
  CompileResult result = compileText(rules);
  for (const Diagnostic& d : result.diagnostics) UNSCOPED_INFO(d.line << ": " << d.message << " " << d.hint);
  REQUIRE(result.rulebook.has_value());
  return *result.rulebook;
}

bool isWarm(const std::string& id) { return stickyPoint(StickyDraw::kExperiment, "warm_script", id).e8 >= kOneE8 / 2; }
bool isHeldOut(const std::string& id) { return stickyPoint(StickyDraw::kHoldOut, "control", id).e8 < kOneE8 * 3 / 10; }

struct LiftBase {
  TempFolder folder;
  Rulebook rules = liftRulebook(liftRulesWith(kHalves));
  Store store = *Store::open(folder / "store", Access::write);
  std::vector<std::string> ids;

  explicit LiftBase(std::size_t customers) {
    std::string table = "id\n";
    for (std::size_t i = 0; i < customers; ++i) ids.push_back("c" + std::to_string(100 + i));
    for (const std::string& id : ids) table += id + "\n";
    ImportRequest request;
    request.path = folder.write("c.csv", table);
    request.rulebook = rules;
    REQUIRE(store.import(request).ok());
  }

  std::string decide(const std::string& customer, const std::string& now, const Rulebook& by) const {
    const auto engine = Engine::make(by, store);
    REQUIRE(engine.ok());
    DecisionRequest request;
    request.customer = customer;
    request.now = now;
    request.request = {{"channel", "call"}};
    request.log = Logging::soon;
    const auto result = engine->decide(request);
    if (!result.ok()) FAIL(result.error().message);
    return result->id;
  }
  std::string decide(const std::string& customer, const std::string& now = "2026-03-02T10:00Z") const {
    return decide(customer, now, rules);
  }
  void tell(const std::string& decision, const std::string& outcome, const std::string& at,
            const std::string& action = "tone_of_it", const std::string& amount = "") {
    const auto receipt = store.outcome({decision, action, outcome, amount, at});
    if (!receipt.ok()) FAIL(receipt.error().message);
  }
  void renewals(const std::string& rows) {
    ImportRequest request;
    request.path = folder.write("e.csv", "id,at,price\n" + rows);
    request.rulebook = rules;
    request.events = "renewed";
    const auto report = store.import(request);
    if (!report.ok()) FAIL(report.error().message);
    REQUIRE(report->rejected == 0);
  }
  static LiftRequest asking(const std::string& name = "warm_script") {
    LiftRequest request;
    request.name = name;
    request.now = "2026-06-01";
    return request;
  }
  LiftReport lift(const LiftRequest& request) {
    REQUIRE(store.erase("nobody").ok());  // behind the decisions that are still being written
    const auto report = measureLift(store, rules, request);
    if (!report.ok()) FAIL(report.error().message);
    return *report;
  }
  std::string complaint(const LiftRequest& request) const {
    const auto report = measureLift(store, rules, request);
    return report.ok() ? std::string() : report.error().message;
  }
};

void checkSame(const LiftFigure& figure, const model::Interval& wanted) {
  CHECK(figure.at == wanted.at);
  CHECK(figure.low == wanted.low);
  CHECK(figure.high == wanted.high);
}

TEST_CASE("an experiment counts customers once, by the arm they keep, and compares arms") {
  LiftBase base(36);
  double warm = 0, plain = 0, warmDid = 0, plainDid = 0;
  for (const std::string& id : base.ids) {
    const std::string first = base.decide(id);
    double& seen = isWarm(id) ? warm : plain;
    double& did = isWarm(id) ? warmDid : plainDid;
    const bool does = static_cast<int>(seen) % (isWarm(id) ? 2 : 4) == 0;
    seen += 1;
    if (!does) continue;
    did += 1;
    base.tell(first, "accepted", "2026-03-04T10:00Z");
    if (static_cast<int>(did) != 1) continue;  // twice, and of two actions: still one customer
    base.tell(first, "accepted", "2026-03-05T10:00Z", "other");
    base.tell(base.decide(id, "2026-03-09T10:00Z"), "accepted", "2026-03-10T10:00Z");
  }
  REQUIRE(warm > 10);
  REQUIRE(plain > 10);
  const LiftReport report = base.lift(base.asking());
  CHECK(report.measured == "accepted");
  CHECK(report.watchedMs == std::int64_t{28} * 86'400'000);
  CHECK(report.from == "2026-03-02T10:00:00Z");
  CHECK(report.to == report.from);
  CHECK(report.decisions == 38);
  REQUIRE(report.arms.size() == 2);
  CHECK(report.arms[0].name == "plain");
  CHECK(report.arms[0].isControl);
  CHECK(report.arms[0].share == 0.5);
  CHECK(static_cast<double>(report.arms[0].customers) == plain);
  CHECK(static_cast<double>(report.arms[0].did) == plainDid);
  CHECK(static_cast<double>(report.arms[1].customers) == warm);
  CHECK(static_cast<double>(report.arms[1].did) == warmDid);
  const model::Effects effects(0.95);
  checkSame(report.arms[1].rate, effects.rate({warmDid, warm}));
  REQUIRE(report.arms[1].rates.difference);
  checkSame(*report.arms[1].rates.difference, effects.difference(model::Rate{warmDid, warm}, {plainDid, plain}));
  REQUIRE(report.arms[1].rates.lift);
  checkSame(*report.arms[1].rates.lift, *effects.lift(model::Rate{warmDid, warm}, {plainDid, plain}));
  CHECK_FALSE(report.arms[0].rates.difference);
  CHECK(report.arms[0].isThin);
  CHECK_FALSE(report.ratioIsWrong);
  REQUIRE(report.needed);
  CHECK(*report.needed > 1'000);

  LiftRequest other = base.asking();
  other.control = "warm";
  const LiftReport turned = base.lift(other);
  CHECK(turned.arms[1].isControl);
  CHECK(turned.arms[0].rates.difference->at == -report.arms[1].rates.difference->at);
}

TEST_CASE("what counts is the standing answer, of the action asked for, while somebody is watched") {
  LiftBase base(8);
  const auto& ids = base.ids;
  base.tell(base.decide(ids[0]), "accepted", "2026-03-30T10:00Z");  // to the very end
  base.tell(base.decide(ids[1]), "accepted", "2026-03-30T10:01Z");  // too late
  const std::string mind = base.decide(ids[2]);
  base.tell(mind, "accepted", "2026-03-03T10:00Z");
  base.tell(mind, "declined", "2026-03-04T10:00Z");  // changed their mind
  base.tell(base.decide(ids[3]), "accepted", "2026-03-03T10:00Z", "other", "12.50");
  base.decide(ids[4], "2026-05-20T10:00Z");  // too recent
  base.decide(ids[5], "2026-02-01T10:00Z");
  base.tell(base.decide(ids[5]), "presented", "2026-03-03T10:00Z");

  const auto did = [](const LiftReport& report) { return report.arms[0].did + report.arms[1].did; };
  const auto customers = [](const LiftReport& report) { return report.arms[0].customers + report.arms[1].customers; };
  LiftRequest request = base.asking();
  std::map<std::string, LiftCustomer> seen;
  request.visit = [&seen](const LiftCustomer& one) { seen.emplace(one.id, one); };
  request.withAmounts = true;
  const LiftReport report = base.lift(request);
  CHECK(customers(report) == 5);
  CHECK(did(report) == 2);
  CHECK(report.tooRecent == 1);
  REQUIRE(seen.size() == 5);
  CHECK(seen.at(ids[0]).did);
  CHECK(seen.at(ids[0]).arm == (isWarm(ids[0]) ? "warm" : "plain"));
  CHECK(seen.at(ids[0]).amount.digits == "0.00");
  CHECK_FALSE(seen.at(ids[1]).did);
  CHECK_FALSE(seen.at(ids[2]).did);
  CHECK(seen.at(ids[3]).amount.digits == "12.50");
  CHECK(seen.at(ids[5]).since == "2026-02-01T10:00:00Z");

  request = base.asking();
  request.action = "tone_of_it";
  CHECK(did(base.lift(request)) == 1);
  request = base.asking();
  request.days = 29;
  CHECK(did(base.lift(request)) == 3);
  request = base.asking();
  request.outcome = "declined";
  CHECK(did(base.lift(request)) == 1);
  request.outcome = "presented";        // any answer says so
  CHECK(did(base.lift(request)) == 3);  // not the one that was told too late, nor the one of a first decision long past
  request = base.asking();
  request.since = "2026-03-01";
  request.until = "2026-03-02T10:00Z";
  CHECK(customers(base.lift(request)) == 0);
  request.until = "2026-03-02T10:01Z";
  CHECK(customers(base.lift(request)) == 5);

  REQUIRE(base.store.erase(ids[0]).ok());
  const LiftReport later = base.lift(base.asking());
  CHECK(later.erased == 1);
  CHECK(customers(later) == 4);
}

TEST_CASE("customers whose key is private are counted and not named") {
  LiftBase base(3);
  std::string rules = liftRulesWith(kHalves);
  const std::string_view key = "key id : text";
  rules.replace(rules.find(key), key.size(), "key id : text private");
  LiftRequest request = base.asking();
  request.everyone = true;
  request.since = "2026-03-01";
  std::size_t seen = 0;
  request.visit = [&seen](const LiftCustomer& one) { seen += one.id == "***" ? 1U : 0U; };
  REQUIRE(measureLift(base.store, liftRulebook(rules), request).ok());
  CHECK(seen == 3);
}

TEST_CASE("who was decided for under other shares is not compared") {
  LiftBase base(6);
  const Rulebook before =
      liftRulebook(liftRulesWith("experiment warm_script { plain 90%, warm 10% } measure accepted within 28 days\n"));
  base.decide(base.ids[0], "2026-03-02T10:00Z", before);
  for (const std::string& id : base.ids) base.decide(id);
  const LiftReport report = base.lift(base.asking());
  CHECK(report.otherShares == 1);
  CHECK(report.arms[0].customers + report.arms[1].customers == 5);
}

TEST_CASE("a hold-out is measured by what customers did, everybody of the store if wanted") {
  LiftBase base(200);
  std::string rows;
  double held = 0, others = 0;
  model::Amounts heldSpend, othersSpend;
  for (std::size_t i = 0; i < base.ids.size(); ++i) {
    const std::string& id = base.ids[i];
    const bool renews = i % (isHeldOut(id) ? 4 : 2) == 0;
    if (renews) rows += id + ",2026-03-10T10:00Z,£" + std::to_string(10 + i % 7) + "\n";
    if (renews) rows += id + ",2026-03-11T10:00Z,£1\n";
    (isHeldOut(id) ? held : others) += 1;
    (isHeldOut(id) ? heldSpend : othersSpend).add(renews ? 11 + static_cast<double>(i % 7) : 0);
  }
  rows += base.ids[1] + ",2026-02-10T10:00Z,£500\n";  // before
  rows += base.ids[1] + ",2026-03-01T00:00Z,£0\n";    // at the very beginning
  base.renewals(rows);
  LiftRequest request = base.asking("control");
  request.event = "renewed";
  request.field = "price";
  request.everyone = true;
  request.since = "2026-03-01";
  const LiftReport report = base.lift(request);
  CHECK(report.isHoldOut);
  REQUIRE(report.arms.size() == 2);
  CHECK(report.arms[0].name == "held_out");
  CHECK(report.arms[0].isControl);
  CHECK(report.arms[0].share == Approx(0.3));
  CHECK(static_cast<double>(report.arms[0].customers) == held);
  CHECK(static_cast<double>(report.arms[1].customers) == others);
  CHECK(report.from == "2026-03-01T00:00:00Z");
  REQUIRE(report.arms[1].means.difference);
  const model::Interval wanted = *model::Effects(0.95).difference(othersSpend, heldSpend);
  CHECK(report.arms[1].means.difference->at == Approx(wanted.at));
  CHECK(report.arms[1].means.difference->low == Approx(wanted.low));
  CHECK(report.arms[1].rates.difference->at > 0.1);

  for (const std::string& id : base.ids)  // only who was decided for: nobody who was held out called
    if (!isHeldOut(id)) base.decide(id);
  request.everyone = false;
  const LiftReport decided = base.lift(request);
  CHECK(decided.arms[0].customers == 0);
  CHECK(decided.ratioIsWrong);
  CHECK_FALSE(decided.arms[1].rates.difference);
}

TEST_CASE("what cannot be measured is told") {
  LiftBase base(4);
  CHECK_THAT(base.complaint(base.asking("warm_scrip")), Contains("did you mean `warm_script`?"));
  CHECK_THAT(base.complaint(base.asking("")), Contains("which one? There are warm_script, control"));
  CHECK_THAT(base.complaint(base.asking("control")), Contains("no offers to answer, so say which event"));
  const auto complaint = [&](auto change, const std::string& name = "warm_script") {
    LiftRequest request = LiftBase::asking(name);
    change(request);
    return base.complaint(request);
  };
  CHECK_THAT(complaint([](auto& r) { r.control = "cold"; }), Contains("no arm `cold`: there are plain, warm"));
  CHECK_THAT(complaint([](auto& r) { r.outcome = "acepted"; }), Contains("did you mean `accepted`?"));
  CHECK_THAT(complaint([](auto& r) { r.action = "tone_of_i"; }), Contains("did you mean `tone_of_it`?"));
  CHECK_THAT(complaint([](auto& r) { r.event = "renewd"; }), Contains("did you mean `renewed`?"));
  CHECK_THAT(complaint([](auto& r) { r.event = "renewed", r.field = "prize"; }), Contains("did you mean `price`?"));
  CHECK_THAT(complaint([](auto& r) { r.field = "price"; }), Contains("say which event"));
  CHECK_THAT(complaint([](auto& r) { r.event = "renewed", r.outcome = "accepted"; }), Contains("one of them"));
  CHECK_THAT(complaint([](auto& r) { r.everyone = true; }), Contains("Say since when"));
  CHECK_THAT(complaint([](auto& r) { r.since = "2026-03-02", r.until = "2026-03-01"; }), Contains("is not before"));
  CHECK_THAT(complaint([](auto& r) { r.since = "soon"; }), Contains("soon"));
  CHECK_THAT(complaint([](auto& r) { r.confidence = 1; }), Contains("99.99%"));
  const Rulebook without = liftRulebook("rulebook a \"A\" { currency GBP }\nprofile customer { key id : text }\n");
  CHECK_THAT(measureLift(base.store, without, {}).error().message, Contains("there is nothing to compare"));
  CHECK(base.lift(base.asking()).from.empty());  // nobody was decided for
}

}  // namespace
}  // namespace regard
