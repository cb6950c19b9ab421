// JSON that knows where its values stand: what it says, and what is no JSON.

#include <catch2/catch.hpp>
#include <string>

#include "base/json.h"

namespace regard::json {
namespace {

TEST_CASE("values, and the bytes they stand at", "[json]") {
  const std::string text = "{ \"a\": [1, -2.5e3, true, null], \"b\": \"x\\n\\u00e9\\ud83d\\ude00\" }";
  const auto parsed = parse(text);
  const Value* root = std::get_if<Value>(&parsed);
  REQUIRE(root != nullptr);
  REQUIRE(root->kind == Kind::kObject);
  const Value* list = root->find("a");
  REQUIRE(list != nullptr);
  REQUIRE(list->items.size() == 4);
  CHECK(list->items[0].number == 1);
  CHECK(list->items[1].number == -2500);
  CHECK(text.substr(list->items[1].begin, list->items[1].end - list->items[1].begin) == "-2.5e3");
  CHECK(list->items[2].flag);
  CHECK(list->items[3].kind == Kind::kNull);
  CHECK(root->find("b")->text == "x\n\xC3\xA9\xF0\x9F\x98\x80");
  CHECK(root->find("c") == nullptr);
  CHECK(list->find("a") == nullptr);
  CHECK(root->begin == 0);
  CHECK(root->end == text.size());
}

TEST_CASE("what is no JSON, and where", "[json]") {
  struct Case {
    std::string text;
    std::uint32_t at;
  };
  const Case cases[] = {
      {"", 0},    {"{", 1},       {"[1,]", 3},     {"[1 2]", 3},       {"{\"a\" 1}", 5},   {"{a: 1}", 1},
      {"01", 0},  {"1.", 0},      {"1e", 0},       {"-", 0},           {"1e999", 0},       {"tru", 0},
      {"\"a", 2}, {"\"\\q\"", 2}, {"\"a\nb\"", 2}, {"\"\\ud800\"", 7}, {"\"\\udc00\"", 7}, {"{\"a\":1,\"a\":2}", 7},
      {"1 2", 2}, {"NaN", 0},     {"\"\\u12", 3}};
  for (const Case& one : cases) {
    CAPTURE(one.text);
    const auto parsed = parse(one.text);
    const Problem* problem = std::get_if<Problem>(&parsed);
    REQUIRE(problem != nullptr);
    CHECK(problem->at == one.at);
    CHECK_FALSE(problem->what.empty());
  }
  const int deep = kDepthMax + 2;
  CHECK(std::holds_alternative<Problem>(parse(std::string(deep, '[') + std::string(deep, ']'))));
  CHECK(std::holds_alternative<Value>(parse(std::string(kDepthMax, '[') + std::string(kDepthMax, ']'))));
}

}  // namespace
}  // namespace regard::json
