#include "engine/cluster/tree.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace regard::cluster {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

struct Split {
  double gain = 0;  ///< by how many points impurity falls
  std::size_t attribute = 0;
  double from = 0, to = 0;  ///< the values on either side
};
struct Node {
  std::vector<std::uint32_t> points;
  std::vector<Bound> bounds;
  Split split;
};

class Grower {
 public:
  Grower(const Points& points, const std::vector<std::uint32_t>& of, std::uint32_t clusters, const TreeOptions& options,
         const Between& between)
      : points_(points), of_(of), clusters_(clusters), options_(options), between_(between) {
    least_ = std::max<std::size_t>(1, static_cast<std::size_t>(options.shareMin * static_cast<double>(points.count())));
  }

  std::vector<TreeLeaf> grow() {
    Node root;
    root.points.resize(points_.count());
    std::iota(root.points.begin(), root.points.end(), 0U);
    root.split = bestSplit(root.points);
    leaves_.push_back(std::move(root));
    while (leaves_.size() < options_.leavesMax && !(isGoodEnough() && hasAll())) {
      const auto best = std::max_element(leaves_.begin(), leaves_.end(),
                                         [](const Node& a, const Node& b) { return a.split.gain < b.split.gain; });
      if (best->split.gain <= 0) break;
      divide(static_cast<std::size_t>(best - leaves_.begin()));
    }
    std::vector<TreeLeaf> out;
    for (const Node& leaf : leaves_) out.push_back(told(leaf));
    return out;
  }

 private:
  TreeLeaf told(const Node& node) const {
    const std::vector<std::uint64_t> counts = countsOf(node.points);
    const auto most = std::max_element(counts.begin(), counts.end());
    return {node.bounds, static_cast<std::uint32_t>(most - counts.begin()), node.points.size(), *most};
  }
  std::vector<std::uint64_t> countsOf(const std::vector<std::uint32_t>& points) const {
    std::vector<std::uint64_t> counts(clusters_, 0);
    for (const std::uint32_t i : points) ++counts[of_[i]];
    return counts;
  }
  bool isGoodEnough() const {
    std::uint64_t right = 0;
    for (const Node& leaf : leaves_) right += told(leaf).right;
    return static_cast<double>(right) >= options_.goodEnough * static_cast<double>(points_.count());
  }
  bool hasAll() const {
    std::vector<bool> has(clusters_, false);
    for (const Node& leaf : leaves_) has[told(leaf).cluster] = true;
    return std::find(has.begin(), has.end(), false) == has.end();
  }

  /// Gini's impurity times the points: n − Σ n_c² / n.
  static double impurity(const std::vector<std::uint64_t>& counts, std::size_t points) {
    double squares = 0;
    for (const std::uint64_t n : counts) squares += static_cast<double>(n) * static_cast<double>(n);
    return points == 0 ? 0 : static_cast<double>(points) - squares / static_cast<double>(points);
  }

  Split bestSplit(const std::vector<std::uint32_t>& points) const {
    Split best;
    const std::vector<std::uint64_t> all = countsOf(points);
    const double whole = impurity(all, points.size());
    std::vector<std::uint32_t> sorted = points;
    for (std::size_t a = 0; a < points_.width && whole > 0; ++a) {
      const auto value = [&](std::uint32_t i) { return points_.values[i * points_.width + a]; };
      std::sort(sorted.begin(), sorted.end(),
                [&](std::uint32_t i, std::uint32_t j) { return value(i) != value(j) ? value(i) < value(j) : i < j; });
      std::vector<std::uint64_t> left(clusters_, 0), right = all;
      for (std::size_t n = 1; n < sorted.size(); ++n) {
        ++left[of_[sorted[n - 1]]];
        --right[of_[sorted[n - 1]]];
        const double from = value(sorted[n - 1]), to = value(sorted[n]);
        if (from == to || n < least_ || sorted.size() - n < least_) continue;
        const double gain = whole - impurity(left, n) - impurity(right, sorted.size() - n);
        if (gain > best.gain + 1e-9) best = {gain, a, from, to};
      }
    }
    return best;
  }

  void divide(std::size_t at) {
    const Split split = leaves_[at].split;
    const double threshold = between_(split.attribute, split.from, split.to);
    Node low, high;
    for (const std::uint32_t i : leaves_[at].points)
      (points_.values[i * points_.width + split.attribute] < threshold ? low : high).points.push_back(i);
    low.bounds = narrowed(leaves_[at].bounds, split.attribute, -kInfinite, threshold);
    high.bounds = narrowed(leaves_[at].bounds, split.attribute, threshold, kInfinite);
    low.split = bestSplit(low.points);
    high.split = bestSplit(high.points);
    leaves_[at] = std::move(low);
    leaves_.insert(leaves_.begin() + static_cast<std::ptrdiff_t>(at) + 1, std::move(high));
  }

  static std::vector<Bound> narrowed(std::vector<Bound> bounds, std::size_t attribute, double from, double below) {
    for (Bound& bound : bounds) {
      if (bound.attribute != attribute) continue;
      bound.from = std::max(bound.from, from);
      bound.below = std::min(bound.below, below);
      return bounds;
    }
    bounds.push_back({attribute, from, below});
    return bounds;
  }

  const Points& points_;
  const std::vector<std::uint32_t>& of_;
  std::uint32_t clusters_;
  const TreeOptions& options_;
  const Between& between_;
  std::size_t least_ = 1;
  std::vector<Node> leaves_;
};

}  // namespace

std::vector<TreeLeaf> growTree(const Points& points, const std::vector<std::uint32_t>& of, std::uint32_t clusters,
                               const TreeOptions& options, const Between& between) {
  return Grower(points, of, clusters, options, between).grow();
}

}  // namespace regard::cluster
