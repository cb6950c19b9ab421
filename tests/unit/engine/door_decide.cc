// The public door end to end: rule text and a store on disk in, decisions, reasons and messages out.

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "base/literals.h"
#include "engine/door/store_impl.h"
#include "engine/store/record_builder.h"
#include "regard/engine.h"
#include "regard/rulebook.h"
#include "regard/store.h"
#include "regard/version.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

constexpr const char* kDecideHead = R"(
rulebook care "Care" { currency GBP timezone "Europe/London" locale "en-GB" }
choice channel { call, email }
choice intent { cancel, billing }
issues { service, sales }
profile customer {
  key customer_id : text
  first_name : text private
  arrears : money
  contract : one of { monthly "Month to month", yearly }
  started_on : date
  timezone : text
}
request { channel : channel  intent : intent }
formula tenure = months from started_on to today
)";

constexpr const char* kDecideRules = R"(
group offers { issue sales  weight +20% when contract = monthly }
action callback "A person calls" {
  issue service
  applicable when request.intent = cancel or arrears > £100
  benefit £40  cost £10
  treatment call "Warm" { script "Hello {{first_name}}, with us for {{tenure}}: you owe {{arrears}}." }
  treatment email { subject "A call" html "<p>{{first_name}}</p>" }
}
action upgrade in offers {
  eligible when arrears = £0 and contract = monthly
  suitable when tenure >= 12 months
  value £50  propensity 10%
}
action retired { issue sales  value £1  active 2020-01-01 to 2020-12-31 }
arbitrate { keep 2  at most 1 per issue }
)";

Rulebook decideRulebook(const std::string& text) {
  CompileResult result = compileText(text);
  for (const Diagnostic& d : result.diagnostics) INFO(d.line << ": " << d.message << " " << d.hint);
  REQUIRE(result.rulebook.has_value());
  return *result.rulebook;
}

/// A store of three customers, made for `rulebook`: by the writer itself, so that no import stands between.
struct DecideBase {
  support::TempFolder folder;
  std::string path = folder / "store";

  Store storeFor(const Rulebook& rulebook) {
    auto store = Store::open(path, Access::write);
    REQUIRE(store.ok());
    REQUIRE(store->adopt(rulebook).ok());
    put(*store, "C-1001", "<Ada>", Scalar::known(Cell::ofInt(2'505'000)), 0, "2018-01-05", "");
    put(*store, "C-1002", "Grace", Scalar::known(Cell::ofInt(0)), 0, "2024-01-31", "Pacific/Auckland");
    put(*store, "C-1003", "", Scalar::unknown(), -1, "", "");
    return *std::move(store);
  }

 private:
  static void put(const Store& store, const char* id, std::string_view name, Scalar arrears, int contract,
                  std::string_view startedOn, std::string_view zone) {
    ProfileStore& profiles = *store.impl()->store;
    const Catalog catalog = profiles.catalog().value();
    RecordBuilder record(catalog);
    record.set(*catalog.find("arrears"), arrears);
    if (contract >= 0) record.set(*catalog.find("contract"), Scalar::known(Cell::ofInt(contract)));
    if (!name.empty()) record.setText(*catalog.find("first_name"), name);
    if (!zone.empty()) record.setText(*catalog.find("timezone"), zone);
    if (!startedOn.empty())
      record.set(*catalog.find("started_on"), Scalar::known(Cell::ofInt(parseDate(startedOn, Dialect::kData).value())));
    REQUIRE(profiles.writer().submit(PutProfile{id, std::string(record.finish(1))}).get().ok());
  }
};

std::string told(const OfferedAction& offered) {
  std::string text = std::to_string(offered.rank) + " " + offered.action + " by " + offered.channel + ": " +
                     offered.priority.text() + " = " + offered.score.text() + " x " + offered.weight.text();
  for (const LeverEffect& lever : offered.levers) text += "\n  lever " + lever.change + ": " + lever.reason;
  for (const TreatmentText& piece : offered.texts) text += "\n  " + piece.field + ": " + piece.text;
  for (const std::string& reason : offered.because) text += "\n  because " + reason;
  return text;
}

