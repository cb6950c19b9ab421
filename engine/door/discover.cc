#include "regard/discover.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/chance.h"
#include "base/nearest.h"
#include "engine/cluster/k_means.h"
#include "engine/cluster/silhouette.h"
#include "engine/door/discover_ladder.h"
#include "engine/door/store_impl.h"
#include "engine/door/values.h"

namespace regard {
namespace {

constexpr std::uint64_t kProgressEvery = 4096;  // customers
constexpr std::size_t kSilhouettePoints = 2000;
constexpr std::uint32_t kClustersMax = 50;
constexpr std::size_t kAttributesMax = 50;
constexpr unsigned kRestarts = 20;

bool isClustered(TypeKind kind) {
  return kind == TypeKind::kNumber || kind == TypeKind::kMoney || kind == TypeKind::kPercent ||
         kind == TypeKind::kDuration || kind == TypeKind::kPeriod || kind == TypeKind::kDate || kind == TypeKind::kFlag;
}

bool mayBeClustered(const CatalogAttribute& attribute) {
  return !attribute.isKey && !attribute.isList && isClustered(attribute.kind) && !attribute.isPrivate &&
         !attribute.isProtected;
}

class Finder {
 public:
  Finder(const Store::Impl& store, Catalog catalog, const DiscoverRequest& request)
      : store_(store), catalog_(std::move(catalog)), request_(request) {
    out_.attributes = request.attributes;
    out_.seed = request.seed;
  }

  Result<Discovery> run() {
    const auto started = std::chrono::steady_clock::now();
    for (const auto step : {&Finder::choose, &Finder::read, &Finder::standardise, &Finder::cluster})
      if (auto done = (this->*step)(); !done) return done.fault();
    describe();
    out_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return std::move(out_);
  }

 private:
  /// The attributes that are asked for, if they are such as can be clustered.
  Status choose() {
    std::vector<std::string> fit;
    for (const CatalogAttribute& attribute : catalog_.attributes())
      if (mayBeClustered(attribute)) fit.push_back(attribute.name);
    if (request_.attributes.empty())
      return invalid(fit.empty()
                         ? "no attribute is a number, an amount, a percent, a length of time, a date or yes or no"
                         : fmt::format("which attributes? There are {}", fmt::join(fit, ", ")));
    if (request_.attributes.size() > kAttributesMax)
      return invalid(fmt::format("customers are clustered by at most {} attributes", kAttributesMax));
    if (request_.clusters == 1 || request_.clusters > kClustersMax)
      return invalid(fmt::format("there are 2 to {} clusters, and not {}", kClustersMax, request_.clusters));
    if (request_.clustersMax < 2 || request_.clustersMax > kClustersMax || request_.sample < 2)
      return invalid(fmt::format("up to 2 … {} clusters are tried, on 2 customers or more", kClustersMax));
    for (const std::string& name : request_.attributes)
      if (auto done = take(name, fit); !done) return done;
    return Done{};
  }

  Status take(const std::string& name, const std::vector<std::string>& fit) {
    const CatalogAttribute* found = catalog_.find(name);
    if (found == nullptr) {
      const std::string nearest = didYouMean(name, fit);
      return invalid(fmt::format("customers have no attribute `{}`{}", name, nearest.empty() ? "" : ": " + nearest));
    }
    if (found->isPrivate || found->isProtected)
      return invalid(fmt::format("`{}` is {}: {}", name, found->isPrivate ? "private" : "protected",
                                 found->isPrivate ? "it may not be seen in a rule" : "no rule may decide by it"));
    if (!mayBeClustered(*found))
      return invalid(
          fmt::format("`{}` is {} {}: clusters are of numbers, amounts, percents, lengths of time, dates and yes "
                      "or no",
                      name, found->isKey ? "the key, a" : "a", typeName(*found)));
    if (std::find(fields_.begin(), fields_.end(), found) != fields_.end())
      return invalid(fmt::format("`{}` is there twice", name));
    fields_.push_back(found);
    attributes_.push_back({name, found->kind, 0, 0});
    return Done{};
  }

