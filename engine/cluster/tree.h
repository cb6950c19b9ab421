#pragma once
// The few questions that tell clusters apart: a decision tree, grown where most is gained until it is good enough
// (CART: Breiman, Friedman, Olshen & Stone 1984).

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/cluster/points.h"

namespace regard::cluster {

/// A range of one attribute: from `from` on, below `below`.
struct Bound {
  std::size_t attribute = 0;
  double from, below;  ///< infinite where there is no such end
};
struct TreeLeaf {
  std::vector<Bound> bounds;            ///< one for each attribute that is asked for; none: all points
  std::uint32_t cluster = 0;            ///< the most frequent
  std::uint64_t points = 0, right = 0;  ///< that fall here; of them those of the cluster
};
struct TreeOptions {
  std::size_t leavesMax = 12;
  double goodEnough = 0.95;  ///< share of points that fall to their cluster
  double shareMin = 0.005;   ///< of all points, in a leaf
};
/// A threshold in (from, to], the shorter to write the better.
using Between = std::function<double(std::size_t attribute, double from, double to)>;

/// Leaves from left to right; each cluster has at least one if questions can tell it apart at all.
std::vector<TreeLeaf> growTree(const Points& points, const std::vector<std::uint32_t>& of, std::uint32_t clusters,
                               const TreeOptions& options, const Between& between);

}  // namespace regard::cluster
