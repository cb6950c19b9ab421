// Nights on which a clock is put forward or back: quiet hours are those that the clock on the customer's wall shows,
// and a day is theirs, of 23 or 25 hours.

#include <catch2/catch.hpp>
#include <string>

#include "regard/engine.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using support::TempFolder;

constexpr const char* kHead = R"(
rulebook care "Care" { currency GBP timezone "Europe/London" }
choice channel { email }
issues { service }
outcomes { accepted yes }
profile customer { key id : text  timezone : text }
every day at 09:00 offer hello
every month offer hello
action hello { issue service  treatment email { subject "a" } }
)";

/// eva lives by London's clock, for nobody said otherwise; nell by New York's.
struct ClocksBase {
  TempFolder folder;
  Rulebook rules;
  Store store = *Store::open(folder / "store", Access::write);
  std::optional<Engine> engine;

  explicit ClocksBase(const std::string& policy) : rules(compiled(kHead + policy)) {
    REQUIRE(store.adopt(rules).ok());
    ImportRequest request;
    request.path = folder.write("c.csv", "id,timezone\neva,unknown\nnell,America/New_York\nodd,Mars/Olympus\n");
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
  DecisionResult decide(const std::string& customer, const std::string& now, bool reserve) const {
    DecisionRequest request;
    request.customer = customer;
    request.on = "month";
    request.now = now;
    request.reserve = reserve;
    const auto result = engine->decide(request);
    if (!result.ok()) FAIL(result.error().message);
    return *result;
  }
  bool speaks(const std::string& customer, const std::string& now) const {
    return !decide(customer, now, false).offered.empty();
  }
  void takes(const std::string& customer, const std::string& now) {
    const DecisionResult taken = decide(customer, now, true);
    REQUIRE(taken.offered.size() == 1);
    REQUIRE(store.outcome({taken.id, "hello", "presented", "", now}).ok());
  }
  void contact(const std::string& customer, const std::string& at) {
    const auto done = store.record(
        {customer, "contact", {{"direction", "outbound"}, {"outcome", "presented"}}, at, "", false, rules});
    if (!done.ok()) FAIL(done.error().message);
  }
  /// The minutes, from one instant on, at which nothing is said: "00:30-01:30 02:00-" of that day in UTC.
  std::string quiet(const std::string& customer, const std::string& day, int hours) const {
    std::string out;
    bool wasQuiet = false;
    char time[16];
    for (int minute = 0; minute < hours * 60; minute += 5) {
      std::snprintf(time, sizeof time, "%02d:%02d", minute / 60, minute % 60);
      const bool isQuiet = !speaks(customer, day + "T" + time + "Z");
      if (isQuiet != wasQuiet) out += isQuiet ? (out.empty() ? "" : " ") + std::string(time) + "-" : std::string(time);
      wasQuiet = isQuiet;
    }
    return out;
  }
};

}  // namespace

TEST_CASE("quiet hours on the night that a clock is put forward: what the clock skips does not happen") {
  const ClocksBase base("policy night { quiet from 01:30 to 02:15 }");
  // London: after 00:59 UTC comes 02:00 on the wall.
  CHECK(base.quiet("eva", "2026-03-28", 6) == "01:30-02:15");
  CHECK(base.quiet("eva", "2026-03-29", 6) == "01:00-01:15");
  CHECK(base.quiet("eva", "2026-03-30", 6) == "00:30-01:15");
  // New York: after 06:59 UTC comes 03:00 on the wall; all of it is skipped but what was before.
  CHECK(base.quiet("nell", "2026-03-07", 9) == "06:30-07:15");
  CHECK(base.quiet("nell", "2026-03-08", 9) == "06:30-07:00");
  CHECK(base.quiet("nell", "2026-03-09", 9) == "05:30-06:15");
  // Nobody knows a clock of that name: the rulebook's.
  CHECK(base.quiet("odd", "2026-03-29", 6) == "01:00-01:15");
}

