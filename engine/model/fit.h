#pragma once
// Parameters of models by maximum likelihood. Faults (kInvalid) say what the customers lack for it.

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/model/maximise.h"
#include "engine/model/purchase_model.h"
#include "engine/model/retention.h"
#include "engine/model/spend.h"

namespace regard::model {

struct Fit {
  std::vector<double> errors;  ///< standard errors, by parameter
  double logLikelihood = 0;
  unsigned evaluations = 0;
};

struct PurchaseFit : Fit {
  PurchaseModel model;
};
/// The order of customers does not matter: equal ones are counted together.
Result<PurchaseFit> fitPurchases(PurchaseKind kind, std::span<const Purchases> customers,
                                 const FitProgress& progress = {});

struct SpendObservation {
  double repeats = 0, mean = 0;
};
struct SpendFit : Fit {
  GammaGamma model;
  std::size_t customers = 0;  ///< with a repeat and a mean above 0: all that it is fitted on
  double correlation = 0;     ///< of repeats and mean, which the model takes to be 0
};
Result<SpendFit> fitSpend(std::span<const SpendObservation> customers, const FitProgress& progress = {});

/// Customers under a contract who left at the end of period `periods` >= 1, or were there after it.
struct Tenure {
  double periods = 0;
  bool left = false;
  double customers = 1;
};
struct ContractFit : Fit {
  ShiftedBetaGeometric model;
};
Result<ContractFit> fitContract(std::span<const Tenure> customers, const FitProgress& progress = {});

}  // namespace regard::model
