#include "engine/model/maximise.h"

#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "base/check.h"

namespace regard::model {
namespace {

constexpr unsigned kEvaluationsMax = 4'000, kRestartsMax = 12, kTellEvery = 20;
constexpr double kGain = 1e-8;

class Search {
 public:
  Search(const LogLikelihood& likelihood, std::span<const double> start, const FitProgress& progress)
      : likelihood_(likelihood), progress_(progress), natural_(start.size()) {
    for (const double value : start) at_.push_back(std::log(value));
  }

  Maximum run() {
    double before = valueAt(at_);
    for (unsigned round = 0; round < kRestartsMax; ++round) {
      climb();
      if (best_ - before < kGain) break;
      before = best_;
    }
    Maximum found{naturalOf(at_), {}, best_, evaluations_, false};
    const double edge = std::log(kParameterMost);
    const bool isAbsurd = std::any_of(at_.begin(), at_.end(), [&](double p) { return std::abs(p) > edge; });
    if (!isAbsurd && std::isfinite(best_)) found.errors = errors();
    found.isDetermined = !found.errors.empty();
    return found;
  }

 private:
  struct Destroy {
    void operator()(nlopt_opt_s* search) const { nlopt_destroy(search); }
  };

  static double objective(unsigned n, const double* at, double* /*gradient*/, void* self) {
    return static_cast<Search*>(self)->valueAt({at, n});
  }

  const std::vector<double>& naturalOf(std::span<const double> at) {
    std::transform(at.begin(), at.end(), natural_.begin(), [](double p) { return std::exp(p); });
    return natural_;
  }

  double valueAt(std::span<const double> at) {
    const double value = likelihood_(naturalOf(at));
    if (value > best_) best_ = value;
    if (++evaluations_ % kTellEvery == 0 && progress_) progress_(evaluations_, best_);
    return std::isnan(value) ? -std::numeric_limits<double>::infinity() : value;
  }

  void climb() {
    const std::unique_ptr<nlopt_opt_s, Destroy> search(
        nlopt_create(NLOPT_LN_NELDERMEAD, static_cast<unsigned>(at_.size())));
    REGARD_CHECK(search != nullptr, at_.size());
    nlopt_set_max_objective(search.get(), &objective, this);
    const double beyond = std::log(kParameterMost) + 2;  // so that one that runs away is seen to
    nlopt_set_lower_bounds1(search.get(), -beyond);
    nlopt_set_upper_bounds1(search.get(), beyond);
    nlopt_set_initial_step1(search.get(), 0.3);
    nlopt_set_xtol_abs1(search.get(), 1e-7);
    nlopt_set_ftol_abs(search.get(), 1e-10);
    nlopt_set_maxeval(search.get(), static_cast<int>(kEvaluationsMax));
    double value = 0;
    nlopt_optimize(search.get(), at_.data(), &value);  // however it ends, at_ is the best there was
    best_ = value;
  }

  /// Minus the second derivatives in the logarithms, by central differences.
  std::vector<double> information() {
    constexpr double kStep = 4e-3;
    const std::size_t n = at_.size();
    const double centre = valueAt(at_);
    std::vector<double> out(n * n);
    const auto shifted = [&](std::size_t i, double byI, std::size_t j, double byJ) {
      std::vector<double> at = at_;
      at[i] += byI;
      at[j] += byJ;
      return valueAt(at);
    };
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j <= i; ++j) {
        const double second = i == j ? shifted(i, kStep, i, 0) + shifted(i, -kStep, i, 0) - 2 * centre
                                     : (shifted(i, kStep, j, kStep) - shifted(i, kStep, j, -kStep) -
                                        shifted(i, -kStep, j, kStep) + shifted(i, -kStep, j, -kStep)) /
                                           4;
        out[i * n + j] = out[j * n + i] = -second / (kStep * kStep);
      }
    return out;
  }

  /// Square roots of the diagonal of the inverse, times the parameters; empty unless it is positive definite.
  std::vector<double> errors() {
    const std::size_t n = at_.size();
    std::vector<double> lower = information();  // becomes its Cholesky factor
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j <= i; ++j) {
        double sum = lower[i * n + j];
        for (std::size_t k = 0; k < j; ++k) sum -= lower[i * n + k] * lower[j * n + k];
        if (i == j && !(sum > 1e-6)) return {};  // flat: what the differences leave is noise
        lower[i * n + j] = i == j ? std::sqrt(sum) : sum / lower[j * n + j];
      }
    std::vector<double> out(n);
    for (std::size_t column = 0; column < n; ++column) {
      std::vector<double> solved(n);  // of L solved = e_column; what it adds to the diagonal of the inverse
      for (std::size_t i = column; i < n; ++i) {
        double sum = i == column ? 1 : 0;
        for (std::size_t k = column; k < i; ++k) sum -= lower[i * n + k] * solved[k];
        solved[i] = sum / lower[i * n + i];
        out[column] += solved[i] * solved[i];
      }
      out[column] = std::sqrt(out[column]) * std::exp(at_[column]);
    }
    return out;
  }

  const LogLikelihood& likelihood_;
  const FitProgress& progress_;
  std::vector<double> at_, natural_;
  double best_ = -std::numeric_limits<double>::infinity();
  unsigned evaluations_ = 0;
};

}  // namespace

Maximum maximise(const LogLikelihood& likelihood, std::span<const double> start, const FitProgress& progress) {
  return Search(likelihood, start, progress).run();
}

}  // namespace regard::model
