#include "engine/model/purchase_model.h"

#include "engine/model/beta_geometric.h"
#include "engine/model/pareto.h"

namespace regard::model {
namespace {

/// Calls use(model) with the model as what it is.
template <class Use>
auto as(const PurchaseModel& model, Use use) {
  const auto& [p0, p1, p2, p3] = model.parameters;
  if (model.kind == PurchaseKind::kParetoNbd) return use(ParetoNbd{p0, p1, p2, p3});
  return use(BetaGeometric{p0, p1, p2, p3, model.kind == PurchaseKind::kMbgNbd});
}

}  // namespace

std::span<const std::string_view> parameterNames(PurchaseKind kind) {
  static constexpr std::array<std::string_view, kPurchaseParameters> kPareto{"r", "alpha", "s", "beta"},
      kBetaGeometric{"r", "alpha", "a", "b"};
  return kind == PurchaseKind::kParetoNbd ? kPareto : kBetaGeometric;
}

std::string_view nameOf(PurchaseKind kind) {
  switch (kind) {
    case PurchaseKind::kBgNbd: return "bg_nbd";
    case PurchaseKind::kMbgNbd: return "mbg_nbd";
    default: return "pareto_nbd";
  }
}

double logLikelihoodOfRepeats(const PurchaseModel& model, double repeats) {
  return as(model, [&](const auto& m) { return m.logLikelihoodOfRepeats(repeats); });
}

double logLikelihoodOfTimes(const PurchaseModel& model, const Purchases& customer) {
  return as(model, [&](const auto& m) { return m.logLikelihoodOfTimes(customer); });
}

double probabilityAlive(const PurchaseModel& model, const Purchases& customer) {
  return as(model, [&](const auto& m) { return m.probabilityAlive(customer); });
}

double expectedPurchases(const PurchaseModel& model, const Purchases& customer, double horizon) {
  return as(model, [&](const auto& m) { return m.expectedPurchases(customer, horizon); });
}

double probabilityOfRepeats(const PurchaseModel& model, unsigned n, double t) {
  return as(model, [&](const auto& m) { return m.probabilityOfRepeats(n, t); });
}

}  // namespace regard::model
