#pragma once
// The largest value of a likelihood, and how sure that is.

#include <functional>
#include <span>
#include <vector>

namespace regard::model {

/// The parameters' logarithms are what is searched over: parameters are > 0.
using LogLikelihood = std::function<double(std::span<const double> parameters)>;
/// Told now and then while it goes on: evaluations so far and the best value.
using FitProgress = std::function<void(unsigned evaluations, double best)>;

struct Maximum {
  std::vector<double> at;
  std::vector<double> errors;  ///< standard errors, from the inverse of the observed information
  double value = 0;
  unsigned evaluations = 0;
  /// False: the value still rises where parameters are absurdly large or small, or does not fall on all sides, so that
  /// the data do not determine the parameters; `errors` is empty then.
  bool isDetermined = false;
};

/// Parameters outside of 1/kParameterMost … kParameterMost are absurd.
inline constexpr double kParameterMost = 1e4;

/// By Nelder and Mead's simplex, begun anew from what it found until that gains nothing.
Maximum maximise(const LogLikelihood& likelihood, std::span<const double> start, const FitProgress& progress = {});

}  // namespace regard::model
