#include "engine/door/discover_ladder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>

#include "engine/cluster/readable.h"

namespace regard {
namespace {

constexpr double kDayMs = 86'400'000;
constexpr std::array<double, 10> kDurations = {1000 * kDayMs, 100 * kDayMs,    10 * kDayMs, kDayMs, kDayMs / 24,
                                               kDayMs / 1440, kDayMs / 86'400, 100,         10,     1};
constexpr std::array<double, 3> kPeriods = {12, 6, 1};
constexpr std::array<double, 1> kDates = {1};

std::span<const double> stepsOf(TypeKind kind) {
  if (kind == TypeKind::kDuration) return kDurations;
  if (kind == TypeKind::kPeriod) return kPeriods;
  if (kind == TypeKind::kNumber) return cluster::decimalSteps();
  return kind == TypeKind::kDate ? std::span<const double>(kDates) : cluster::decimalSteps().first(13);  // whole ones
}

std::string wordOf(std::string name) {
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

/// "high_spend", "low_spend", "without_contract".
std::string featureOf(const ClusteredAttribute& attribute, double apart) {
  const bool isFlag = attribute.kind == TypeKind::kFlag;
  const char* word = apart > 0 ? (isFlag ? "with" : "high") : (isFlag ? "without" : "low");
  return fmt::format("{}_{}", word, wordOf(attribute.name));
}

}  // namespace

Value clusteredValue(const ClusteredAttribute& attribute, double number, std::string_view currency) {
  if (attribute.kind == TypeKind::kFlag)
    return valueOf(TypeKind::kPercent, Scalar::known(Cell::ofInt(std::llround(number * static_cast<double>(kOneE8)))),
                   {}, currency, Zone::utc());
  const Cell cell = attribute.kind == TypeKind::kNumber ? Cell::ofDouble(number) : Cell::ofInt(std::llround(number));
  return valueOf(attribute.kind, Scalar::known(cell), {}, currency, Zone::utc());
}

double shortened(const ClusteredAttribute& attribute, double number, double off) {
  if (!(off > 0)) return number;
  const auto steps = attribute.kind == TypeKind::kFlag ? cluster::decimalSteps() : stepsOf(attribute.kind);
  return cluster::readableBetween(number - off, number + off, steps);
}

double thresholdBetween(const ClusteredAttribute& attribute, double from, double to) {
  return cluster::readableBetween(from, to, stepsOf(attribute.kind));
}

void nameClusters(const std::vector<ClusteredAttribute>& attributes, std::vector<DiscoveredCluster>& clusters) {
  constexpr double kMiddling = 0.25;  // standard deviations that set nobody apart
  std::set<std::string> taken;
  for (DiscoveredCluster& one : clusters) {
    std::vector<std::size_t> order(attributes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::fabs(one.means[a].apart) > std::fabs(one.means[b].apart);
    });
    std::string name;
    for (const std::size_t a : order) {
      if (!name.empty() && !taken.contains(name)) break;
      if (std::fabs(one.means[a].apart) < kMiddling) break;
      name += (name.empty() ? "" : "_") + featureOf(attributes[a], one.means[a].apart);
    }
    if (name.empty()) name = "in_between";
    const std::string base = name;
    for (int number = 2; taken.contains(name); ++number) name = fmt::format("{}_{}", base, number);
    taken.insert(name);
    one.name = std::move(name);
  }
}

namespace {

class Ladder {
 public:
  Ladder(const std::vector<ClusteredAttribute>& attributes, const std::vector<cluster::TreeLeaf>& leaves,
         std::string_view currency, Discovery& into)
      : attributes_(attributes), leaves_(leaves), currency_(currency), into_(into) {}

