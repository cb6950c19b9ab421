// `regard build`, and a bundle in the place of rules.

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/unit/cli/shop.h"

namespace regard::tests {
namespace {

bool hasParts(const std::string& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".part") return true;
  return false;
}

}  // namespace

TEST_CASE("a bundle stands in for its rules", "[cli]") {
  const Shop shop;
  const std::string rules = shop.path("rules"), made = shop.path("shop.bundle");
  const Ran built = shop.regard({"build", rules, "-o", made, "--test"});
  CAPTURE(built.err);
  REQUIRE(built.code == 0);
  CHECK(built.out.empty());
  CHECK(holds(built.err, "2 actions"));
  const auto document = parsed(shop.regard({"build", rules, "-o", shop.path("again.bundle"), "--json"}));
  CHECK(holds(built.err, document["hash"]));
  CHECK(document["bytes"] == shop.read("shop.bundle").size());
  CHECK(shop.read("again.bundle") == shop.read("shop.bundle"));
  CHECK_FALSE(hasParts(shop.path(".")));

  CHECK(shop.regard({"test", made}).out == shop.regard({"test", rules}).out);
  CHECK(shop.regard({"check", made, "--dump", "ir"}).out == shop.regard({"check", rules, "--dump", "ir"}).out);
  CHECK(shop.regard({"import", shop.path("store"), shop.path("customers.csv"), "--rules", made}).code == 0);
  const auto decided = [&](const std::string& by) {
    return shop.regard({"decide", shop.path("store"), "c-1", "--rules", by, "--now", "2026-03-02", "--json", "--why"});
  };
  CHECK(decided(made).out == decided(rules).out);
  CHECK(parsed(decided(made))["rulebook_hash"] == document["hash"]);
}

TEST_CASE("no bundle is made where there is none to make", "[cli]") {
  const Shop shop;
  const std::string made = shop.path("shop.bundle");
  CHECK(holds(shop.regard({"build", shop.path("rules")}).err, "-o FILE.bundle"));
  CHECK(holds(shop.regard({"build", shop.path("rules"), "-o", shop.path("shop.bin")}).err, "should end in .bundle"));
  CHECK(shop.regard({"build", shop.path("rules"), "-o", shop.path("no/shop.bundle")}).code == 4);
  shop.write("faulty.regard", "rulebook faulty {");
  CHECK(shop.regard({"build", shop.path("faulty.regard"), "-o", made}).code == 1);
  CHECK_FALSE(std::filesystem::exists(made));

  shop.write("shop.bundle", "what was there");
  CHECK(shop.regard({"build", shop.path("faulty.regard"), "-o", made}).code == 1);
  CHECK(shop.read("shop.bundle") == "what was there");
  const Ran opened = shop.regard({"test", made});
  CHECK(opened.code == 4);
  CHECK(holds(opened.err, "no bundle"));
  CHECK(shop.regard({"test", shop.path("gone.bundle")}).code == 3);
  CHECK(shop.regard({"build", made, "-o", made}).code == 2);
}

}  // namespace regard::tests
