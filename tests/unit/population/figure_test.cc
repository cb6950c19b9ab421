// Where a part of the customers begins: against sorting them all.

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <limits>
#include <random>

#include "base/decimal.h"
#include "engine/population/figure_picture.h"
#include "engine/population/order.h"

namespace regard::population {
namespace {

ir::Threshold part(bool top, bool byCount, std::int64_t share) {
  ir::Threshold threshold;
  threshold.top = top;
  threshold.byCount = byCount;
  threshold.share = share;
  return threshold;
}
constexpr std::int64_t percent(std::int64_t of) { return of * (kOneE8 / 100); }

FigurePicture moneyOf(const std::vector<std::int64_t>& values) {
  FigurePicture picture("m", TypeKind::kMoney);
  for (const std::int64_t value : values) picture.add(Scalar::known(Cell::ofInt(value)));
  return picture;
}

TEST_CASE("the order of whole numbers is that of values, of every kind") {
  const double numbers[] = {-std::numeric_limits<double>::max(), -2.5, -1e-300, 0, 1e-300, 0.5, 2, 1e300};
  for (std::size_t i = 0; i < std::size(numbers); ++i) {
    const std::int64_t order = toOrder(TypeKind::kNumber, Cell::ofDouble(numbers[i]));
    CHECK(fromOrder(TypeKind::kNumber, order).asDouble() == numbers[i]);
    if (i > 0) CHECK(order > toOrder(TypeKind::kNumber, Cell::ofDouble(numbers[i - 1])));
  }
  CHECK(toOrder(TypeKind::kNumber, Cell::ofDouble(-0.0)) == toOrder(TypeKind::kNumber, Cell::ofDouble(0.0)));
  CHECK(toOrder(TypeKind::kMoney, Cell::ofInt(-5)) == -5);
}

TEST_CASE("few customers are ranked exactly: ties are in, shares are rounded up, one is always best") {
  const auto ten = moneyOf({50, 20, 20, 20, 90, 10, 70, 60, 40, 30});
  const auto begins = [&](bool top, bool byCount, std::int64_t share) {
    const Scalar from = ten.beginsAt(part(top, byCount, share));
    REQUIRE(from.isKnown());
    return from.cell.asInt();
  };
  CHECK(begins(true, true, 1) == 90);
  CHECK(begins(true, true, 3) == 60);
  CHECK(begins(true, false, percent(10)) == 90);
  CHECK(begins(true, false, percent(11)) == 70);  // 1.1 customers: two
  CHECK(begins(true, false, 1) == 90);            // a hundred-millionth: one
  CHECK(begins(false, true, 1) == 10);
  CHECK(begins(false, true, 2) == 20);
  CHECK(ten.holds(part(false, true, 2)) == 4);  // three are level
  CHECK(ten.holds(part(true, true, 3)) == 3);
  CHECK(begins(true, true, 1'000) == 10);  // more than there are: all
  CHECK(ten.holds(part(true, true, 1'000)) == 10);
  CHECK(ten.errorOf(part(true, false, percent(50))) == 0);
}

TEST_CASE("nobody known: nothing begins anywhere") {
  FigurePicture picture("m", TypeKind::kNumber);
  picture.add(Scalar::unknown());
  picture.add(Scalar::error(ValueError::kDivideByZero));
  CHECK_FALSE(picture.beginsAt(part(true, false, percent(5))).isKnown());
  CHECK(picture.unknown() == 2);
  CHECK(picture.holds(part(true, false, percent(5))) == 0);
}

TEST_CASE("many customers: the first thousand from either end exactly, the rest within the error") {
  std::mt19937_64 draw(4);
  std::vector<std::int64_t> values(60'000);
  for (std::int64_t& value : values) value = static_cast<std::int64_t>(draw() % 1'000'000'000);
  const auto picture = moneyOf(values);
  std::sort(values.begin(), values.end(), std::greater<>());
  CHECK(picture.beginsAt(part(true, true, 10)).cell.asInt() == values[9]);
  CHECK(picture.beginsAt(part(true, true, 1'000)).cell.asInt() == values[999]);
  CHECK(picture.beginsAt(part(true, false, percent(1))).cell.asInt() == values[599]);
  CHECK(picture.beginsAt(part(false, true, 1'000)).cell.asInt() == values[values.size() - 1'000]);
  CHECK(picture.errorOf(part(true, true, 1'000)) == 0);
  for (const std::int64_t share : {5, 20, 50, 90}) {
    const ir::Threshold threshold = part(true, false, percent(share));
    const std::int64_t from = picture.beginsAt(threshold).cell.asInt();
    const auto found = std::find(values.begin(), values.end(), from);
    REQUIRE(found != values.end());
    const double off =
        std::abs(static_cast<double>(found - values.begin()) / 60'000.0 - static_cast<double>(share) / 100);
    CHECK(off < 2 * picture.errorOf(threshold));
    CHECK(std::abs(static_cast<double>(picture.holds(threshold)) / 60'000.0 - static_cast<double>(share) / 100) <
          0.004);
  }
}

TEST_CASE("bytes give the picture back, and others give none") {
  const auto picture = moneyOf({3, 1, 2, 2});
  const std::string bytes = picture.toBytes();
  const auto back = FigurePicture::fromBytes(bytes);
  REQUIRE(back.has_value());
  CHECK(back->toBytes() == bytes);
  CHECK(back->meaning() == "m");
  CHECK(back->beginsAt(part(true, true, 2)).cell.asInt() == 2);
  for (std::size_t length = 0; length < bytes.size(); ++length)
    CHECK_FALSE(FigurePicture::fromBytes(std::string_view(bytes).substr(0, length)).has_value());
}

}  // namespace
}  // namespace regard::population
