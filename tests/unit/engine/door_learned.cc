// Propensities that learn, through the public door: an answer, and the very next decision.

#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "regard/engine.h"
#include "regard/learned.h"
#include "regard/log.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using Catch::Contains;
using support::TempFolder;

constexpr const char* kRules = R"(
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

Rulebook compiled() {
  CompileResult result = compileText(kRules);
  for (const Diagnostic& d : result.diagnostics) UNSCOPED_INFO(d.line << ": " << d.message << " " << d.hint);
  REQUIRE(result.rulebook.has_value());
  return *result.rulebook;
}

/// Customers by tier and age: gy, go, py, po, and ux of whom nothing is known.
struct Base {
  TempFolder folder;
  Rulebook rules = compiled();
  Store store = *Store::open(folder / "store", Access::write);
  std::optional<Engine> engine;

  Base() {
    REQUIRE(store.adopt(rules).ok());
    ImportRequest request;
    request.path =
        folder.write("c.csv", "id,tier,age\ngy,gold,young\ngo,gold,old\npy,plain,young\npo,plain,old\nux,,\n");
    REQUIRE(store.import(request).ok());
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
      if (offered.action == "warm") return 100 * std::stod(offered.propensity.digits);
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
  Base base;
  CHECK(base.propensity("gy") == Approx(10));
  CHECK(base.decide("gy").offered[0].action == "steady");
  base.answer("gy", "accepted");
  CHECK(base.propensity("gy") == Approx(100.0 * 3 / 21).margin(1e-4));  // (10% of 20, and one yes) of 21
  CHECK(base.decide("gy").offered[0].action == "warm");
  base.answer("gy", "declined");
  CHECK(base.propensity("gy") == Approx(100.0 * 3 / 22).margin(1e-4));
}

TEST_CASE("what one cell learned others lean on, the nearer the more") {
  Base base;
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
  Base base;
  base.answer("ux", "accepted", 20);
  CHECK(base.propensity("ux") == Approx(100.0 * 22 / 40).margin(1e-4));
  CHECK(base.propensity("ux", "2026-08-29T10:00Z") == Approx(100.0 * 12 / 30).margin(1e-4));
  CHECK(base.propensity("ux", "2027-02-25T10:00Z") == Approx(100.0 * 7 / 25).margin(1e-4));
  CHECK(base.propensity("ux", "2076-01-01T10:00Z") == Approx(10).margin(1e-3));
  CHECK(base.cells("2026-08-29T10:00Z").at("").of == Approx(10));
}

TEST_CASE("an answer in place of another leaves nothing of it, whenever either came") {
  Base base, straight;
  const std::string id = base.decide("gy", "2026-03-02T10:00Z", "call", true).id;
  REQUIRE(base.store.outcome({id, "warm", "declined", "", "2026-03-02T11:00Z"}).ok());
  REQUIRE(base.store.outcome({id, "warm", "accepted", "", "2026-03-20T11:00Z"}).ok());
  const auto cells = base.cells("2026-03-20T11:00Z");
  CHECK(cells.at("").of == Approx(1).epsilon(1e-9));
  CHECK(cells.at("").yes == Approx(1).epsilon(1e-9));
  CHECK(cells.at("tier = gold, age = young").of == Approx(1).epsilon(1e-9));
}

TEST_CASE("a decision that used what was learned is made again from the log, whatever was learned since") {
  Base base;
  base.answer("gy", "accepted", 3);
  base.answer("gy", "declined", 40);
  const auto report = DecisionLog(base.store).replay({});
  REQUIRE(report.ok());
  CHECK(report->same == 43);
}

TEST_CASE("cells tell what they know and what they lean on") {
  Base base;
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
  Base base, other;
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
