#include "base/ranges.h"

#include <algorithm>

namespace regard {

RangeSet below(std::int64_t key) { return key == kLowestKey ? RangeSet{} : RangeSet{{kLowestKey, key - 1}}; }
RangeSet above(std::int64_t key) { return key == kHighestKey ? RangeSet{} : RangeSet{{key + 1, kHighestKey}}; }

RangeSet intersect(const RangeSet& a, const RangeSet& b) {
  RangeSet both;
  for (const Range& x : a)
    for (const Range& y : b)
      if (const Range r{std::max(x.low, y.low), std::min(x.high, y.high)}; r.low <= r.high) both.push_back(r);
  return both;
}

RangeSet unite(const RangeSet& a, const RangeSet& b) {
  RangeSet all = a;
  all.insert(all.end(), b.begin(), b.end());
  std::sort(all.begin(), all.end(), [](const Range& x, const Range& y) { return x.low < y.low; });
  RangeSet merged;
  for (const Range& range : all) {
    const bool touches = !merged.empty() && (merged.back().high == kHighestKey || range.low <= merged.back().high + 1);
    if (touches)
      merged.back().high = std::max(merged.back().high, range.high);
    else
      merged.push_back(range);
  }
  return merged;
}

}  // namespace regard
