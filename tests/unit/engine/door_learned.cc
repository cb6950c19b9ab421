// Propensities that learn, through the public door: an answer, and the very next decision.

#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "engine/door/store_impl.h"
#include "engine/gather/sticky.h"
#include "engine/ledger/learned.h"
#include "regard/engine.h"
#include "regard/learned.h"
#include "regard/log.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using Catch::Contains;
using support::TempFolder;

constexpr const char* kLearnedRules = R"(
rulebook care "Care" { currency GBP timezone "Europe/London" }
choice channel { call, email }
choice tier { gold, plain }
choice age { young, old }
issues { sales }
outcomes { accepted yes, declined no }
profile customer { key id : text  tier : tier  age : age }
request { channel : channel }
action warm { issue sales  propensity learned by tier, age prior 10% from 20 answers  benefit £100
  treatment call { script "a" }  treatment email { subject "a" } }
action steady { issue sales  propensity 12%  benefit £100  treatment call { script "a" }  treatment email { subject "a" } }
every day at 09:00 offer warm
every day at 09:00 offer steady
)";

/// The rules with more said of what `warm` learns.
std::string learnedRulesWith(const std::string& more) {
  std::string rules = kLearnedRules;
  const std::string_view prior = "from 20 answers";
  return rules.replace(rules.find(prior), prior.size(), std::string(prior) + " " + more);
}

Rulebook learnedRulebook(const std::string& rules) {
  CompileResult result = compileText(rules);
  for (const Diagnostic& d : result.diagnostics) UNSCOPED_INFO(d.line << ": " << d.message << " " << d.hint);
  REQUIRE(result.rulebook.has_value());
  return *result.rulebook;
}

/// Customers by tier and age: gy, go, py, po, and ux of whom nothing is known.
struct LearnedBase {
  TempFolder folder;
  Rulebook rules;
  Store store = *Store::open(folder / "store", Access::write);
  std::optional<Engine> engine;

  explicit LearnedBase(const std::string& text = kLearnedRules) : rules(learnedRulebook(text)) {
    REQUIRE(store.adopt(rules).ok());
    ImportRequest request;
    request.path =
        folder.write("c.csv", "id,tier,age\ngy,gold,young\ngo,gold,old\npy,plain,young\npo,plain,old\nux,,\n");
    REQUIRE(store.import(request).ok());
    open();
  }
  void open() {
    auto made = Engine::make(rules, store);
    REQUIRE(made.ok());
    engine = *made;
  }

  DecisionResult decide(const std::string& customer, const std::string& now = "2026-03-02T10:00Z",
                        const std::string& channel = "call", bool log = false) const {
    DecisionRequest request;
    request.customer = customer;
    request.now = now;
    request.request = {{"channel", channel}};
    request.log = log ? Logging::durable : Logging::off;
    auto result = engine->decide(request);
    if (!result.ok()) FAIL(result.error().message);
    return *result;
  }
  /// In percent.
  double propensity(const std::string& customer, const std::string& now = "2026-03-02T10:00Z",
                    const std::string& channel = "call") const {
    for (const OfferedAction& offered : decide(customer, now, channel).offered)
      if (offered.action == "warm") return 100 * std::stod(offered.propensity.digits());
    FAIL("warm is not offered");
    return 0;
  }
  void answer(const std::string& customer, const std::string& outcome, int times = 1,
              const std::string& now = "2026-03-02T10:00Z", const std::string& channel = "call") {
    for (int i = 0; i < times; ++i) {
      const auto receipt = store.outcome({decide(customer, now, channel, true).id, "warm", outcome, "", now});
      if (!receipt.ok()) FAIL(receipt.error().message);
      REQUIRE(receipt->result == OutcomeResult::attributed);
    }
  }
  std::map<std::string, LearnedCell> cells(const std::string& now = "2026-03-02T10:00Z") const {
    std::map<std::string, LearnedCell> out;
    const auto learned = learnedCells(store, rules, "", now);
    REQUIRE(learned.ok());
    for (const LearnedCell& one : *learned) out.emplace(one.cell, one);
    return out;
  }
};

TEST_CASE("the very next decision uses an answer") {
  LearnedBase base;
  CHECK(base.propensity("gy") == Approx(10));
  CHECK(base.decide("gy").offered[0].action == "steady");
  base.answer("gy", "accepted");
  CHECK(base.propensity("gy") == Approx(100.0 * 3 / 21).margin(1e-4));  // (10% of 20, and one yes) of 21
  CHECK(base.decide("gy").offered[0].action == "warm");
  base.answer("gy", "declined");
  CHECK(base.propensity("gy") == Approx(100.0 * 3 / 22).margin(1e-4));
}