TEST_CASE("quiet hours on the night that a clock is put back: what it shows twice is quiet twice") {
  const ClocksBase base("policy night { quiet from 01:30 to 02:15 }");
  // London: 01:00 to 02:00 on the wall from 00:00 UTC, and again from 01:00 UTC.
  CHECK(base.quiet("eva", "2026-10-25", 6) == "00:30-01:00 01:30-02:15");
  CHECK(base.quiet("eva", "2026-10-26", 6) == "01:30-02:15");
  CHECK(base.quiet("nell", "2026-11-01", 9) == "05:30-06:00 06:30-07:15");
}

TEST_CASE("quiet hours over midnight on those nights last an hour less, and an hour more") {
  const ClocksBase base("policy night { quiet from 22:00 to 07:00 }");
  CHECK(base.quiet("eva", "2026-03-28", 24) == "00:00-07:00 22:00-");
  CHECK(base.quiet("eva", "2026-03-29", 24) == "00:00-06:00 21:00-");
  CHECK(base.quiet("eva", "2026-10-25", 24) == "00:00-07:00 22:00-");
  CHECK(base.quiet("nell", "2026-03-08", 24) == "03:00-11:00");
  CHECK(base.quiet("nell", "2026-11-01", 24) == "02:00-12:00");
}

TEST_CASE("a cap per day counts the customer's day, of 23 or 25 hours") {
  struct Case {
    const char *customer, *contact, *lastOfDay, *nextDay;
  };
  const Case cases[] = {
      {"eva", "2026-03-29T00:00Z", "2026-03-29T22:59:59Z", "2026-03-29T23:00Z"},   // 23 hours
      {"eva", "2026-10-24T23:00Z", "2026-10-25T23:59:59Z", "2026-10-26T00:00Z"},   // 25 hours
      {"nell", "2026-03-08T05:00Z", "2026-03-09T03:59:59Z", "2026-03-09T04:00Z"},  // 23 hours
      {"nell", "2026-11-01T04:00Z", "2026-11-02T04:59:59Z", "2026-11-02T05:00Z"},  // 25 hours
      {"nell", "2026-11-01T05:30Z", "2026-11-02T04:59:59Z", "2026-11-02T05:00Z"},  // 01:30, the first of two
      {"nell", "2026-11-01T06:30Z", "2026-11-02T04:59:59Z", "2026-11-02T05:00Z"},  // and the second
  };
  for (const Case& c : cases) {
    CAPTURE(c.customer, c.contact);
    ClocksBase base("policy seldom { at most 1 contacts per day }");
    base.contact(c.customer, c.contact);
    CHECK_FALSE(base.speaks(c.customer, c.contact));
    CHECK_FALSE(base.speaks(c.customer, c.lastOfDay));
    CHECK(base.speaks(c.customer, c.nextDay));
  }
  // One of the evening before is of the day before, and leaves the short day free.
  ClocksBase base("policy seldom { at most 1 contacts per day }");
  base.contact("eva", "2026-03-28T23:59:59Z");
  CHECK(base.speaks("eva", "2026-03-29T00:00Z"));
}

TEST_CASE("what rolls is as long as ever") {
  ClocksBase base("policy seldom { at most 1 contacts in 24 hours }");
  base.contact("eva", "2026-03-28T12:00Z");
  CHECK_FALSE(base.speaks("eva", "2026-03-29T11:59:59Z"));
  CHECK(base.speaks("eva", "2026-03-29T12:00Z"));
}

TEST_CASE("what everybody shares goes by the rulebook's day") {
  ClocksBase base("policy few { at most 1 contacts per day over everyone }");
  base.takes("nell", "2026-10-24T23:00Z");  // in London Sunday has begun, in New York it is Saturday
  CHECK_FALSE(base.speaks("nell", "2026-10-25T04:00Z"));
  CHECK_FALSE(base.speaks("eva", "2026-10-25T23:59:59Z"));
  CHECK(base.speaks("eva", "2026-10-26T00:00Z"));
}

}  // namespace regard
