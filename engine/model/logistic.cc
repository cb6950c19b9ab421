// Columns are standardised before the fit, so that one scale of "too large" fits all, and the result is turned back.

#include "engine/model/logistic.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "engine/model/special.h"

namespace regard::model {
namespace {

constexpr unsigned kStepsMax = 60;
constexpr double kConverged = 1e-12;  ///< of the log-likelihood, relative
constexpr double kNoPivot = 1e-9;     ///< of a standardised column: others add up to it
constexpr double kCertain = 1e-5;     ///< a log-likelihood for each customer that only certainty has
constexpr double kWeightMost = 25;    ///< of a standardised column

/// A symmetric positive matrix by its Cholesky factor; kept as rows of the lower triangle, whole.
class Cholesky {
 public:
  /// The first column that others add up to, if there is one.
  std::optional<std::size_t> factor(std::vector<double> matrix, std::size_t size) {
    l_ = std::move(matrix);
    size_ = size;
    for (std::size_t j = 0; j < size; ++j) {
      const double whole = at(j, j);
      for (std::size_t k = 0; k < j; ++k) at(j, j) -= at(j, k) * at(j, k);
      if (!(at(j, j) > kNoPivot * whole)) return j;
      at(j, j) = std::sqrt(at(j, j));
      for (std::size_t i = j + 1; i < size; ++i) {
        for (std::size_t k = 0; k < j; ++k) at(i, j) -= at(i, k) * at(j, k);
        at(i, j) /= at(j, j);
      }
    }
    return std::nullopt;
  }

  std::vector<double> solve(std::vector<double> b) const {
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t k = 0; k < i; ++k) b[i] -= at(i, k) * b[k];
      b[i] /= at(i, i);
    }
    for (std::size_t i = size_; i-- > 0;) {
      for (std::size_t k = i + 1; k < size_; ++k) b[i] -= at(k, i) * b[k];
      b[i] /= at(i, i);
    }
    return b;
  }

 private:
  double& at(std::size_t i, std::size_t j) { return l_[i * size_ + j]; }
  double at(std::size_t i, std::size_t j) const { return l_[i * size_ + j]; }

  std::vector<double> l_;
  std::size_t size_ = 0;
};

class Newton {
 public:
  explicit Newton(const Observations& data)
      : data_(data), columns_(data.columns.size()), size_(columns_ + 1), customers_(data.cameTrue.size()) {}

  Result<LogisticFit> run() {
    if (auto sound = standardise(); !sound) return sound.fault();
    weights_.assign(size_, 0);
    const double share = yes_ / static_cast<double>(customers_);
    weights_[0] = std::log(share / (1 - share));
    double value = likelihood(weights_);
    fit_.nullLogLikelihood = value;
    for (fit_.evaluations = 1; fit_.evaluations <= kStepsMax; ++fit_.evaluations) {
      if (const auto dependent = prepare()) return dependentColumn(*dependent);
      const std::vector<double> step = hessian_.solve(gradient_);
      const double before = value;
      value = along(step, value);
      if (isSeparated(value)) return separated();
      if (value - before <= kConverged * std::fabs(before)) return finished(value);
    }
    return separated();
  }

 private:
  double x(std::size_t customer, std::size_t column) const {
    return column == 0 ? 1 : scaled_[customer * columns_ + column - 1];
  }

  Status standardise() {
    for (const std::uint8_t one : data_.cameTrue) yes_ += one != 0 ? 1 : 0;
    if (customers_ == 0) return invalid("there are no customers to fit on");
    if (yes_ == 0 || yes_ == static_cast<double>(customers_))
      return invalid(fmt::format("{} of {} customers did: a formula tells those who do from those who do not",
                                 yes_ == 0 ? "none" : "all", customers_));
    scaled_ = data_.values;
    for (std::size_t c = 0; c < columns_; ++c) {
      double sum = 0, squares = 0;
      for (std::size_t i = 0; i < customers_; ++i) sum += data_.values[i * columns_ + c];
      means_.push_back(sum / static_cast<double>(customers_));
      for (std::size_t i = 0; i < customers_; ++i) squares += std::pow(data_.values[i * columns_ + c] - means_[c], 2);
      spreads_.push_back(std::sqrt(squares / static_cast<double>(customers_)));
      if (!(spreads_[c] > kNoPivot * std::fabs(means_[c])))
        return invalid(
            fmt::format("`{}` is the same for all {} customers: leave it out", data_.columns[c], customers_));
      for (std::size_t i = 0; i < customers_; ++i) {
        double& value = scaled_[i * columns_ + c];
        value = (value - means_[c]) / spreads_[c];
      }
    }
    return Done{};
  }

  double sumOf(const std::vector<double>& weights, std::size_t customer) const {
    double sum = 0;
    for (std::size_t c = 0; c < size_; ++c) sum += weights[c] * x(customer, c);
    return sum;
  }

