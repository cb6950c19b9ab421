#pragma once
// k-means: Lloyd's iterations (IEEE Trans. Inf. Theory 28, 1982) from k-means++ seeds (Arthur & Vassilvitskii, SODA
// 2007), the best of several beginnings.

#include <cstdint>
#include <functional>
#include <vector>

#include "base/result.h"
#include "engine/cluster/points.h"

namespace regard::cluster {

struct KMeansOptions {
  std::uint32_t clusters = 2;
  std::uint64_t seed = 1;
  unsigned restarts = 20;
  unsigned stepsMax = 300;  ///< of one beginning; far more than it takes
};

/// Clusters by size, the largest first.
struct Clustering {
  Points centres;
  std::vector<std::uint32_t> of;     ///< by point: its cluster
  std::vector<std::uint64_t> sizes;  ///< none is empty
  double withinSs = 0;               ///< squares of the distances to the centres, added up
};

/// kInvalid if there are fewer different points than clusters. `step` is called after each beginning.
Result<Clustering> kMeans(const Points& points, const KMeansOptions& options, const std::function<void()>& step = {});

}  // namespace regard::cluster
