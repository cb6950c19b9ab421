// Who entered a journey stays in it, whatever becomes of the condition that let them in, until they leave.

#include <catch2/catch.hpp>
#include <string>

#include "regard/engine.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using support::TempFolder;

constexpr const char* kJourneysRules = R"(
rulebook care "Care" { currency GBP timezone "Europe/London" }
choice channel { email }
issues { service }
outcomes { accepted yes }
profile customer { key id : text  visits : number }
request { channel : channel }
event order {}
event goodbye {}
event visit {}
journey start "First steps" {
  enter when any(order in last 2 days)
  stage early until count(order) >= 2
  stage later until count(order) >= 4
  leave when any(goodbye in last 1 day)
}
action early_help { issue service  eligible when start = early  treatment email { subject "a" } }
action later_help { issue service  eligible when start = later  treatment email { subject "a" } }
action outside { issue service  eligible when start = outside  treatment email { subject "a" } }
action every_day { issue service  eligible when direction = outbound  treatment email { subject "a" } }
every day at 09:00 offer every_day
arbitrate { keep 1 }
)";

struct JourneysBase {
  TempFolder folder;
  Rulebook rules;
  Store store = *Store::open(folder / "store", Access::write);
  std::optional<Engine> engine;

  JourneysBase() : rules(compiled()) {
    REQUIRE(store.adopt(rules).ok());
    ImportRequest request;
    request.path = folder.write("c.csv", "id\nann\nbob\n");
    REQUIRE(store.import(request).ok());
    auto made = Engine::make(rules, store);
    REQUIRE(made.ok());
    engine = *made;
    tell("visit", "2026-01-01T10:00");  // from here on it is known what did not happen
  }
  static Rulebook compiled() {
    CompileResult result = compileText(kJourneysRules);
    for (const Diagnostic& d : result.diagnostics) UNSCOPED_INFO(d.line << ": " << d.message << " " << d.hint);
    REQUIRE(result.rulebook.has_value());
    return *result.rulebook;
  }
  void tell(const std::string& name, const std::string& at, bool close = false) {
    const auto done = store.record({"ann", name, {}, at, "", close, rules});
    if (!done.ok()) FAIL(done.error().message);
  }
  /// What is offered then, and whether the answer is kept.
  std::string offered(const std::string& now, Logging log = Logging::off) const {
    DecisionRequest request;
    request.customer = "ann";
    request.request = {{"channel", "email"}};
    request.now = now;
    request.log = log;
    const auto result = engine->decide(request);
    if (!result.ok()) FAIL(result.error().message);
    return result->offered.empty() ? "" : result->offered[0].action;
  }
  /// Rows of the journey: entries.
  std::size_t entries() const {
    const auto profile = store.find("ann");
    REQUIRE(profile.ok());
    for (const AttributeValue& list : profile->history)
      if (list.name == "journey.start") return list.rows.size();
    return 0;
  }
};

}  // namespace

TEST_CASE("a decision that is logged records who entered, and that holds when the condition does no more") {
  JourneysBase base;
  base.tell("order", "2026-03-01T10:00");
  CHECK(base.offered("2026-03-02T10:00") == "early_help");  // by the condition, and nobody took it down
  CHECK(base.entries() == 0);
  CHECK(base.offered("2026-03-05T10:00") == "outside");
  CHECK(base.offered("2026-03-02T11:00", Logging::durable) == "early_help");
  CHECK(base.entries() == 1);
  CHECK(base.offered("2026-03-05T10:00", Logging::durable) == "early_help");
  CHECK(base.offered("2026-03-02T10:59:59Z") == "early_help");  // by the condition, as before
  CHECK(base.entries() == 1);                                   // once
  base.tell("order", "2026-03-05T10:30");
  CHECK(base.offered("2026-03-09T10:00") == "later_help");
}

TEST_CASE("who left stays outside until they enter anew") {
  JourneysBase base;
  base.tell("order", "2026-03-01T10:00");
  CHECK(base.offered("2026-03-01T11:00", Logging::durable) == "early_help");
  base.tell("goodbye", "2026-03-05T10:00");
  CHECK(base.offered("2026-03-05T11:00", Logging::durable) == "outside");
  CHECK(base.offered("2026-03-07T11:00", Logging::durable) == "outside");  // the goodbye is long ago, the entry too
  CHECK(base.offered("2026-03-04T11:00") == "early_help");                 // as it was then
  base.tell("order", "2026-03-10T10:00");
  CHECK(base.offered("2026-03-10T11:00", Logging::durable) == "later_help");
  CHECK(base.offered("2026-03-20T11:00") == "later_help");
  CHECK(base.entries() == 2);
}

TEST_CASE("after its last stage a journey is over") {
  JourneysBase base;
  for (const char* at : {"2026-03-01T10:00", "2026-03-01T11:00", "2026-03-01T12:00"}) base.tell("order", at);
  CHECK(base.offered("2026-03-01T13:00", Logging::durable) == "later_help");
  base.tell("order", "2026-03-02T10:00");
  CHECK(base.offered("2026-03-02T11:00", Logging::durable) == "outside");
  CHECK(base.entries() == 1);
}

TEST_CASE("what is reserved records it too, in the same transaction") {
  JourneysBase base;
  base.tell("order", "2026-03-01T10:00");
  DecisionRequest request;
  request.customer = "ann";
  request.on = "day";
  request.now = "2026-03-02T10:00";
  request.reserve = true;
  REQUIRE(base.engine->decide(request).ok());
  CHECK(base.entries() == 1);
  CHECK(base.offered("2026-03-20T10:00") == "early_help");
}

TEST_CASE("somebody may tell an entry, and an end") {
  JourneysBase base;
  CHECK(base.offered("2026-03-02T10:00") == "outside");
  base.tell("journey.start", "2026-03-01T10:00");
  CHECK(base.offered("2026-03-02T10:00") == "early_help");
  base.tell("journey.start", "2026-03-03T10:00", true);
  CHECK(base.offered("2026-03-02T10:00") == "early_help");
  CHECK(base.offered("2026-03-03T10:00") == "outside");
}

}  // namespace regard
