#pragma once
// Sets of values as short lists of closed ranges of integers. Values of every kind that has an order fit 64 bits in
// that order; numbers are mapped so that neighbours stay neighbours.

#include <bit>
#include <cstdint>
#include <limits>
#include <vector>

namespace regard {

struct Range {
  std::int64_t low, high;
  friend bool operator==(const Range&, const Range&) = default;
};
using RangeSet = std::vector<Range>;  ///< disjoint, rising

inline constexpr std::int64_t kLowestKey = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kHighestKey = std::numeric_limits<std::int64_t>::max();

RangeSet intersect(const RangeSet& a, const RangeSet& b);
RangeSet unite(const RangeSet& a, const RangeSet& b);
RangeSet below(std::int64_t key);  ///< every value less than it
RangeSet above(std::int64_t key);

/// A number as an integer of the same order, and back. REQUIRES a language number: finite. Negative numbers have
/// falling bits: turned round, they stand below zero in their order.
inline std::int64_t keyOfNumber(double number) {
  const auto bits = std::bit_cast<std::int64_t>(number);
  return bits >= 0 ? bits : kLowestKey - bits;
}
inline double numberOfKey(std::int64_t key) { return std::bit_cast<double>(key >= 0 ? key : kLowestKey - key); }

}  // namespace regard
