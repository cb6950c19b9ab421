// Sets of ranges against membership, value by value, and the order of numbers as keys.
#include <catch2/catch.hpp>

#include <limits>
#include <random>

#include "base/ranges.h"

namespace regard {
namespace {

bool holds(const RangeSet& set, std::int64_t key) {
  for (const Range& range : set)
    if (range.low <= key && key <= range.high) return true;
  return false;
}

RangeSet anySet(std::mt19937_64& random) {
  RangeSet set;
  for (int i = static_cast<int>(random() % 4); i > 0; --i) {
    const auto low = static_cast<std::int64_t>(random() % 20);
    set = unite(set, {{low, low + static_cast<std::int64_t>(random() % 5)}});
  }
  return set;
}

TEST_CASE("sets of ranges are what their members say") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 2'000; ++i) {
    const RangeSet a = anySet(random), b = anySet(random);
    const RangeSet both = intersect(a, b), either = unite(a, b);
    for (std::int64_t key = -1; key < 26; ++key) {
      CHECK(holds(both, key) == (holds(a, key) && holds(b, key)));
      CHECK(holds(either, key) == (holds(a, key) || holds(b, key)));
    }
    for (std::size_t r = 1; r < either.size(); ++r) CHECK(either[r - 1].high + 1 < either[r].low);
  }
  CHECK(below(kLowestKey).empty());
  CHECK(above(kHighestKey).empty());
  CHECK(unite(below(3), above(3)) == RangeSet{{kLowestKey, 2}, {4, kHighestKey}});
}

TEST_CASE("keys of numbers stand in the order of the numbers, neighbours beside each other") {
  constexpr double kTiny = std::numeric_limits<double>::denorm_min(), kHuge = std::numeric_limits<double>::max();
  const double rising[] = {-kHuge, -2, -1, -kTiny, 0, kTiny, 0.5, 1, 1e18, kHuge};
  for (std::size_t i = 0; i < std::size(rising); ++i) {
    CHECK(numberOfKey(keyOfNumber(rising[i])) == rising[i]);
    if (i > 0) CHECK(keyOfNumber(rising[i - 1]) < keyOfNumber(rising[i]));
  }
  CHECK(keyOfNumber(0) - keyOfNumber(-kTiny) == 1);
  CHECK(keyOfNumber(kTiny) - keyOfNumber(0) == 1);
}

}  // namespace
}  // namespace regard