TEST_CASE("what one cell learned others lean on, the nearer the more") {
  LearnedBase base;
  base.answer("gy", "accepted", 24);
  base.answer("gy", "declined", 6);
  base.answer("py", "accepted", 2);
  base.answer("py", "declined", 28);
  CHECK(base.propensity("go") == base.propensity("gy"));  // nobody like `go` has answered: gold has
  base.answer("go", "accepted", 3);
  base.answer("go", "declined", 9);
  base.answer("po", "accepted", 3);
  base.answer("po", "declined", 9);
  const double gy = base.propensity("gy"), go = base.propensity("go"), ux = base.propensity("ux"),
               po = base.propensity("po"), py = base.propensity("py");
  CAPTURE(gy, go, ux, po, py);
  CHECK(gy > go);
  CHECK(go > py);
  CHECK(ux == Approx(100.0 * 34 / 104).margin(1e-3));
  CHECK(base.propensity("gy", "2026-03-02T10:00Z", "email") == gy);  // `by` does not name the channel
}

TEST_CASE("answers count half as much after 180 days") {
  LearnedBase base;
  base.answer("ux", "accepted", 20);
  CHECK(base.propensity("ux") == Approx(100.0 * 22 / 40).margin(1e-4));
  CHECK(base.propensity("ux", "2026-08-29T10:00Z") == Approx(100.0 * 12 / 30).margin(1e-4));
  CHECK(base.propensity("ux", "2027-02-25T10:00Z") == Approx(100.0 * 7 / 25).margin(1e-4));
  CHECK(base.propensity("ux", "2076-01-01T10:00Z") == Approx(10).margin(1e-3));
  CHECK(base.cells("2026-08-29T10:00Z").at("").of == Approx(10));
}

TEST_CASE("rules say how long it takes to forget half") {
  LearnedBase base(learnedRulesWith("forgetting half in 30 days"));
  base.answer("ux", "accepted", 20);
  CHECK(base.propensity("ux", "2026-04-01T10:00Z") == Approx(100.0 * 12 / 30).margin(1e-4));
  CHECK(base.cells().at("").halfLifeDays == 30);
  CHECK(base.cells("2026-05-01T10:00Z").at("").of == Approx(5));
}

TEST_CASE("where rules say another half-life, what counts at the next answer goes on by the new one") {
  LearnedBase base(learnedRulesWith("forgetting half in 30 days"));
  base.answer("gy", "accepted", 16, "2026-03-02T10:00Z");
  base.answer("po", "declined", 16, "2026-03-02T10:00Z");
  base.rules = learnedRulebook(learnedRulesWith("forgetting half in 60 days"));
  base.open();
  CHECK(base.cells("2026-04-01T10:00Z").at("").of == Approx(16));  // nobody has answered under them yet
  base.answer("go", "accepted", 1, "2026-04-01T10:00Z");           // 8 of each are left
  const auto now = base.cells("2026-04-01T10:00Z"), later = base.cells("2026-05-31T10:00Z");
  CHECK(now.at("").of == Approx(17));
  CHECK(now.at("tier = gold").of == Approx(9));
  CHECK(now.at("tier = plain, age = old").of == Approx(8));
  for (const auto& [cell, count] : now) {
    CAPTURE(cell);
    CHECK(count.halfLifeDays == 60);
    CHECK(later.at(cell).of == Approx(count.of / 2));
    CHECK(later.at(cell).yes == Approx(count.yes / 2));
  }
  // As sure of sisters as if it had been counted so from the start: 16 answers of 60 days before, and one.
  LearnedBase straight(learnedRulesWith("forgetting half in 60 days"));
  straight.answer("gy", "accepted", 16, "2026-01-31T10:00Z");
  straight.answer("po", "declined", 16, "2026-01-31T10:00Z");
  straight.answer("go", "accepted", 1, "2026-04-01T10:00Z");
  for (const char* who : {"gy", "go", "py", "po", "ux"}) {
    CAPTURE(who);
    CHECK(base.propensity(who, "2026-04-01T10:00Z") == Approx(straight.propensity(who, "2026-04-01T10:00Z")));
  }
}