  void write(const std::string& name) {
    std::vector<std::vector<const cluster::TreeLeaf*>> of(into_.clusters.size());
    for (const cluster::TreeLeaf& leaf : leaves_) {
      of[leaf.cluster].push_back(&leaf);
      into_.ladderRight += leaf.right;
    }
    // What takes the most words goes without any, and comes last.
    std::size_t last = 0;
    for (std::size_t c = 0; c < of.size(); ++c) {
      into_.clusters[c].isTold = !of[c].empty();
      if (wordsOf(of[c]) >= wordsOf(of[last])) last = c;
      if (!of[c].empty()) ++into_.ladderRungs;
    }
    std::string text = head();
    text += fmt::format("segments {} \"Customers who are alike\" {{\n", name);
    for (std::size_t c = 0; c < of.size(); ++c)
      if (c != last && !of[c].empty()) text += fmt::format("  {} when {}\n", into_.clusters[c].name, whenOf(of[c]));
    text += fmt::format("  {} otherwise\n}}\n", into_.clusters[last].name);
    into_.ladder = std::move(text);
  }

 private:
  static std::size_t wordsOf(const std::vector<const cluster::TreeLeaf*>& leaves) {
    std::size_t words = 0;
    for (const cluster::TreeLeaf* leaf : leaves) words += leaf->bounds.size() + 1;
    return words;
  }

  std::string head() const {
    std::string text = fmt::format(
        "# Found by `regard discover`: k-means over {}, standardised, of {} customers, seed {}.\n"
        "# {:.1f}% of them are on the rung of their cluster. Change it as you like: it is a rule as any other.\n",
        fmt::join(into_.attributes, ", "), into_.clustered, into_.seed,
        100 * static_cast<double>(into_.ladderRight) /
            static_cast<double>(std::max<std::uint64_t>(into_.clustered, 1)));
    for (const DiscoveredCluster& one : into_.clusters) {
      text += fmt::format("#   {}: {:.1f}%", one.name,
                          100 * static_cast<double>(one.customers) / static_cast<double>(into_.clustered));
      for (std::size_t a = 0; a < attributes_.size(); ++a)
        text += fmt::format("{} {} {}", a == 0 ? "," : ";", attributes_[a].name, one.means[a].mean.text);
      text += one.isTold ? "\n" : "; too few, or too mixed, for a rung\n";
    }
    return text;
  }

  std::string boundOf(const cluster::Bound& bound) const {
    const ClusteredAttribute& attribute = attributes_[bound.attribute];
    if (attribute.kind == TypeKind::kFlag) return (std::isfinite(bound.from) ? "" : "not ") + attribute.name;
    const auto spelled = [&](double number) { return clusteredValue(attribute, number, currency_).text; };
    std::string text;
    if (std::isfinite(bound.from)) text = fmt::format("{} >= {}", attribute.name, spelled(bound.from));
    if (std::isfinite(bound.below))
      text += fmt::format("{}{} < {}", text.empty() ? "" : " and ", attribute.name, spelled(bound.below));
    return text;
  }

  std::string whenOf(const std::vector<const cluster::TreeLeaf*>& leaves) const {
    std::string text;
    for (const cluster::TreeLeaf* leaf : leaves) {
      std::string all;
      for (const cluster::Bound& bound : leaf->bounds) all += (all.empty() ? "" : " and ") + boundOf(bound);
      const bool needsBrackets = leaves.size() > 1 && all.find(" and ") != std::string::npos;
      text +=
          fmt::format("{}{}{}{}", text.empty() ? "" : " or ", needsBrackets ? "(" : "", all, needsBrackets ? ")" : "");
    }
    return text;
  }

  const std::vector<ClusteredAttribute>& attributes_;
  const std::vector<cluster::TreeLeaf>& leaves_;
  std::string_view currency_;
  Discovery& into_;
};

}  // namespace

void writeLadder(const std::vector<ClusteredAttribute>& attributes, const std::vector<cluster::TreeLeaf>& leaves,
                 const std::string& name, std::string_view currency, Discovery& into) {
  Ladder(attributes, leaves, currency, into).write(name);
}

}  // namespace regard
