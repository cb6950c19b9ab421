#include "engine/selection/contest.h"

#include <algorithm>
#include <array>
#include <utility>

namespace regard::selection {
namespace {

/// Gauss and Legendre's eight points of −1 … 1, those above 0.
constexpr std::array<double, 4> kNodes = {0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                                          0.9602898564975363};
constexpr std::array<double, 4> kWeights = {0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                                            0.1012285362903763};
/// Where a distribution rises: pieces of an integral begin and end there.
constexpr std::array<double, 11> kBorders = {1e-7, 1e-5, 1e-3, 0.02, 0.16, 0.5, 0.84, 0.98, 0.999, 1 - 1e-5, 1 - 1e-7};
constexpr double kPieceLeast = 1e-12;

class Contest {
 public:
  Contest(const std::vector<Entrant>& entrants, const Rules& rules) : entrants_(entrants), rules_(rules) {
    for (const Entrant& one : entrants) {
      mandatory_ += one.mandatory ? 1U : 0U;
      kinds_ = std::max(kinds_, one.kind + 1);
    }
    places_ = mandatory_ + rules.keep;
  }

  std::vector<double> all() {
    std::vector<double> at(entrants_.size() * places_);
    for (std::size_t i = 0; i < entrants_.size(); ++i) {
      double* const row = at.data() + i * places_;
      if (entrants_[i].slope == 0) {
        add(i, entrants_[i].start, 1, row);
        continue;
      }
      const std::vector<double> borders = bordersFor(i);
      for (std::size_t piece = 0; piece + 1 < borders.size(); ++piece)
        integrate(i, borders[piece], borders[piece + 1], row);
    }
    return at;
  }

 private:
  static double priorityAt(const Entrant& one, double share) { return one.start + one.slope * share; }

  /// In shares of the entrant's own distribution, rising from 0 to 1.
  std::vector<double> bordersFor(std::size_t own) const {
    const Entrant& it = entrants_[own];
    std::vector<double> borders{0, 1};
    borders.insert(borders.end(), kBorders.begin(), kBorders.end());
    const auto addPriority = [&](double priority) {
      const double share = (priority - it.start) / it.slope;
      if (share > 0 && share < 1) borders.push_back(model::distribution(it.posterior, share));
    };
    for (std::size_t j = 0; j < entrants_.size(); ++j) {
      const Entrant& rival = entrants_[j];
      if (j == own || rival.mandatory != it.mandatory) continue;
      if (rival.slope == 0) {
        addPriority(rival.start);
        continue;
      }
      for (const double border : kBorders) addPriority(priorityAt(rival, model::quantile(rival.posterior, border)));
      addPriority(priorityAt(rival, 0));
      addPriority(priorityAt(rival, 1));
    }
    std::sort(borders.begin(), borders.end());
    return borders;
  }

  void integrate(std::size_t own, double from, double to, double* row) {
    if (to - from < kPieceLeast) return;
    const double middle = (from + to) / 2, half = (to - from) / 2;
    for (std::size_t node = 0; node < kNodes.size(); ++node)
      for (const double side : {-1.0, 1.0}) {
        const double share = model::quantile(entrants_[own].posterior, middle + side * half * kNodes[node]);
        add(own, priorityAt(entrants_[own], share), half * kWeights[node], row);
      }
  }

  /// How probably a rival ranks before an entrant of that priority.
  double isAbove(std::size_t j, std::size_t own, double priority) const {
    const Entrant& rival = entrants_[j];
    if (rival.slope == 0) return rival.start > priority || (rival.start == priority && j < own) ? 1 : 0;
    const double share = std::clamp((priority - rival.start) / rival.slope, 0.0, 1.0);
    const double below = model::distribution(rival.posterior, share);
    return rival.slope > 0 ? 1 - below : below;
  }

  /// One more coin in the distribution of how many there are.
  static void toss(std::vector<double>& counts, double probability) {
    for (std::size_t n = counts.size(); n-- > 0;) {
      const double fewer = n == 0 ? 0 : counts[n - 1];
      counts[n] = counts[n] * (1 - probability) + fewer * probability;
    }
  }

  /// Where the entrant stands at that priority, `weight` times, into its row.
  void add(std::size_t own, double priority, double weight, double* row) {
    const Entrant& it = entrants_[own];
    const std::size_t most = it.mandatory ? mandatory_ : rules_.keep;  // of places that it can have
    std::vector<double> above(most + 1);  // how many are kept before it; the last: too many to matter
    above[0] = 1;
    std::vector<std::vector<double>> byKind(static_cast<std::size_t>(kinds_));
    for (std::size_t j = 0; j < entrants_.size(); ++j) {
      const Entrant& rival = entrants_[j];
      if (j == own || rival.mandatory != it.mandatory) continue;
      const double probability = isAbove(j, own, priority);
      if (it.mandatory || rival.kind < 0 || !rules_.mostOfKind) {
        tossUpTo(above, probability);
        continue;
      }
      std::vector<double>& counts = byKind[static_cast<std::size_t>(rival.kind)];
      if (counts.empty()) {
        counts.assign(entrants_.size() + 1, 0);
        counts[0] = 1;
      }
      toss(counts, probability);
    }
    for (std::size_t kind = 0; kind < byKind.size(); ++kind)
      if (!byKind[kind].empty()) above = joined(above, cut(byKind[kind], std::cmp_equal(kind, it.kind)));
    if (!it.mandatory && it.kind >= 0 && rules_.mostOfKind == 0U) return;
    const std::size_t first = it.mandatory ? 0 : mandatory_;
    for (std::size_t n = 0; n < most; ++n) row[first + n] += weight * above[n];
  }

  /// A coin whose sum is only told up to the last count, which stands for all from there on.
  static void tossUpTo(std::vector<double>& counts, double probability) {
    const double last = counts.back();
    toss(counts, probability);
    counts.back() += last * probability;
  }

  /// Of a kind no more than the cap are kept; of one's own kind, one is kept only if fewer are.
  std::vector<double> cut(const std::vector<double>& counts, bool isOwn) const {
    const std::size_t most = *rules_.mostOfKind;
    std::vector<double> kept(std::min(counts.size(), most + 1));
    for (std::size_t n = 0; n < counts.size(); ++n) {
      if (n < most || (!isOwn && n == most)) kept[n] += counts[n];
      if (n > most && !isOwn) kept[most] += counts[n];
    }
    return kept;
  }

  static std::vector<double> joined(const std::vector<double>& above, const std::vector<double>& more) {
    std::vector<double> sum(above.size());
    for (std::size_t a = 0; a < above.size(); ++a)
      for (std::size_t b = 0; b < more.size(); ++b) sum[std::min(a + b, sum.size() - 1)] += above[a] * more[b];
    return sum;
  }

  const std::vector<Entrant>& entrants_;
  const Rules& rules_;
  std::size_t mandatory_ = 0, places_ = 0;
  std::int64_t kinds_ = 0;
};

}  // namespace

std::vector<double> placesOf(const std::vector<Entrant>& entrants, const Rules& rules) {
  return Contest(entrants, rules).all();
}

}  // namespace regard::selection