TEST_CASE("a short half-life counts for years without a number that is too large") {
  LearnedBase base(learnedRulesWith("forgetting half in 1 day"));
  base.answer("gy", "accepted", 2, "2020-01-01T10:00Z");
  base.answer("gy", "accepted", 4, "2023-01-01T10:00Z");
  base.answer("go", "declined", 4, "2026-03-02T10:00Z");
  const auto cells = base.cells();
  CHECK(cells.at("").of == Approx(4));
  CHECK(cells.at("").yes == Approx(0).margin(1e-6));
  CHECK(base.propensity("go") == Approx(100.0 * 2 / 24).margin(1e-3));
  CHECK(base.cells("2026-03-03T10:00Z").at("").of == Approx(2));
}

TEST_CASE("cells from before half-lives were the rules' read as they were meant") {
  LearnedBase base;
  const double weighed[] = {3, 12, 0, 0, 0, 0, 0};  // as of 2026-01-01
  const std::int64_t lastMs = 20'454 * kMsPerDay;
  std::string bytes(reinterpret_cast<const char*>(weighed), sizeof weighed);
  bytes.append(reinterpret_cast<const char*>(&lastMs), sizeof lastMs);
  const auto put = [&bytes](Transaction& tables) -> Result<Sequence> {
    auto done = tables.put(Table::kLearned, ledger::keyOfCell({"warm", {}}), bytes);
    return done ? Result<Sequence>(Sequence{}) : Result<Sequence>(done.fault());
  };
  REQUIRE(base.store.impl()->store->writer().submit(InTransaction{put}).get().ok());
  CHECK(base.cells("2026-06-30T00:00Z").at("").of == Approx(6));
  CHECK(base.cells("2026-06-30T00:00Z").at("").halfLifeDays == 180);
  base.answer("ux", "accepted", 1, "2026-06-30T00:00Z");
  CHECK(base.cells("2026-06-30T00:00Z").at("").of == Approx(7));
}

TEST_CASE("an action that is new reaches a part of all customers, which grows with its answers") {
  LearnedBase base(learnedRulesWith("reaching 20% until 100 answers"));
  const auto place = [](const std::string& id) {
    return static_cast<double>(stickyPoint(StickyDraw::kReach, "warm", id).e8) / double{kOneE8};
  };
  const auto reached = [&](const std::string& id) {
    for (const OfferedAction& one : base.decide(id).offered)
      if (one.action == "warm") return true;
    return false;
  };
  std::string near, far;  // by where they stand
  for (const char* id : {"gy", "go", "py", "po", "ux"}) {
    if (place(id) < 0.2) near = id;
    if (place(id) >= 0.2 && place(id) < 0.9) far = id;
    CHECK(reached(id) == (place(id) < 0.2));
  }
  CAPTURE(near, far);
  REQUIRE_FALSE(far.empty());
  DecisionRequest why;
  why.customer = far;
  why.now = "2026-03-02T10:00Z";
  why.request = {{"channel", "call"}};
  why.explain = true;
  const auto told = base.engine->decide(why);
  REQUIRE(told.ok());
  std::string reason;
  for (const WithheldAction& one : told->withheld)
    if (one.action == "warm") reason = one.sentence;
  CHECK_THAT(reason, Contains("new: it reaches 20% of customers by now, and this is not one of them"));

  const auto set = importLearned(
      base.store, base.folder.write("in.csv", "action,cell,yes,answers,last\nwarm,,5,50,2026-03-02T10:00Z\n"));
  REQUIRE(set.ok());
  // What is set counts from the clock's now on; as of the second of March it is more.
  const double share = base.cells().at("").reach;
  CHECK(share == Approx(std::min(1.0, 0.2 + 0.8 * base.cells().at("").of / 100)).margin(1e-8));
  for (const char* id : {"gy", "go", "py", "po", "ux"}) CHECK(reached(id) == (place(id) < share));
  REQUIRE(importLearned(base.store, base.folder.write("in.csv",
                                                      "action,cell,yes,answers,last\n"
                                                      "warm,,50,500,2026-03-02T10:00Z\n"))
              .ok());
  CHECK(base.cells().at("").reach == 1);
  for (const char* id : {"gy", "go", "py", "po", "ux"}) CHECK(reached(id));
}

