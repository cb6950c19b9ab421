#pragma once
// Clusters as rules: what they are called, and a ladder that tells them apart.

#include <string>
#include <vector>

#include "base/cell.h"
#include "engine/cluster/tree.h"
#include "engine/door/values.h"
#include "regard/discover.h"

namespace regard {

/// An attribute as clusters see it: money in 10⁻⁴, percents in 10⁻⁸, durations in ms, periods in months, dates in days,
/// yes as 1.
struct ClusteredAttribute {
  std::string name;
  TypeKind kind = TypeKind::kError;
  double mean = 0, deviation = 0;
};

/// The spelling of such a number. REQUIRES one that the kind can hold.
Value clusteredValue(const ClusteredAttribute& attribute, double number, std::string_view currency);
/// A number nearby that is shorter to write: within `off` of it.
double shortened(const ClusteredAttribute& attribute, double number, double off);
/// A threshold in (from, to], the shorter the better.
double thresholdBetween(const ClusteredAttribute& attribute, double from, double to);

/// By what sets them apart most, as in `high_spend_low_visits`; each once.
void nameClusters(const std::vector<ClusteredAttribute>& attributes, std::vector<DiscoveredCluster>& clusters);

/// A `segments` declaration with a rung for each cluster that has a leaf, and comments that say how it was found. Sets
/// ladder, ladderRungs, ladderRight and isTold.
void writeLadder(const std::vector<ClusteredAttribute>& attributes, const std::vector<cluster::TreeLeaf>& leaves,
                 const std::string& name, std::string_view currency, Discovery& into);

}  // namespace regard