std::string told(const WithheldAction& withheld) {
  return withheld.action + " by " + withheld.channel + " at " + withheld.stage + ": " + withheld.sentence;
}

std::string told(const DecisionResult& result) {
  std::string text;
  for (const OfferedAction& offered : result.offered) text += told(offered) + "\n";
  for (const WithheldAction& withheld : result.withheld) text += told(withheld) + "\n";
  for (const std::string& note : result.notes) text += "note: " + note + "\n";
  return text;
}

}  // namespace

TEST_CASE("decisions for stored customers", "[door]") {
  DecideBase base;
  const Rulebook rulebook = decideRulebook(std::string(kDecideHead) + kDecideRules);
  const Store store = base.storeFor(rulebook);
  const auto engine = Engine::make(rulebook, store);
  REQUIRE(engine.ok());

  struct Case {
    const char* name;
    DecisionRequest request;
    const char* want;
  };
  const auto asked = [](std::string customer, std::map<std::string, std::string> request,
                        std::map<std::string, std::string> overrides, bool explain) {
    DecisionRequest made;
    made.customer = std::move(customer);
    made.request = std::move(request);
    made.overrides = std::move(overrides);
    made.now = "2026-03-02T10:00";
    made.seed = 7;
    made.explain = explain;
    return made;
  };
  const Case cases[] = {
      {"in arrears, by call", asked("C-1001", {{"channel", "call"}, {"intent", "billing"}}, {}, true),
       "1 callback by call: £30.00 = £30.00 x 100%\n"
       "  script: Hello <Ada>, with us for 8 years and 1 month: you owe £250.50.\n"
       "  because applicable: request.intent = cancel or arrears > £100 (arrears = £250.50)\n"
       "retired by call at in effect: ended on 31 December 2020\n"
       "upgrade by call at eligible: arrears = £250.50, needs £0\n"},
      {"html is escaped", asked("C-1001", {{"channel", "email"}, {"intent", "cancel"}}, {}, false),
       "1 callback by email: £30.00 = £30.00 x 100%\n"
       "  subject: A call\n"
       "  html: <p>&lt;Ada&gt;</p>\n"},
      {"a lever counts", asked("C-1002", {{"channel", "email"}}, {}, true),
       "1 upgrade by email: £6.00 = £5.00 x 120%\n"
       "  lever +20%: weight +20% when contract = monthly\n"
       "  because eligible: arrears = £0 (arrears = £0.00)\n"
       "  because eligible: contract = monthly\n"
       "  because suitable: tenure >= 12 months (tenure = 25 months)\n"
       "callback by email at applicable: request.intent is unknown, needs cancel; arrears = £0.00, needs more than "
       "£100\n"
       "retired by email at in effect: ended on 31 December 2020\n"},
      {"a what-if, and names as data files spell them",
       asked("C-1001", {{"channel", "call"}},
             {{"arrears", "£0"}, {"Started on", "2025-12-01"}, {"contract", "Month to month"}}, true),
       "callback by call at applicable: request.intent is unknown, needs cancel; arrears = £0.00, needs more than "
       "£100\n"
       "retired by call at in effect: ended on 31 December 2020\n"
       "upgrade by call at suitable: tenure = 3 months, needs at least 12 months\n"},
      {"nothing known of her", asked("C-1003", {{"channel", "call"}, {"intent", "cancel"}}, {}, true),
       "callback by call at in effect: its text needs first_name, which is unknown\n"
       "retired by call at in effect: ended on 31 December 2020\n"
       "upgrade by call at eligible: arrears is unknown, needs £0\n"},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      const auto result = engine->decide(c.request);
      REQUIRE(result.ok());
      CHECK(told(*result) == c.want);
      CHECK(result->customer == c.request.customer);
      CHECK(result->seed == 7);
      CHECK(result->now == "2026-03-02T10:00:00+00:00");
      CHECK(result->currency == "GBP");
      CHECK(result->withheldCount + result->offered.size() == 3);
    }
  }
}

