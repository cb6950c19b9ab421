// The questions that tell clusters apart, and thresholds that people can read.

#include <catch2/catch.hpp>
#include <vector>

#include "engine/cluster/readable.h"
#include "engine/cluster/tree.h"
#include "tests/unit/cluster/iris.h"

namespace regard::cluster {
namespace {

double between(std::size_t /*attribute*/, double from, double to) { return readableBetween(from, to, decimalSteps()); }

TEST_CASE("species of irises are told apart by two questions about petals", "[cluster]") {
  Points points{4, {}};
  std::vector<std::uint32_t> of;
  for (const auto& flower : tests::kIris) {
    points.values.insert(points.values.end(), flower.begin(), flower.end());
    of.push_back(static_cast<std::uint32_t>(of.size() / 50));
  }
  const auto leaves = growTree(points, of, 3, {.leavesMax = 12, .goodEnough = 0.95, .shareMin = 0.005}, between);
  REQUIRE(leaves.size() == 3);
  std::uint64_t right = 0, all = 0;
  for (const TreeLeaf& leaf : leaves) {
    right += leaf.right;
    all += leaf.points;
  }
  CHECK(all == 150);
  CHECK(right == 144);  // as in CART's own example
  // Setosa has petals of less than 2 cm: between 1.9 and 3.0 cm the shortest number is taken.
  REQUIRE(leaves[0].bounds.size() == 1);
  CHECK(leaves[0].bounds[0].below == (leaves[0].bounds[0].attribute == 2 ? 2.0 : 1.0));
  CHECK(leaves[0].points == 50);
}

TEST_CASE("what questions cannot tell apart is one leaf", "[cluster]") {
  const Points points{1, {5, 5, 5, 5}};
  const auto leaves = growTree(points, {0, 1, 0, 0}, 2, {}, between);
  REQUIRE(leaves.size() == 1);
  CHECK(leaves[0].bounds.empty());
  CHECK(leaves[0].right == 3);
}

TEST_CASE("the shortest number between two is found", "[cluster]") {
  const auto found = [](double from, double to) { return readableBetween(from, to, decimalSteps()); };
  CHECK(found(1.9, 3.0) == 2);
  CHECK(found(2.45, 2.55) == 2.5);
  CHECK(found(0.29, 0.31) == 0.3);
  CHECK(found(996, 1004) == 1000);
  CHECK(found(-3, 4) == 0);
  CHECK(found(-8.4, -6.2) == -7);
  CHECK(found(7, 8) == 8);  // 7 itself stays on the left
  CHECK(found(1, 1 + 1e-15) == 1 + 1e-15);
  const double days[] = {30, 7, 1};
  CHECK(readableBetween(50, 75, days) == 60);
  CHECK(readableBetween(61, 69, days) == 63);
}

}  // namespace
}  // namespace regard::cluster
