#include "apps/render/discover.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "apps/render/json.h"
#include "apps/render/layout.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

double shareOf(std::uint64_t part, std::uint64_t all) {
  return static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(all, 1));
}

std::string percent(double share) { return fmt::format("{:.1f}%", 100 * share); }

/// What was looked at, and how many clusters that gave.
std::string headText(const Discovery& found, const Style& style) {
  std::string out = fmt::format("{} of {}", style.paint(Tone::strong, counted(found.clusters.size(), "cluster")),
                                counted(found.clustered, "customer"));
  if (found.clustered + found.leftOut < found.customers)
    out += fmt::format(", drawn with seed {} from {}", found.seed, grouped(found.customers - found.leftOut));
  out += fmt::format("; {} of how they differ is between clusters\n", percent(found.explained));
  if (found.leftOut > 0) {
    std::string unknown;
    for (std::size_t a = 0; a < found.attributes.size(); ++a)
      if (found.unknown[a] > 0)
        unknown +=
            fmt::format("{}{} of {}", unknown.empty() ? "" : ", ", found.attributes[a], grouped(found.unknown[a]));
    out += fmt::format("Left out {} of whom something is unknown: {}\n", counted(found.leftOut, "customer"), unknown);
  }
  if (found.unreadable > 0)
    out += style.paint(Tone::bad, fmt::format("{} cannot be read\n", counted(found.unreadable, "record")));
  return out;
}

std::string silhouetteText(const Discovery& found) {
  std::string tried;
  for (const Silhouette& one : found.silhouettes)
    tried += fmt::format("{}{}: {:.3f}", tried.empty() ? "" : ", ", one.clusters, one.mean);
  return fmt::format("Silhouette of {} by number of clusters: {}\n", counted(found.silhouettePoints, "customer"),
                     tried);
}

}  // namespace

std::string discoverProgress(const DiscoverProgressInfo& progress, double seconds) {
  if (!progress.isReading)
    return fmt::format("Clustering  {} of {}", progress.done, counted(progress.total, "beginning"));
  const double rate = seconds > 0 ? static_cast<double>(progress.done) / seconds : 0;
  return fmt::format("Reading  {} of {}, {}/s", grouped(progress.done), counted(progress.total, "record"),
                     rateText(rate));
}

std::string discoverText(const Discovery& found, bool withLadder, const Style& style) {
  std::string out = headText(found, style) + silhouetteText(found);
  Table table{.rows = {}, .tones = {Tone::strong}, .indent = 2};
  std::vector<std::string> head{"", "customers", ""};
  head.insert(head.end(), found.attributes.begin(), found.attributes.end());
  table.rows.push_back(std::move(head));
  for (const DiscoveredCluster& one : found.clusters) {
    std::vector<std::string> row{one.name, grouped(one.customers), percent(shareOf(one.customers, found.clustered))};
    for (const DiscoveredMean& mean : one.means) row.push_back(fmt::format("{} ({:+.1f})", mean.mean.text, mean.apart));
    table.rows.push_back(std::move(row));
  }
  std::vector<std::string> all{"all", grouped(found.clustered), "100.0%"};
  for (const DiscoveredMean& mean : found.means) all.push_back(mean.mean.text);
  table.rows.push_back(std::move(all));
  out += tableText(table, style);
  out += "Means, and in brackets how many standard deviations they lie from that of all\n";
  out += fmt::format("The ladder puts {} of them on the rung of their cluster\n",
                     percent(shareOf(found.ladderRight, found.clustered)));
  for (const DiscoveredCluster& one : found.clusters)
    if (!one.isTold) out += fmt::format("It has no rung for {}\n", one.name);
  return withLadder ? out + '\n' + found.ladder : out;
}

std::string discoverJson(const Discovery& found) {
  Json silhouettes = Json::array(), clusters = Json::array(), attributes = Json::array();
  for (const Silhouette& one : found.silhouettes)
    silhouettes.push_back({{"clusters", one.clusters}, {"mean", one.mean}});
  for (std::size_t a = 0; a < found.attributes.size(); ++a)
    attributes.push_back({{"name", found.attributes[a]},
                          {"mean", found.means[a].mean.text},
                          {"standard_deviation", found.deviations[a].text},
                          {"unknown", found.unknown[a]}});
  for (const DiscoveredCluster& one : found.clusters) {
    Json means = Json::object();
    for (std::size_t a = 0; a < found.attributes.size(); ++a)
      means[found.attributes[a]] = {{"mean", one.means[a].mean.text}, {"apart", one.means[a].apart}};
    clusters.push_back({{"name", one.name},
                        {"customers", one.customers},
                        {"share", shareOf(one.customers, found.clustered)},
                        {"means", means},
                        {"has_rung", one.isTold}});
  }
  return jsonText({{"customers", found.customers},
                   {"unreadable", found.unreadable},
                   {"left_out", found.leftOut},
                   {"clustered", found.clustered},
                   {"seed", found.seed},
                   {"attributes", attributes},
                   {"silhouettes", silhouettes},
                   {"silhouette_customers", found.silhouettePoints},
                   {"within_ss", found.withinSs},
                   {"explained", found.explained},
                   {"clusters", clusters},
                   {"ladder", found.ladder},
                   {"ladder_fidelity", shareOf(found.ladderRight, found.clustered)},
                   {"seconds", found.seconds}});
}

}  // namespace regard::render