TEST_CASE("channels that cannot be used have no candidates", "[door]") {
  const Rulebook rulebook = decideRulebook(std::string(kDecideHead) + R"(
action call_back { issue service  benefit £2  treatment call { script "Hello" } }
action write { issue sales  benefit £1  treatment call { script "Hello" }  treatment email { body "Dear customer" } }
action note { issue sales  benefit £3 }
arbitrate { keep 3 })");
  DecideBase base;
  const Store store = base.storeFor(rulebook);
  const Engine engine = *Engine::make(rulebook, store);
  DecisionRequest request;
  request.customer = "C-1001";
  request.explain = true;
  const auto offered = [&](std::vector<std::string> channels) {
    request.channels = std::move(channels);
    const auto result = engine.decide(request);
    REQUIRE(result.ok());
    std::string all;
    for (const OfferedAction& one : result->offered) all += one.action + " " + one.channel + ", ";
    for (const WithheldAction& one : result->withheld) all += one.action + ": " + one.sentence;
    return all;
  };
  CHECK(offered({}) == "note call, call_back call, write call, ");
  CHECK(offered({"call", "email", "call"}) == offered({}));
  CHECK(offered({"call"}) == offered({}));
  CHECK(offered({"email"}) == "note email, write email, call_back: no treatment for email: nothing else can be used");
  request.request = {{"channel", "email"}};
  CHECK(offered({"email", "call"}) == "note email, write email, call_back: no treatment for email");
  request.channels = {"call"};
  CHECK(engine.decide(request).error().message ==
        "the request comes by email, and email is not among the channels that can be used: call");
  request.channels = {"cal"};
  CHECK(engine.decide(request).error().message == "there is no channel `cal`: did you mean `call`?");
}

TEST_CASE("requests that cannot be answered say what would be right", "[door]") {
  DecideBase base;
  const Rulebook rulebook = decideRulebook(std::string(kDecideHead) + kDecideRules);
  const Store store = base.storeFor(rulebook);
  const auto engine = Engine::make(rulebook, store);
  REQUIRE(engine.ok());
  struct Case {
    DecisionRequest request;
    ErrorKind kind;
    const char* message;
  };
  const Case cases[] = {
      {{"C-1004", {}, {}, {}, {}, 0, false},
       ErrorKind::notFound,
       "there is no customer `C-1004` in STORE; similar: `C-1003`, `C-1002`, `C-1001`"},
      {{"C-1001", {{"intnet", "cancel"}}, {}, {}, {}, 0, false},
       ErrorKind::invalid,
       "a request has no `intnet`: did you mean `intent`?"},
      {{"C-1001", {{"mood", "sad"}}, {}, {}, {}, 0, false},
       ErrorKind::invalid,
       "a request has no `mood`: it has channel, intent"},
      {{"C-1001", {{"intent", "cancle"}}, {}, {}, {}, 0, false},
       ErrorKind::invalid,
       "`intent`: `cancle` is not one of cancel, billing; did you mean `cancel`?"},
      {{"C-1001", {}, {{"arears", "£0"}}, {}, {}, 0, false},
       ErrorKind::invalid,
       "a customer has no attribute `arears`: did you mean `arrears`?"},
      {{"C-1001", {}, {{"arrears", "lots"}}, {}, {}, 0, false},
       ErrorKind::invalid,
       "`arrears`: `lots` is not money: write 1250.00, £1,250.00 or 1250.00 GBP"},
      {{"C-1001", {}, {{"customer_id", "C-1002"}}, {}, {}, 0, false},
       ErrorKind::invalid,
       "`customer_id` is the key and cannot be another: decide for another customer"},
      {{"C-1001", {}, {}, {}, "yesterday", 0, false},
       ErrorKind::invalid,
       "now: `yesterday` is not a date and time: write 2026-03-01T10:00, and perhaps an offset: 2026-03-01T10:00Z"},
  };
  for (const Case& c : cases) {
    const auto result = engine->decide(c.request);
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().kind == c.kind);
    std::string message = result.error().message;
    if (const auto at = message.find(base.path); at != std::string::npos)
      message.replace(at, base.path.size(), "STORE");
    CHECK(message == c.message);
  }
}

