#pragma once
/// Customers who are alike: clusters over attributes that are numbers, and a ladder of rules that tells them apart.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "regard/result.h"
#include "regard/store.h"
#include "regard/value.h"

namespace regard {

struct DiscoverProgressInfo {
  bool isReading = true;  ///< customers; else beginnings of k-means
  std::uint64_t done = 0, total = 0;
};
struct DiscoverRequest {
  std::vector<std::string> attributes;  ///< numbers, amounts, percents, lengths of time, dates, yes or no
  std::uint32_t clusters = 0;           ///< 0: as many, up to clustersMax, as stand apart best
  std::uint32_t clustersMax = 8;
  std::uint64_t seed = 1;
  std::uint64_t sample = 20'000;  ///< customers to cluster; of more so many are drawn
  std::string name = "alike";     ///< of the ladder
  std::function<void(const DiscoverProgressInfo&)> progress = {};
};

/// A cluster's centre in one attribute.
struct DiscoveredMean {
  Value mean;        ///< rounded to what matters
  double apart = 0;  ///< from the mean of all, in standard deviations of all
};
struct DiscoveredCluster {
  std::string name;                   ///< by what sets it apart most; its rung of the ladder
  std::uint64_t customers = 0;        ///< of those clustered
  std::vector<DiscoveredMean> means;  ///< by attribute
  bool isTold = true;                 ///< false: the ladder has no rung for it
};
struct Silhouette {
  std::uint32_t clusters = 0;
  double mean = 0;
};
struct Discovery {
  std::vector<std::string> attributes;
  std::uint64_t customers = 0, unreadable = 0;  ///< in the store
  std::uint64_t leftOut = 0;                    ///< of whom one of the attributes is unknown
  std::vector<std::uint64_t> unknown;           ///< by attribute
  std::uint64_t clustered = 0;                  ///< all others, or as many as were drawn
  std::uint64_t seed = 1;
  std::vector<DiscoveredMean> means;               ///< of all who were clustered; `apart` is 0
  std::vector<Value> deviations;                   ///< standard ones, by attribute
  std::vector<Silhouette> silhouettes;             ///< of each number of clusters that was tried
  std::uint64_t silhouettePoints = 0;              ///< on so many of them
  double withinSs = 0;                             ///< squares of the distances to the centres, standardised
  double explained = 0;                            ///< 1 − withinSs / squares of the distances to the mean of all
  std::vector<DiscoveredCluster> clusters;         ///< the largest first
  std::string ladder;                              ///< rule text: a `segments` declaration
  std::uint64_t ladderRungs = 0, ladderRight = 0;  ///< clustered customers whom the ladder puts where their cluster is
  double seconds = 0;
};

/// k-means over standardised attributes: the same store, request and seed give the same clusters. Reads every customer
/// once. Errors: invalid (an attribute that is no number, private or protected, the same for all, or known of too few;
/// fewer kinds of customers than clusters), notFound (no customers yet), io.
[[nodiscard]] Expected<Discovery> discover(const Store& store, const DiscoverRequest& request);

}  // namespace regard
