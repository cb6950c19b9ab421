#include "engine/model/answer.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/date.h"
#include "engine/model/discount.h"
#include "engine/model/retention.h"
#include "engine/model/special.h"
#include "engine/model/spend.h"

namespace regard::model {
namespace {

PurchaseModel purchaseModel(const ir::Model& from) {
  PurchaseModel model;
  model.kind = from.kind == ir::ModelKind::kBgNbd    ? PurchaseKind::kBgNbd
               : from.kind == ir::ModelKind::kMbgNbd ? PurchaseKind::kMbgNbd
                                                     : PurchaseKind::kParetoNbd;
  std::copy_n(from.parameters.begin(), kPurchaseParameters, model.parameters.begin());
  return model;
}

double ofPurchases(const ir::Model& from, const ir::ModelCall& asked, const Reading& customer) {
  const PurchaseModel model = purchaseModel(from);
  if (asked.function == ir::ModelFunction::kAlive) return probabilityAlive(model, customer.purchases);
  const double horizon = static_cast<double>(asked.horizonMs) / (from.unitDays * static_cast<double>(kMsPerDay));
  const double yearly = static_cast<double>(asked.yearlyDiscount.e8) / static_cast<double>(kOneE8);
  const double expected =
      discountedPurchases(model, customer.purchases, horizon, continuousRate(yearly, kDaysPerYear / from.unitDays));
  if (asked.function == ir::ModelFunction::kPurchases) return expected;
  const GammaGamma spend{from.parameters[4], from.parameters[5], from.parameters[6]};
  // A customer whose repeats were all worth nothing says as little of amounts as one without repeats: neither is
  // fitted.
  const double repeats = customer.meanSpend > 0 ? customer.purchases.repeats : 0;
  return expected * expectedSpend(spend, repeats, customer.meanSpend);
}

double linear(const ir::Model& model, std::span<const double> columns) {
  double sum = model.parameters[0];
  for (std::size_t i = 0; i < columns.size(); ++i) sum += model.parameters[i + 1] * columns[i];
  return sum;
}

const ir::TreeNode& leafOf(const ir::Model& model, std::uint32_t tree, std::span<const double> columns) {
  const bool isSingle = model.arithmetic == ir::TreeArithmetic::kXgboost;
  const ir::TreeNode* node = &model.nodes[tree];
  while (node->column != ir::kNone) {
    const double x = columns[node->column];
    const bool isYes = std::isnan(x) ? node->unknownIsYes
                       : isSingle    ? static_cast<float>(x) < static_cast<float>(node->value)
                                     : x <= node->value;
    node = &model.nodes[isYes ? node->yes : node->no];
  }
  return *node;
}

}  // namespace

double sumOfTrees(const ir::Model& model, std::span<const double> columns) {
  if (model.arithmetic == ir::TreeArithmetic::kLightgbm) {
    double sum = model.parameters[0];
    for (const std::uint32_t tree : model.trees) sum += leafOf(model, tree, columns).value;
    return sum;
  }
  auto sum = static_cast<float>(model.parameters[0]);
  for (const std::uint32_t tree : model.trees) sum += static_cast<float>(leafOf(model, tree, columns).value);
  return sum;
}

double answer(const ir::Model& model, const ir::ModelCall& asked, const Reading& customer) {
  REGARD_CHECK(model.isFitted, model.name);
  switch (model.kind) {
    case ir::ModelKind::kSbg: return retentionRate({model.parameters[0], model.parameters[1]}, customer.columns[0] + 1);
    case ir::ModelKind::kLogistic: return logistic(-linear(model, customer.columns));
    case ir::ModelKind::kTrees: return logistic(-sumOfTrees(model, customer.columns) * model.parameters[1]);
    default: return ofPurchases(model, asked, customer);
  }
}

}  // namespace regard::model
