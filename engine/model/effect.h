#pragma once
// Whether two groups that were drawn by lot differ, and by how much.
//
// Rates: Wilson's score interval for each (JASA 22, 1927), and from those of both the interval of the difference
// (method 10 of Newcombe, Statistics in Medicine 17, 1998, p. 873). Means: Welch's t with the degrees of freedom of
// Satterthwaite (Biometrika 34, 1947). Ratios: on the scale of logarithms, for rates Katz, Baptista, Azen & Pike
// (Biometrics 34, 1978), for means the response ratio of Hedges, Gurevitch & Curtis (Ecology 80, 1999). Shares:
// Pearson's chi-square.

#include <cstdint>
#include <optional>
#include <span>

namespace regard::model {

struct Interval {
  double at = 0, low = 0, high = 0;
};

/// So many of so many. REQUIRES 0 <= with <= of in all that takes one.
struct Rate {
  double with = 0, of = 0;
};

/// Amounts as they are added up: their number, mean, and sum of squared deviations (Welford, Technometrics 4, 1962).
struct Amounts {
  double count = 0, mean = 0, squares = 0;

  void add(double amount);
  double variance() const { return count > 1 ? squares / (count - 1) : 0; }
};

/// Intervals that hold what they are about in this share of all samples. REQUIRES 0 < confidence < 1.
class Effects {
 public:
  explicit Effects(double confidence);

  /// 0 … 1 where nobody was asked.
  Interval rate(const Rate& rate) const;
  /// `a` less `b`. REQUIRES somebody in both.
  Interval difference(const Rate& a, const Rate& b) const;
  /// `a` ÷ `b` − 1; nothing where either has none.
  std::optional<Interval> lift(const Rate& a, const Rate& b) const;

  /// Student's; nothing with fewer than two, or where all are alike.
  std::optional<Interval> mean(const Amounts& amounts) const;
  /// Nothing with fewer than two in either, or where all are alike in both.
  std::optional<Interval> difference(const Amounts& a, const Amounts& b) const;
  /// Nothing unless both means are above 0 and there is an interval of the difference.
  std::optional<Interval> lift(const Amounts& a, const Amounts& b) const;

  /// How many each group needs so that a rate that is truly `other` instead of `rate` is told from it four times in
  /// five (Fleiss, Levin & Paik, Statistical Methods for Rates and Proportions, 2003, 4.14, without correction for
  /// continuity). REQUIRES 0 < rate < 1, 0 < other < 1, rate != other.
  double neededFor(double rate, double other) const;

 private:
  double tail_, normal_;  ///< 1 − half of what is left out, and the normal quantile there
};

/// How probable counts at least so far from `shares` are by chance. 1 with fewer than two groups, or where nobody was
/// counted. REQUIRES shares above 0 that add up to 1, as many as counts.
struct Goodness {
  double chiSquare = 0, probability = 1;
};
Goodness goodness(std::span<const double> counts, std::span<const double> shares);

}  // namespace regard::model