  /// Of each customer whose attributes are all known the numbers; where they are too many each is as likely to stay
  /// (Vitter's algorithm R, ACM TOMS 11, 1985).
  Status read() {
    const auto txn = store_.store->read();
    if (!txn) return txn.fault();
    const std::uint64_t total = txn->count(Table::kProfiles);
    if (total == 0)
      return Fault{FaultKind::kNotFound,
                   fmt::format("the store `{}` has no customers yet: import some first", store_.path)};
    out_.unknown.assign(fields_.size(), 0);
    raw_.width = fields_.size();
    Draws draws(request_.seed, DrawFor::kSample);
    std::uint64_t seen = 0, known = 0;
    const auto scanned = txn->scan(Table::kProfiles, {}, [&](std::string_view /*key*/, std::string_view bytes) {
      if (request_.progress && ++seen % kProgressEvery == 0) request_.progress({true, seen, total});
      const auto record = RecordView::of(bytes, true);
      if (!record) {
        ++out_.unreadable;
      } else if (std::vector<double> point; ++out_.customers, numbersOf(*record, point)) {
        keep(point, known++, draws);
      } else {
        ++out_.leftOut;
      }
      return true;
    });
    if (!scanned) return scanned;
    out_.clustered = raw_.count();
    return out_.clustered > 0 ? Status(Done{}) : Status(nobodyKnown());
  }

  bool numbersOf(const RecordView& record, std::vector<double>& point) {
    bool isKnown = true;
    for (std::size_t a = 0; a < fields_.size(); ++a) {
      const Scalar value = record.load(fields_[a]->field);
      const bool isNumber = fields_[a]->kind == TypeKind::kNumber;
      const double number = !value.isKnown() ? 0
                            : isNumber       ? value.cell.asDouble()
                                             : static_cast<double>(value.cell.asInt());
      if (value.isKnown() && std::isfinite(number)) {
        point.push_back(number);
        continue;
      }
      ++out_.unknown[a];
      isKnown = false;
    }
    return isKnown;
  }

  void keep(const std::vector<double>& point, std::uint64_t place, Draws& draws) {
    if (place < request_.sample) {
      raw_.values.insert(raw_.values.end(), point.begin(), point.end());
      return;
    }
    const std::uint64_t instead = draws.below(place + 1);
    if (instead < request_.sample)
      std::copy(point.begin(), point.end(), raw_.values.begin() + static_cast<std::ptrdiff_t>(instead * raw_.width));
  }

  Fault nobodyKnown() const {
    const auto worst = std::max_element(out_.unknown.begin(), out_.unknown.end());
    return invalid(fmt::format("of nobody all of these are known; `{}` is unknown of {} of {} customers",
                               out_.attributes[static_cast<std::size_t>(worst - out_.unknown.begin())], *worst,
                               out_.customers));
  }

  Status standardise() {
    points_.width = raw_.width;
    points_.values.resize(raw_.values.size());
    const auto count = static_cast<double>(raw_.count());
    for (std::size_t a = 0; a < raw_.width; ++a) {
      double sum = 0, squares = 0;
      for (std::size_t i = a; i < raw_.values.size(); i += raw_.width) sum += raw_.values[i];
      const double mean = sum / count;
      for (std::size_t i = a; i < raw_.values.size(); i += raw_.width)
        squares += (raw_.values[i] - mean) * (raw_.values[i] - mean);
      attributes_[a].mean = mean;
      attributes_[a].deviation = std::sqrt(squares / count);
      const double first = raw_.values[a];
      bool isConstant = true;
      for (std::size_t i = a; i < raw_.values.size(); i += raw_.width)
        isConstant = isConstant && raw_.values[i] == first;
      if (isConstant || !(attributes_[a].deviation > 0) || !std::isfinite(attributes_[a].deviation))
        return invalid(fmt::format("`{}` is the same for all {} customers: it tells nobody apart", attributes_[a].name,
                                   raw_.count()));
      for (std::size_t i = a; i < raw_.values.size(); i += raw_.width)
        points_.values[i] = (raw_.values[i] - mean) / attributes_[a].deviation;
    }
    return Done{};
  }

  /// Which points silhouettes are taken of.
  void drawProbe() {
    std::vector<std::size_t> order(points_.count());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Draws draws(request_.seed, DrawFor::kSample, "silhouette");
    const std::size_t size = std::min(order.size(), kSilhouettePoints);
    for (std::size_t i = 0; i < size; ++i) std::swap(order[i], order[i + draws.below(order.size() - i)]);
    order.resize(size);
    if (size == points_.count()) std::sort(order.begin(), order.end());
    probe_ = std::move(order);
    out_.silhouettePoints = size;
  }

