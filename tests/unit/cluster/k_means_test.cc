// Clusters of Fisher's irises: the known optima, and what cannot be clustered.

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "engine/cluster/k_means.h"
#include "engine/cluster/silhouette.h"
#include "tests/unit/cluster/iris.h"

namespace regard::cluster {
namespace {

Points irises(bool standardised) {
  Points points{4, {}};
  for (const auto& flower : tests::kIris) points.values.insert(points.values.end(), flower.begin(), flower.end());
  for (std::size_t a = 0; a < 4 && standardised; ++a) {
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < 150; ++i) sum += points.values[i * 4 + a];
    for (std::size_t i = 0; i < 150; ++i) squares += std::pow(points.values[i * 4 + a] - sum / 150, 2);
    for (std::size_t i = 0; i < 150; ++i)
      points.values[i * 4 + a] = (points.values[i * 4 + a] - sum / 150) / std::sqrt(squares / 150);
  }
  return points;
}

Clustering clustered(const Points& points, std::uint32_t clusters, std::uint64_t seed = 1) {
  auto found = kMeans(points, {.clusters = clusters, .seed = seed});
  REQUIRE(found.ok());
  return *std::move(found);
}

TEST_CASE("the known optima of the irises are found, whatever the seed", "[cluster]") {
  const Points raw = irises(false), standard = irises(true);
  for (const std::uint64_t seed : {1U, 2U, 77U}) {
    CHECK(clustered(raw, 2, seed).withinSs == Approx(152.347952).margin(1e-6));
    CHECK(clustered(raw, 3, seed).withinSs == Approx(78.851441).margin(1e-6));
    CHECK(clustered(raw, 4, seed).withinSs == Approx(57.228473).margin(1e-6));
    CHECK(clustered(standard, 3, seed).withinSs == Approx(139.820496).margin(1e-6));
  }
  const Clustering three = clustered(raw, 3);
  CHECK(three.sizes == std::vector<std::uint64_t>{62, 50, 38});
  CHECK(clustered(raw, 3).of == three.of);
  CHECK(clustered(raw, 3, 2).of == three.of);  // the largest first: the same clusters have the same numbers
}

TEST_CASE("silhouettes are those of other programs", "[cluster]") {
  const Points raw = irises(false), standard = irises(true);
  const auto of = [](const Points& points, std::uint32_t clusters) {
    return silhouette(points, clustered(points, clusters).of, clusters);
  };
  CHECK(of(raw, 2) == Approx(0.681046).margin(1e-6));
  CHECK(of(raw, 3) == Approx(0.552819).margin(1e-6));
  CHECK(of(standard, 2) == Approx(0.581750).margin(1e-6));
}

TEST_CASE("fewer kinds of points than clusters are said", "[cluster]") {
  const Points points{2, {1, 2, 1, 2, 3, 4}};
  CHECK(clustered(points, 2).sizes == std::vector<std::uint64_t>{2, 1});
  CHECK(clustered(points, 2).withinSs == 0);
  const auto found = kMeans(points, {.clusters = 3});
  REQUIRE_FALSE(found.ok());
  CHECK(found.fault().message == "3 clusters cannot be made of customers who are of 2 kinds");
  CHECK_FALSE(kMeans({2, {}}, {.clusters = 1}).ok());
}

TEST_CASE("as many clusters as points is each by itself", "[cluster]") {
  const Points points{1, {1, 2, 4, 8, 16, 32, 64}};
  for (std::uint64_t seed = 1; seed < 20; ++seed) CHECK(clustered(points, 7, seed).withinSs == 0);
}

}  // namespace
}  // namespace regard::cluster
