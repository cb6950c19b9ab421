#pragma once
// Logistic regression by maximum likelihood: Newton's method, which for this likelihood is iteratively reweighted least
// squares. One maximum at most, so where it begins does not matter.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/model/fit.h"

namespace regard::model {

/// What it is fitted on: a value of each column for each customer, and whether what is foretold came true.
struct Observations {
  std::vector<std::string> columns;    ///< names, for messages
  std::vector<double> values;          ///< [customers x columns], customer by customer, all finite
  std::vector<std::uint8_t> cameTrue;  ///< [customers]
};

struct LogisticFit : Fit {  ///< `errors`: of the intercept, then of the weights; `evaluations`: of steps
  double intercept = 0;
  std::vector<double> weights;   ///< by column
  double nullLogLikelihood = 0;  ///< of the share alone
  double auc = 0;                ///< that one who did is thought likelier than one who did not; ties count half
};

/// kInvalid says what the data lack: nobody, or everybody, for whom it came true; a column that is the same for all, or
/// that others add up to; columns that tell yes from no without an exception, whose weights have no end.
Result<LogisticFit> fitLogistic(const Observations& data);

/// The area under the curve (Mann & Whitney). REQUIRES some of both kinds. `scores`, `cameTrue`: [n].
double areaUnderCurve(std::span<const double> scores, std::span<const std::uint8_t> cameTrue);

}  // namespace regard::model