  double likelihood(const std::vector<double>& weights) const {
    double value = 0;
    for (std::size_t i = 0; i < customers_; ++i) {
      const double sum = sumOf(weights, i);
      value -= logAddExp(0, data_.cameTrue[i] != 0 ? -sum : sum);
    }
    return value;
  }

  /// Gradient and information where the weights are.
  std::optional<std::size_t> prepare() {
    gradient_.assign(size_, 0);
    std::vector<double> information(size_ * size_, 0);
    for (std::size_t i = 0; i < customers_; ++i) {
      const double p = logistic(-sumOf(weights_, i)), rest = (data_.cameTrue[i] != 0 ? 1 : 0) - p, weight = p * (1 - p);
      for (std::size_t a = 0; a < size_; ++a) {
        gradient_[a] += rest * x(i, a);
        const double weighed = weight * x(i, a);
        for (std::size_t b = 0; b <= a; ++b) information[a * size_ + b] += weighed * x(i, b);
      }
    }
    return hessian_.factor(std::move(information), size_);
  }

  /// As far along the step as the likelihood rises.
  double along(const std::vector<double>& step, double value) {
    constexpr int kHalvings = 30;
    double length = 1;
    for (int i = 0; i < kHalvings; ++i, length /= 2) {
      std::vector<double> there = weights_;
      for (std::size_t c = 0; c < size_; ++c) there[c] += length * step[c];
      const double found = likelihood(there);
      if (!(found >= value)) continue;
      weights_ = std::move(there);
      return found;
    }
    return value;
  }

  std::size_t heaviest() const {
    std::size_t most = 1;
    for (std::size_t c = 1; c < size_; ++c)
      if (std::fabs(weights_[c]) > std::fabs(weights_[most])) most = c;
    return most;
  }
  bool isSeparated(double value) const {
    return columns_ > 0 &&
           (-value < kCertain * static_cast<double>(customers_) || std::fabs(weights_[heaviest()]) > kWeightMost);
  }
  Fault separated() const {
    return invalid(fmt::format(
        "`{}`, alone or with others, tells who did without an exception, so that no weight of it is large enough: "
        "leave it out, or write it as a rule",
        columns_ == 0 ? "nothing" : data_.columns[heaviest() - 1]));
  }
  Result<LogisticFit> dependentColumn(std::size_t column) const {
    // At the start every customer weighs alike: only columns that add up leave nothing then. Later it is certainty.
    if (column == 0 || fit_.evaluations > 1) return separated();
    return invalid(fmt::format("`{}` says nothing that the terms before it do not say together: leave it out",
                               data_.columns[column - 1]));
  }

  Result<LogisticFit> finished(double value) {
    if (const auto dependent = prepare()) return dependentColumn(*dependent);
    fit_.logLikelihood = value;
    fit_.intercept = weights_[0];
    // Of what is asked, how it changes with each standardised weight; its variance is that times the inverse.
    std::vector<double> ofIntercept(size_, 0);
    ofIntercept[0] = 1;
    for (std::size_t c = 0; c < columns_; ++c) {
      fit_.weights.push_back(weights_[c + 1] / spreads_[c]);
      fit_.intercept -= fit_.weights[c] * means_[c];
      ofIntercept[c + 1] = -means_[c] / spreads_[c];
    }
    fit_.errors.push_back(errorOf(ofIntercept));
    for (std::size_t c = 0; c < columns_; ++c) {
      std::vector<double> ofWeight(size_, 0);
      ofWeight[c + 1] = 1 / spreads_[c];
      fit_.errors.push_back(errorOf(ofWeight));
    }
    std::vector<double> sums(customers_);
    for (std::size_t i = 0; i < customers_; ++i) sums[i] = sumOf(weights_, i);
    fit_.auc = areaUnderCurve(sums, data_.cameTrue);
    return std::move(fit_);
  }
  double errorOf(const std::vector<double>& direction) const {
    const std::vector<double> solved = hessian_.solve(direction);
    return std::sqrt(std::inner_product(direction.begin(), direction.end(), solved.begin(), 0.0));
  }

  const Observations& data_;
  std::size_t columns_, size_, customers_;
  double yes_ = 0;
  std::vector<double> means_, spreads_, scaled_, weights_, gradient_;
  Cholesky hessian_;
  LogisticFit fit_;
};

}  // namespace

Result<LogisticFit> fitLogistic(const Observations& data) { return Newton(data).run(); }

double areaUnderCurve(std::span<const double> scores, std::span<const std::uint8_t> cameTrue) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
  double yes = 0, ranks = 0;
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && scores[order[end]] == scores[order[i]]) ++end;
    const double rank = static_cast<double>(i + end + 1) / 2;  // of all that tie
    for (; i < end; ++i)
      if (cameTrue[order[i]] != 0) yes += 1, ranks += rank;
  }
  const double no = static_cast<double>(order.size()) - yes;
  return (ranks - yes * (yes + 1) / 2) / (yes * no);
}

}  // namespace regard::model
