// One customer written, changed and erased through the public door; and a decision without one.

#include <catch2/catch.hpp>
#include <string>

#include "regard/engine.h"
#include "regard/log.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using Catch::Contains;
using support::TempFolder;

constexpr const char* kProfileRules = R"(
rulebook care "Care" { currency GBP timezone "Europe/London" }
choice channel { call, email, app }
choice tier { gold, plain }
issues { service, sales }
profile customer { key id : text  tier : tier  spend : money  note : text private  pets : list of text }
request { channel : channel }
action greet {
  issue service
  treatment call  { script "{{note}}" }
  treatment call  { script "Hello" }
  treatment email { body "Dear customer" }
}
arbitrate { when late answer greet }
)";

struct ProfileBase {
  TempFolder folder;
  Rulebook rules;
  Store store = *Store::open(folder / "store", Access::write);

  ProfileBase() : rules(*compileText(kProfileRules).rulebook) { REQUIRE(store.adopt(rules).ok()); }

  std::string text(const std::string& id, const std::string& attribute) const {
    const auto profile = store.find(id);
    if (!profile) return profile.error().message;
    for (const AttributeValue& value : profile->attributes)
      if (value.name == attribute) return value.value.text;
    return "no such attribute";
  }
};

TEST_CASE("a profile is written, changed in part and written anew", "[door]") {
  ProfileBase base;
  const auto created = base.store.put({"c-1", {{"tier", "gold"}, {"spend", "£42.10"}, {"pets", "[\"cat\"]"}}});
  REQUIRE(created.ok());
  CHECK(created->created);
  CHECK(created->version == 1);
  CHECK(base.text("c-1", "spend") == "£42.10");

  const auto merged = base.store.put({"c-1", {{"tier", "unknown"}, {"pets", "[]"}, {"id", "c-1"}}, true});
  REQUIRE(merged.ok());
  CHECK(!merged->created);
  CHECK(merged->version == 2);
  CHECK(base.text("c-1", "tier") == "unknown");
  CHECK(base.text("c-1", "spend") == "£42.10");  // not given, so it stays

  REQUIRE(base.store.put({"c-1", {{"tier", "plain"}}}).ok());
  CHECK(base.text("c-1", "spend") == "unknown");  // not given, and this is the whole of it
  CHECK(base.store.find("c-1")->version == 3);
}

TEST_CASE("what is wrong with a profile is told, and nothing is written", "[door]") {
  ProfileBase base;
  REQUIRE(base.store.put({"c-1", {{"spend", "5.00"}}}).ok());
  struct Case {
    ProfileRequest request;
    ErrorKind kind;
    const char* message;
  };
  const Case cases[] = {
      {{"c-1", {{"spent", "1"}}}, ErrorKind::invalid, "did you mean `spend`?"},
      {{"c-1", {{"spend", "much"}}}, ErrorKind::invalid, "`spend`"},
      {{"c-1", {{"id", "c-2"}}}, ErrorKind::invalid, "key"},
      {{"c-1", {{"pets", "cat"}}}, ErrorKind::invalid, "`pets`"},
      {{"", {{"spend", "1"}}}, ErrorKind::invalid, "empty"},
      {{"c-9", {{"spend", "1"}}, true}, ErrorKind::notFound, "similar: `c-1`"},
      {{"c-1", {{"spend", "1"}}, true, 7}, ErrorKind::conflict, "has version 1, not 7"},
      {{"c-1", {{"spend", "1"}}, false, 0}, ErrorKind::conflict, "has version 1, not 0"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.message);
    const auto put = base.store.put(c.request);
    REQUIRE(!put.ok());
    CHECK(put.error().kind == c.kind);
    CHECK_THAT(put.error().message, Contains(c.message));
  }
  CHECK(base.text("c-1", "spend") == "£5.00");
  CHECK(base.store.find("c-1")->version == 1);
}

TEST_CASE("who is erased is gone, and a log of them is unreadable", "[door]") {
  ProfileBase base;
  REQUIRE(base.store.put({"c-1", {{"tier", "gold"}}}).ok());
  const auto engine = Engine::make(base.rules, base.store);
  REQUIRE(engine.ok());
  DecisionRequest request;
  request.customer = "c-1";
  request.log = Logging::durable;
  const auto decided = engine->decide(request);
  REQUIRE(decided.ok());

  CHECK(*base.store.erase("c-1"));
  CHECK(!*base.store.erase("c-1"));
  CHECK(base.store.find("c-1").error().kind == ErrorKind::notFound);
  CHECK(DecisionLog(base.store).find(decided->id)->state == LogState::erased);
}

TEST_CASE("a store that was opened for reading is not written", "[door]") {
  const TempFolder folder;
  {
    Store writer = *Store::open(folder / "store", Access::write);
    REQUIRE(writer.adopt(*compileText(kProfileRules).rulebook).ok());
    REQUIRE(writer.put({"c-1", {{"tier", "gold"}}}).ok());
  }
  Store reader = *Store::open(folder / "store", Access::read);
  CHECK_THAT(reader.put({"c-1", {}}).error().message, Contains("opened for reading"));
  CHECK_THAT(reader.erase("c-1").error().message, Contains("opened for reading"));
}

TEST_CASE("the late answer needs no customer, and is there on every channel", "[door]") {
  ProfileBase base;
  const auto engine = Engine::make(base.rules, base.store);
  REQUIRE(engine.ok());
  struct Case {
    const char* channel;
    const char* answered;
    const char* text;
  };
  const Case cases[] = {
      {"", "call", "Hello"}, {"call", "call", "Hello"}, {"email", "email", "Dear customer"}, {"app", "app", ""}};
  for (const Case& c : cases) {
    CAPTURE(c.channel);
    DecisionRequest request;
    request.customer = "whoever";
    if (*c.channel != 0) request.request["channel"] = c.channel;
    const auto late = engine->lateAnswer(request);
    REQUIRE(late.ok());
    REQUIRE(late->has_value());
    const DecisionResult& answer = **late;
    REQUIRE(answer.offered.size() == 1);
    CHECK(answer.offered[0].action == "greet");
    CHECK(answer.offered[0].channel == c.answered);
    CHECK((answer.offered[0].texts.empty() ? "" : answer.offered[0].texts[0].text) == c.text);
    CHECK(!answer.offered[0].priority.isKnown());
    CHECK(answer.customer == "whoever");
    CHECK(answer.rulebookHash == base.rules.hash());
    CHECK(answer.id.empty());
  }
  DecisionRequest wrong;
  wrong.request["channel"] = "pigeon";
  CHECK(engine->lateAnswer(wrong).error().kind == ErrorKind::invalid);
}

TEST_CASE("rules that name no late answer have none", "[door]") {
  ProfileBase base;
  std::string text = kProfileRules;
  text.erase(text.find("arbitrate"));
  const auto engine = Engine::make(*compileText(text).rulebook, base.store);
  REQUIRE(engine.ok());
  const auto late = engine->lateAnswer({});
  REQUIRE(late.ok());
  CHECK(!late->has_value());
}

}  // namespace
}  // namespace regard
