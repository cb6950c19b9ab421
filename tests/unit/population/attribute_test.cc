// What an attribute looks like, and how far its customers have moved.

#include <catch2/catch.hpp>
#include <cmath>

#include "engine/population/attribute_picture.h"
#include "engine/population/drift.h"
#include "engine/store/record_builder.h"

namespace regard::population {
namespace {

CatalogAttribute attribute(const std::string& name, TypeKind kind) {
  CatalogAttribute out;
  out.name = name;
  out.kind = kind;
  return out;
}

Catalog catalog() {
  ProfileSchema schema{"customer", "GBP", {}};
  schema.attributes = {attribute("id", TypeKind::kText), attribute("spend", TypeKind::kMoney),
                       attribute("tier", TypeKind::kChoice), attribute("town", TypeKind::kText),
                       attribute("phone", TypeKind::kText)};
  schema.attributes[0].isKey = true;
  schema.attributes[2].members = {{"gold", ""}, {"plain", ""}};
  schema.attributes[4].isPrivate = true;
  return *Catalog{}.merged(schema);
}

/// Pictures of every attribute; customers by what `spend` and `tier` are.
struct Pictures {
  Catalog known = catalog();
  std::vector<AttributePicture> all;

  Pictures() {
    for (const CatalogAttribute& one : known.attributes()) all.emplace_back(one);
  }
  void add(std::int64_t spend, std::uint64_t tier, const std::string& town) {
    const auto& of = known.attributes();
    RecordBuilder builder(known);
    builder.set(of[1], Scalar::known(Cell::ofInt(spend)));
    if (tier < 2) builder.set(of[2], Scalar::known(Cell{tier}));
    if (!town.empty()) builder.setText(of[3], town);
    builder.setText(of[4], "0123");
    const auto record = RecordView::of(builder.finish(1), false);
    REQUIRE(record.ok());
    for (std::size_t i = 0; i < all.size(); ++i) all[i].add(*record, of[i]);
  }
};

TEST_CASE("an attribute is counted by what it is: in order, by member, by text, or not at all") {
  Pictures pictures;
  pictures.add(100, 0, "York");
  pictures.add(300, 1, "York");
  pictures.add(200, 2, "");
  const auto& spend = pictures.all[1];
  CHECK(spend.known() == 3);
  CHECK(spend.sketch().at(2) == 200);
  const auto& tier = pictures.all[2];
  CHECK(tier.known() == 2);
  CHECK(tier.unknown() == 1);
  CHECK(tier.members() == std::vector<std::uint64_t>{1, 1});
  const auto& town = pictures.all[3];
  REQUIRE(town.texts().top(2).size() == 1);
  CHECK(town.texts().top(1)[0].text == "York");
  CHECK(town.texts().top(1)[0].count == 2);
  const auto& phone = pictures.all[4];
  CHECK(phone.form() == AttributePicture::Form::kHidden);
  CHECK(phone.known() == 3);
  CHECK(phone.toBytes().find("0123") == std::string::npos);
  for (const AttributePicture& one : pictures.all) {
    const auto back = AttributePicture::fromBytes(one.toBytes());
    REQUIRE(back.has_value());
    CHECK(back->toBytes() == one.toBytes());
  }
}

TEST_CASE("drift is the population stability index") {
  Pictures before, same, moved;
  for (int i = 0; i < 1'000; ++i) {
    before.add(i, i % 10 == 0 ? 0 : 1, "York");
    same.add(i, i % 10 == 0 ? 0 : 1, "York");
    moved.add(i + 500, i % 2 == 0 ? 0 : 1, i % 2 == 0 ? "York" : "Bath");
  }
  CHECK(drift(before.all[1], same.all[1]).value() == Approx(0).margin(1e-12));
  CHECK(drift(before.all[2], same.all[2]).value() == Approx(0).margin(1e-12));
  CHECK(drift(before.all[3], same.all[3]).value() == Approx(0).margin(1e-12));
  // Gold went from 10% to 50%, plain from 90% to 50%.
  CHECK(drift(before.all[2], moved.all[2]).value() == Approx(0.4 * std::log(5.0) - 0.4 * std::log(5.0 / 9)));
  // York went from all to half, elsewhere from nobody, which counts as one of 10,000, to half.
  CHECK(drift(before.all[3], moved.all[3]).value() ==
        Approx(-0.5 * std::log(0.5) + (0.5 - 1e-4) * std::log(0.5 / 1e-4)));
  // Five tenths lost all their customers, four kept them, and the last has six.
  CHECK(drift(before.all[1], moved.all[1]).value() ==
        Approx(5 * (1e-4 - 0.1) * std::log(1e-4 / 0.1) + 0.5 * std::log(0.6 / 0.1)).epsilon(0.001));
}

TEST_CASE("what cannot be compared has no drift") {
  Pictures nobody, some;
  some.add(1, 0, "York");
  CHECK_FALSE(drift(nobody.all[1], some.all[1]).has_value());
  CHECK_FALSE(drift(some.all[1], some.all[2]).has_value());
}

}  // namespace
}  // namespace regard::population