TEST_CASE("a store made for other rules", "[door]") {
  DecideBase base;
  const Store store = base.storeFor(decideRulebook(std::string(kDecideHead) + kDecideRules));
  SECTION("an attribute it has never seen is unknown, and said so") {
    std::string head = kDecideHead;
    head.insert(head.find("  timezone : text"), "  score : number\n");
    const auto engine = Engine::make(
        decideRulebook(head + "action greet { issue service  suitable when score >= 3  value £1 }"), store);
    REQUIRE(engine.ok());
    const auto result = engine->decide({"C-1001", {}, {}, {}, "2026-03-02", 0, true});
    REQUIRE(result.ok());
    CHECK(told(*result) ==
          "greet by call at suitable: score is unknown, needs at least 3\n"
          "note: the store has never seen score: it is unknown for every customer\n");
  }
  SECTION("an attribute of another type is refused") {
    std::string head = kDecideHead;
    head.replace(head.find("arrears : money"), 15, "arrears : number");
    const auto engine = Engine::make(decideRulebook(head + "action greet { issue service  value £1 }"), store);
    REQUIRE_FALSE(engine.ok());
    CHECK(engine.error().kind == ErrorKind::invalid);
    CHECK(engine.error().message.find("`arrears` is of type number in the rules, but money in the store") == 0);
  }
}

TEST_CASE("a store without a schema", "[door]") {
  DecideBase base;
  const Rulebook rulebook = decideRulebook(std::string(kDecideHead) + kDecideRules);
  const auto store = Store::open(base.path, Access::write);
  REQUIRE(store.ok());
  const auto engine = Engine::make(rulebook, *store);
  REQUIRE_FALSE(engine.ok());
  CHECK(engine.error().message ==
        "the store `" + base.path + "` has no customers yet: import some with this rulebook first");
}

TEST_CASE("what a rulebook says of itself", "[door]") {
  const Rulebook rulebook = decideRulebook(std::string(kDecideHead) + kDecideRules);
  CHECK(rulebook.name() == "care");
  CHECK(rulebook.title() == "Care");
  CHECK(rulebook.currency() == "GBP");
  CHECK(rulebook.channels() == std::vector<std::string>{"call", "email"});
  CHECK(rulebook.testCount() == 0);
  CHECK(rulebook.segmentCount() == 0);

  const auto fields = rulebook.profileFields();
  REQUIRE(fields.size() == 6);
  CHECK(fields[0].name == "customer_id");
  CHECK(fields[0].isKey);
  CHECK(fields[1].isPrivate);
  CHECK(fields[3].type == "one of { monthly, yearly }");
  CHECK(fields[3].members == std::vector<std::string>{"monthly", "yearly"});
  REQUIRE(rulebook.requestFields().size() == 2);
  CHECK(rulebook.requestFields()[1].name == "intent");

  const auto actions = rulebook.actions();
  REQUIRE(actions.size() == 3);
  CHECK(actions[0].title == "A person calls");
  CHECK(actions[2].name == "upgrade");
  CHECK(actions[2].group == "offers");
  CHECK(actions[2].issue == "sales");
}

TEST_CASE("the version is the project's", "[door]") {
  const std::string text = version();
  CHECK(std::count(text.begin(), text.end(), '.') == 2);
}

}  // namespace regard
