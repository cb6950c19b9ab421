// Pictures in a real store.

#include "engine/population/table.h"

#include <catch2/catch.hpp>

#include "engine/store/profile_store.h"
#include "tests/support/temp_folder.h"

namespace regard::population {
namespace {

using Catch::Contains;

NamedFigure figure(const std::string& name, const std::string& meaning, std::int64_t value) {
  FigurePicture picture(meaning, TypeKind::kMoney);
  picture.add(Scalar::known(Cell::ofInt(value)));
  return {name, std::move(picture)};
}

struct Base {
  support::TempFolder folder;
  std::unique_ptr<ProfileStore> store = *ProfileStore::open(folder / "store", OpenMode::kWriter);

  void keep(std::int64_t atMs, const std::vector<NamedAttribute>& attributes, const std::vector<NamedFigure>& figures) {
    const auto work = [&](Transaction& tables) -> Result<Sequence> {
      auto kept = keepPictures(tables, {atMs, 7}, attributes, figures);
      if (!kept) return kept.fault();
      return Sequence{};
    };
    REQUIRE(store->writer().submit(InTransaction{work}).get().ok());
  }
  bool has(const std::string& name, const std::string& meaning) {
    const auto txn = store->read();
    const auto found = readFigure(*txn, name, meaning);
    REQUIRE(found.ok());
    return found->has_value();
  }
};

TEST_CASE("a picture is found by its name and its meaning, and only then") {
  Base base;
  {
    const auto txn = base.store->read();
    CHECK_FALSE(readTaken(*txn)->has_value());
  }
  base.keep(1000, {}, {figure("clv", "a", 5), figure("clv of gold", "a", 6)});
  CHECK(base.has("clv", "a"));
  CHECK_FALSE(base.has("clv", "b"));
  CHECK_FALSE(base.has("cl", "a"));
  const auto txn = base.store->read();
  const auto taken = readTaken(*txn);
  REQUIRE(taken.ok());
  REQUIRE(taken->has_value());
  CHECK((*taken)->atMs == 1000);
  CHECK((*taken)->customers == 7);
  CHECK((*readFigure(*txn, "clv of gold", "a"))->takenMs == 1000);
}

TEST_CASE("the last four meanings of a name stay, attributes are replaced") {
  Base base;
  CatalogAttribute spend;
  spend.name = "spend";
  spend.kind = TypeKind::kMoney;
  base.keep(1, {{"spend", AttributePicture(spend)}, {"gone", AttributePicture(spend)}}, {figure("other", "m0", 0)});
  for (std::int64_t at = 1; at <= 6; ++at) base.keep(at, {}, {figure("clv", "m" + std::to_string(at), at)});
  for (std::int64_t at = 1; at <= 6; ++at) CHECK(base.has("clv", "m" + std::to_string(at)) == (at > 2));
  CHECK(base.has("other", "m0"));
  const auto txn = base.store->read();
  CHECK_FALSE(readAttribute(*txn, "gone")->has_value());
}

TEST_CASE("a damaged picture and one of a newer format are told") {
  Base base;
  base.keep(1, {}, {figure("clv", "m", 0)});
  const auto change = [&](std::size_t byte) {
    const auto work = [&](Transaction& tables) -> Result<Sequence> {
      std::string key, value;
      const auto scanned = tables.scan(Table::kPopulation, "f", [&](std::string_view k, std::string_view v) {
        key = k;
        value = v;
        return false;
      });
      REQUIRE(scanned.ok());
      value[byte] ^= 1;
      REQUIRE(tables.put(Table::kPopulation, key, value).ok());
      return Sequence{};
    };
    REQUIRE(base.store->writer().submit(InTransaction{work}).get().ok());
  };
  change(9);
  const auto txn = base.store->read();
  const auto read = readFigure(*txn, "clv", "m");
  REQUIRE_FALSE(read.ok());
  CHECK(read.fault().kind == FaultKind::kCorrupt);
  CHECK_THAT(read.fault().message, Contains("regard profile"));
}

}  // namespace
}  // namespace regard::population
