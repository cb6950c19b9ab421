#include "engine/cluster/k_means.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>

#include "base/chance.h"

namespace regard::cluster {
namespace {

std::size_t differentUpTo(const Points& points, std::size_t most) {
  std::set<std::vector<double>> seen;
  for (std::size_t i = 0; i < points.count() && seen.size() < most; ++i) {
    const auto point = points[i];
    seen.emplace(point.begin(), point.end());
  }
  return seen.size();
}

/// One beginning, carried on until nobody changes sides.
class Lloyd {
 public:
  Lloyd(const Points& points, std::uint32_t clusters) : points_(points), clusters_(clusters) {
    out_.centres.width = points.width;
    out_.of.assign(points.count(), 0);
  }

  Clustering run(Draws draws, unsigned stepsMax) {
    seed(draws);
    for (unsigned step = 0; step < stepsMax && assign(); ++step) moveCentres();
    assign();
    return std::move(out_);
  }

 private:
  /// Each next centre is drawn with odds as the square of the distance to the nearest one that there is.
  void seed(Draws& draws) {
    std::vector<double> nearest(points_.count(), std::numeric_limits<double>::infinity());
    std::size_t next = draws.below(points_.count());
    for (std::uint32_t made = 0;; ++made) {
      const auto centre = points_[next];
      out_.centres.values.insert(out_.centres.values.end(), centre.begin(), centre.end());
      if (made + 1 == clusters_) return;
      double sum = 0;
      for (std::size_t i = 0; i < nearest.size(); ++i) {
        nearest[i] = std::min(nearest[i], apart(points_[i], centre));
        sum += nearest[i];
      }
      double left = draws.uniform() * sum;
      next = nearest.size();
      for (std::size_t i = 0; i < nearest.size(); ++i) {
        if (nearest[i] <= 0) continue;
        next = i;  // also the last one, should rounding leave a rest
        left -= nearest[i];
        if (left <= 0) break;
      }
    }
  }

  /// True if a point changed sides. Of equal distances the first centre counts.
  bool assign() {
    bool moved = false;
    out_.withinSs = 0;
    for (std::size_t i = 0; i < out_.of.size(); ++i) {
      double least = std::numeric_limits<double>::infinity();
      std::uint32_t best = 0;
      for (std::uint32_t c = 0; c < clusters_; ++c) {
        const double distance = apart(points_[i], out_.centres[c]);
        if (distance < least) {
          least = distance;
          best = c;
        }
      }
      moved = moved || isFirst_ || out_.of[i] != best;
      out_.of[i] = best;
      out_.withinSs += least;
    }
    isFirst_ = false;
    return moved;
  }

  void moveCentres() {
    out_.sizes.assign(clusters_, 0);
    std::vector<double> sums(out_.centres.values.size(), 0.0);
    for (std::size_t i = 0; i < out_.of.size(); ++i) {
      ++out_.sizes[out_.of[i]];
      const auto point = points_[i];
      for (std::size_t a = 0; a < point.size(); ++a) sums[out_.of[i] * points_.width + a] += point[a];
    }
    for (std::uint32_t c = 0; c < clusters_; ++c) {
      double* centre = out_.centres.values.data() + c * points_.width;
      if (out_.sizes[c] == 0) {  // all of its points went elsewhere: it begins anew with the point that fits worst
        const auto worst = points_[farthest()];
        std::copy(worst.begin(), worst.end(), centre);
        continue;
      }
      for (std::size_t a = 0; a < points_.width; ++a)
        centre[a] = sums[c * points_.width + a] / static_cast<double>(out_.sizes[c]);
    }
  }

  std::size_t farthest() const {
    std::size_t at = 0;
    double most = -1;
    for (std::size_t i = 0; i < out_.of.size(); ++i) {
      const double distance = apart(points_[i], out_.centres[out_.of[i]]);
      if (distance > most) {
        most = distance;
        at = i;
      }
    }
    return at;
  }

  const Points& points_;
  std::uint32_t clusters_;
  bool isFirst_ = true;
  Clustering out_;
};

/// The largest first; of equal ones the one whose centre is less.
void sortBySize(Clustering& found) {
  const std::size_t clusters = found.centres.count();
  found.sizes.assign(clusters, 0);
  for (const std::uint32_t c : found.of) ++found.sizes[c];
  std::vector<std::uint32_t> order(clusters);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (found.sizes[a] != found.sizes[b]) return found.sizes[a] > found.sizes[b];
    const auto x = found.centres[a], y = found.centres[b];
    return std::lexicographical_compare(x.begin(), x.end(), y.begin(), y.end());
  });
  Clustering sorted;
  sorted.centres.width = found.centres.width;
  std::vector<std::uint32_t> place(clusters);
  for (std::uint32_t i = 0; i < clusters; ++i) {
    place[order[i]] = i;
    const auto centre = found.centres[order[i]];
    sorted.centres.values.insert(sorted.centres.values.end(), centre.begin(), centre.end());
    sorted.sizes.push_back(found.sizes[order[i]]);
  }
  for (std::uint32_t& c : found.of) c = place[c];
  found.centres = std::move(sorted.centres);
  found.sizes = std::move(sorted.sizes);
}

}  // namespace

Result<Clustering> kMeans(const Points& points, const KMeansOptions& options, const std::function<void()>& step) {
  const std::size_t different = differentUpTo(points, options.clusters);
  if (different < options.clusters || options.clusters == 0)
    return Fault{FaultKind::kInvalid, fmt::format("{} clusters cannot be made of customers who are of {} kinds",
                                                  options.clusters, different)};
  Clustering best;
  for (unsigned restart = 0; restart < std::max(options.restarts, 1U); ++restart) {
    const Draws draws(options.seed, DrawFor::kClusters, std::to_string(options.clusters), std::to_string(restart));
    Clustering found = Lloyd(points, options.clusters).run(draws, options.stepsMax);
    if (restart == 0 || found.withinSs < best.withinSs) best = std::move(found);
    if (step) step();
  }
  sortBySize(best);
  return best;
}

}  // namespace regard::cluster