  double silhouetteOf(const cluster::Clustering& found, std::uint32_t clusters) const {
    cluster::Points points{points_.width, {}};
    std::vector<std::uint32_t> of;
    for (const std::size_t i : probe_) {
      const auto point = points_[i];
      points.values.insert(points.values.end(), point.begin(), point.end());
      of.push_back(found.of[i]);
    }
    return cluster::silhouette(points, of, clusters);
  }

  /// Of several numbers of clusters the one whose silhouette is best, the least of equals.
  Status cluster() {
    drawProbe();
    const std::uint32_t least = request_.clusters > 0 ? request_.clusters : 2;
    const std::uint32_t most = request_.clusters > 0 ? request_.clusters : request_.clustersMax;
    const std::uint64_t total = std::uint64_t{most - least + 1} * kRestarts;
    std::uint64_t done = 0;
    double best = -2;
    for (std::uint32_t clusters = least; clusters <= most; ++clusters) {
      auto found = cluster::kMeans(points_, {.clusters = clusters, .seed = request_.seed, .restarts = kRestarts}, [&] {
        if (request_.progress) request_.progress({false, ++done, total});
      });
      if (!found && clusters > least) break;  // there are no more kinds of customers
      if (!found) return found.fault();
      const double mean = silhouetteOf(*found, clusters);
      out_.silhouettes.push_back({clusters, mean});
      if (mean <= best) continue;
      best = mean;
      found_ = *std::move(found);
    }
    return Done{};
  }

  void describe() {
    constexpr double kShown = 50;  // parts of a standard deviation
    const auto spelled = [&](std::size_t a, double number) {
      const ClusteredAttribute& attribute = attributes_[a];
      return clusteredValue(attribute, shortened(attribute, number, attribute.deviation / kShown), catalog_.currency());
    };
    for (std::size_t a = 0; a < attributes_.size(); ++a) {
      out_.means.push_back({spelled(a, attributes_[a].mean), 0});
      ClusteredAttribute spread = attributes_[a];  // how far dates lie apart is no date
      if (spread.kind == TypeKind::kDate) {
        constexpr double kDayMs = 86'400'000;
        spread.kind = TypeKind::kDuration;
        spread.deviation *= kDayMs;
      }
      out_.deviations.push_back(
          clusteredValue(spread, shortened(spread, spread.deviation, spread.deviation / kShown), catalog_.currency()));
    }
    double all = 0;
    for (const double value : points_.values) all += value * value;
    out_.withinSs = found_.withinSs;
    out_.explained = 1 - found_.withinSs / all;
    for (std::size_t c = 0; c < found_.sizes.size(); ++c) {
      DiscoveredCluster& one = out_.clusters.emplace_back();
      one.customers = found_.sizes[c];
      for (std::size_t a = 0; a < attributes_.size(); ++a) {
        const double apart = found_.centres[c][a];
        one.means.push_back({spelled(a, attributes_[a].mean + apart * attributes_[a].deviation), apart});
      }
    }
    nameClusters(attributes_, out_.clusters);
    const auto between = [this](std::size_t a, double from, double to) {
      return thresholdBetween(attributes_[a], from, to);
    };
    const auto clusters = static_cast<std::uint32_t>(found_.sizes.size());
    const cluster::TreeOptions options{.leavesMax = std::max<std::size_t>(12, std::size_t{2} * clusters)};
    const auto leaves = cluster::growTree(raw_, found_.of, clusters, options, between);
    writeLadder(attributes_, leaves, request_.name, catalog_.currency(), out_);
  }

  const Store::Impl& store_;
  Catalog catalog_;
  const DiscoverRequest& request_;
  std::vector<const CatalogAttribute*> fields_;
  std::vector<ClusteredAttribute> attributes_;
  cluster::Points raw_, points_;    ///< as they are, and standardised
  std::vector<std::size_t> probe_;  ///< points that silhouettes are taken of
  cluster::Clustering found_;
  Discovery out_;
};

}  // namespace

Expected<Discovery> discover(const Store& store, const DiscoverRequest& request) {
  auto catalog = store.impl()->store->catalog();
  if (!catalog) return errorOf(catalog.fault());
  auto found = Finder(*store.impl(), *std::move(catalog), request).run();
  if (!found) return errorOf(found.fault());
  return *std::move(found);
}

}  // namespace regard
