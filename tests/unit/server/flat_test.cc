#include "apps/server/flat.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

namespace regard::server {
namespace {

OfferedAction action(const std::string& name, const std::string& script) {
  OfferedAction action;
  action.action = name;
  action.title = "Title of " + name;
  action.texts = {{"subject", "A subject"}, {"script", script}};
  action.priority = Figure::money(75'000, "GBP");
  return action;
}

TEST_CASE("a flat decision has the same keys whatever was decided, and texts alone", "[server]") {
  DecisionResult none, two;
  two.id = "an-id";
  two.offered = {action("one", "Say \"hello\""), action("two", "")};
  two.offered[1].mandatory = "the law";
  const auto empty = nlohmann::json::parse(flatJson(none, "overload"));
  const auto full = nlohmann::json::parse(flatJson(two, ""));
  REQUIRE(empty.size() == full.size());
  for (const auto& [key, value] : empty.items()) {
    CHECK(full.contains(key));
    CHECK(value.is_string());
  }
  CHECK(empty["degraded"] == "overload");
  CHECK(empty["count"] == "0");
  CHECK(full["count"] == "2");
  CHECK(full["a1_id"] == "one");
  CHECK(full["a1_label"] == "Title of one");
  CHECK(full["a1_script"] == "Say \"hello\"");
  CHECK(full["a1_priority"] == "7.50");
  CHECK(full["a2_reason"] == "the law");
  CHECK(full["a3_id"] == "");
}

TEST_CASE("a flat decision never has more than its bytes, and no half characters", "[server]") {
  for (const char* unit : {"a", "é", "€", "\"", "\x01", "😀", "\xFF"}) {
    CAPTURE(unit);
    DecisionResult result;
    for (int i = 0; i < 7; ++i) {
      std::string script;
      for (int n = 0; n < 2000 + i; ++n) script += unit;
      result.offered.push_back(action("action_" + std::to_string(i), script));
    }
    const std::string text = flatJson(result, "");
    CHECK(text.size() <= kFlatBytesMax);
    const auto flat = nlohmann::json::parse(text);
    CHECK(flat["count"] == "5");
    CHECK(flat["a5_id"] == "action_4");
    const auto script = flat["a1_script"].get<std::string>();
    CHECK(script.ends_with("…"));
    CHECK(script.find("\xEF\xBF\xBD") == (std::string(unit) == "\xFF" ? 0 : std::string::npos));
  }
  // Names that are longer than anything sensible take the rest with them, not the limit.
  DecisionResult long_names;
  for (int i = 0; i < 5; ++i) long_names.offered.push_back(action(std::string(3000, 'n'), "x"));
  CHECK(flatJson(long_names, "").size() <= kFlatBytesMax);
}

}  // namespace
}  // namespace regard::server
