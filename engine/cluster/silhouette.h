#pragma once
// How well clusters stand apart (Rousseeuw, J. Comput. Appl. Math. 20, 1987).

#include <cstdint>
#include <vector>

#include "engine/cluster/points.h"

namespace regard::cluster {

/// The mean over all points of (b − a) / max(a, b): a the mean distance to the others of the same cluster, b the least
/// mean distance to another one. From −1 to 1; a cluster of one counts as 0. Time is the square of the points.
/// REQUIRES two clusters at least.
double silhouette(const Points& points, const std::vector<std::uint32_t>& of, std::uint32_t clusters);

}  // namespace regard::cluster
