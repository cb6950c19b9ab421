#include "engine/population/often.h"

#include <catch2/catch.hpp>

namespace regard::population {
namespace {

TEST_CASE("what occurs often is found among very many texts, with how often at most and at least") {
  OftenSeen seen;
  for (int i = 0; i < 20'000; ++i) {
    seen.add("rare" + std::to_string(i));
    if (i % 2 == 0) seen.add("often");
    if (i % 4 == 0) seen.add("less often");
  }
  CHECK_FALSE(seen.isExact());
  const auto top = seen.top(2);
  REQUIRE(top.size() == 2);
  CHECK(top[0].text == "often");
  CHECK(top[1].text == "less often");
  CHECK(top[0].count >= 10'000);
  CHECK(top[0].count - top[0].over <= 10'000);
  CHECK(top[1].count >= 5'000);
  CHECK(top[1].count - top[1].over <= 5'000);
}

TEST_CASE("few texts are counted exactly") {
  OftenSeen seen;
  for (int i = 0; i < 1'000; ++i) seen.add(std::to_string(i % 7));
  CHECK(seen.isExact());
  CHECK(seen.distinct() == 7);
  const auto top = seen.top(3);
  REQUIRE(top.size() == 3);
  CHECK(top[0].text == "0");  // 143 times, as 1 to 5: the first by text
  CHECK(top[0].count == 143);
  CHECK(top[0].over == 0);
}

TEST_CASE("a long text is counted by its beginning, of whole characters") {
  OftenSeen seen;
  seen.add(std::string(79, 'a') + "\xC3\xA9" + "b");  // é would be cut in two
  REQUIRE(seen.top(1).size() == 1);
  CHECK(seen.top(1)[0].text == std::string(79, 'a'));
}

TEST_CASE("bytes give it back, and others give none") {
  OftenSeen seen;
  for (int i = 0; i < 3'000; ++i) seen.add(std::to_string(i % 900));
  const std::string bytes = seen.toBytes();
  const auto back = OftenSeen::fromBytes(bytes);
  REQUIRE(back.has_value());
  CHECK(back->toBytes() == bytes);
  CHECK_FALSE(back->isExact());
  for (std::size_t length = 0; length < bytes.size(); length += 7)
    CHECK_FALSE(OftenSeen::fromBytes(std::string_view(bytes).substr(0, length)).has_value());
}

}  // namespace
}  // namespace regard::population
