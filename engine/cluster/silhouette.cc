#include "engine/cluster/silhouette.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace regard::cluster {

double silhouette(const Points& points, const std::vector<std::uint32_t>& of, std::uint32_t clusters) {
  const std::size_t count = points.count();
  std::vector<double> sizes(clusters, 0.0);
  for (const std::uint32_t c : of) sizes[c] += 1;
  std::vector<double> far(count * clusters, 0.0);  // by point and cluster: distances, added up
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = i + 1; j < count; ++j) {
      const double distance = std::sqrt(apart(points[i], points[j]));
      far[i * clusters + of[j]] += distance;
      far[j * clusters + of[i]] += distance;
    }
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (sizes[of[i]] <= 1) continue;
    const double own = far[i * clusters + of[i]] / (sizes[of[i]] - 1);
    double other = std::numeric_limits<double>::infinity();
    for (std::uint32_t c = 0; c < clusters; ++c)
      if (c != of[i] && sizes[c] > 0) other = std::min(other, far[i * clusters + c] / sizes[c]);
    const double larger = std::max(own, other);
    if (larger > 0 && std::isfinite(other)) sum += (other - own) / larger;
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

}  // namespace regard::cluster