TEST_CASE("a decision that was reached is made again from the log, however far it reaches since") {
  LearnedBase base(learnedRulesWith("reaching 20% until 3 answers"));
  for (const char* id : {"gy", "go", "py", "po", "ux"}) base.decide(id, "2026-03-02T10:00Z", "call", true);
  REQUIRE(importLearned(base.store, base.folder.write("in.csv",
                                                      "action,cell,yes,answers,last\n"
                                                      "warm,,50,500,2026-03-02T10:00Z\n"))
              .ok());
  const auto report = DecisionLog(base.store).replay({});
  REQUIRE(report.ok());
  CHECK(report->same == 5);
}

TEST_CASE("an answer in place of another leaves nothing of it, whenever either came") {
  LearnedBase base, straight;
  const std::string id = base.decide("gy", "2026-03-02T10:00Z", "call", true).id;
  REQUIRE(base.store.outcome({id, "warm", "declined", "", "2026-03-02T11:00Z"}).ok());
  REQUIRE(base.store.outcome({id, "warm", "accepted", "", "2026-03-20T11:00Z"}).ok());
  const auto cells = base.cells("2026-03-20T11:00Z");
  CHECK(cells.at("").of == Approx(1).epsilon(1e-9));
  CHECK(cells.at("").yes == Approx(1).epsilon(1e-9));
  CHECK(cells.at("tier = gold, age = young").of == Approx(1).epsilon(1e-9));
}

TEST_CASE("a decision that used what was learned is made again from the log, whatever was learned since") {
  LearnedBase base;
  base.answer("gy", "accepted", 3);
  base.answer("gy", "declined", 40);
  const auto report = DecisionLog(base.store).replay({});
  REQUIRE(report.ok());
  CHECK(report->same == 43);
}

TEST_CASE("cells tell what they know and what they lean on") {
  LearnedBase base;
  base.answer("gy", "accepted", 12);
  base.answer("go", "accepted", 3);
  base.answer("go", "declined", 9);
  base.answer("po", "declined", 24);
  const auto cells = base.cells();
  REQUIRE(cells.size() == 6);  // all; gold, plain; gold and young, gold and old, plain and old
  const LearnedCell& all = cells.at("");
  CHECK(all.yes == Approx(15));
  CHECK(all.of == Approx(48));
  CHECK(all.mean == Approx(17.0 / 68));
  CHECK(all.lift == Approx(17.0 / 68 / 0.1 - 1));
  CHECK(all.low < all.mean);
  CHECK(all.mean < all.high);
  CHECK(all.lastAt == "2026-03-02T10:00:00Z");
  CHECK(cells.at("tier = gold").lift > 0);
  CHECK(cells.at("tier = plain").lift < 0);
  CHECK(100 * cells.at("tier = gold, age = young").mean == Approx(base.propensity("gy")).margin(1e-4));
  CHECK_THAT(learnedCells(base.store, base.rules, "worm").error().message,
             Contains("no action `worm` learns: did you mean `warm`?"));
}

TEST_CASE("what was learned moves to another store and is forgotten by request") {
  LearnedBase base, other;
  base.answer("gy", "accepted", 5);
  base.answer("go", "declined", 7);
  base.answer("py", "declined", 4);
  std::string table = "action,cell,yes,answers,last\n";
  for (const auto& [name, cell] : base.cells())
    table += cell.action + ",\"" + cell.cell + "\"," + std::to_string(cell.yes) + "," + std::to_string(cell.of) + "," +
             cell.lastAt + "\n";
  const auto set = importLearned(other.store, other.folder.write("learned.csv", table));
  REQUIRE(set.ok());
  CHECK(*set == 6);
  // Imported as of the clock's now, exported as of the second of March: the share of yes is the same, the counts age
  // alike.
  const auto here = base.cells(), there = other.cells();
  REQUIRE(there.size() == here.size());
  for (const auto& [name, cell] : here)
    CHECK(there.at(name).yes * cell.of == Approx(there.at(name).of * cell.yes).margin(1e-3));
  const auto wrong =
      importLearned(other.store, other.folder.write("bad.csv", "action,cell,yes,answers,last\nwarm,,3,2,2026-03-02\n"));
  REQUIRE_FALSE(wrong.ok());
  CHECK_THAT(wrong.error().message, Contains("3 yes of 2 answers to `warm` cannot be"));
  CHECK(other.cells().size() == 6);

  const auto gone = forgetLearned(base.store, "warm");
  REQUIRE(gone.ok());
  CHECK(*gone == 6);
  CHECK(base.propensity("gy") == Approx(10));
  CHECK(base.cells().empty());
  CHECK_FALSE(forgetLearned(base.store, "warm").ok());
}

}  // namespace
}  // namespace regard
