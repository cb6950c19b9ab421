#include "dsl/ir/verify_models.h"

#include <algorithm>
#include <cmath>

namespace regard::ir {
namespace {

bool isAmountColumn(const Stream& stream, std::uint32_t column) {
  return column < stream.columns.size() && stream.columns[column].type.kind == TypeKind::kMoney;
}

/// The figures of purchases and contracts are above zero; weights and sums may be anything that is a number.
bool areParameters(const Model& model) {
  const bool isFormula = model.kind == ModelKind::kLogistic || model.kind == ModelKind::kTrees;
  const std::size_t weights = model.kind == ModelKind::kLogistic ? model.columns.size() : 0;
  return model.parameters.size() == parametersOf(model.kind, model.hasSpend) + weights &&
         std::all_of(model.parameters.begin(), model.parameters.end(),
                     [&](double value) { return std::isfinite(value) && (isFormula || value > 0); });
}

bool areNodes(const Model& model) {
  for (std::size_t i = 0; i < model.nodes.size(); ++i) {
    const TreeNode& node = model.nodes[i];
    if (!std::isfinite(node.value)) return false;
    if (node.column == kNone) continue;
    const bool leadsOn = node.yes > i && node.no > i && node.yes < model.nodes.size() && node.no < model.nodes.size();
    if (node.column >= model.columns.size() || !leadsOn) return false;
  }
  return std::all_of(model.trees.begin(), model.trees.end(),
                     [&](std::uint32_t tree) { return tree < model.nodes.size(); });
}

std::size_t columnsOf(const Model& model) {
  if (model.kind == ModelKind::kSbg) return 1;
  return model.stream != kNone ? 0 : model.hasSpend ? kMeanColumn + 1 : kLastColumn + 1;
}

}  // namespace

bool isModel(const Program& p, const Model& model) {
  if (model.kind > ModelKind::kTrees || model.arithmetic > TreeArithmetic::kLightgbm) return false;
  if (model.hasSpend && !isPurchaseModel(model.kind)) return false;
  if (model.stream != kNone && (!isPurchaseModel(model.kind) || model.stream >= p.streams.size() ||
                                p.streams[model.stream].kind == StreamKind::kList))
    return false;
  if (model.amount != kNone && (model.stream == kNone || !isAmountColumn(p.streams[model.stream], model.amount)))
    return false;
  const bool isSummary = isPurchaseModel(model.kind) || model.kind == ModelKind::kSbg;
  if (isSummary && model.columns.size() != columnsOf(model)) return false;
  if (!model.isFitted) return model.parameters.empty() && model.nodes.empty() && model.trees.empty();
  if (isPurchaseModel(model.kind) && !(std::isfinite(model.unitDays) && model.unitDays > 0)) return false;
  return areParameters(model) && areNodes(model);
}

bool readsItsTypes(const Program& p, const Model& model) {
  constexpr TypeKind kSummary[] = {TypeKind::kNumber, TypeKind::kDate, TypeKind::kDate, TypeKind::kMoney};
  for (std::size_t i = 0; i < model.columns.size(); ++i) {
    const TypeKind kind = p.insts[model.columns[i]].type;
    const bool fits = isPurchaseModel(model.kind)     ? kind == kSummary[i]
                      : model.kind == ModelKind::kSbg ? kind == TypeKind::kNumber
                                                      : isModelColumn(kind);
    if (!fits) return false;
  }
  return true;
}

bool isModelCall(const Program& p, const ModelCall& call) {
  if (call.model >= p.models.size() || call.function > ModelFunction::kProbability) return false;
  const Model& model = p.models[call.model];
  const bool needsHorizon = call.function == ModelFunction::kSpend || call.function == ModelFunction::kPurchases;
  return tells(model.kind, call.function) && (call.function != ModelFunction::kSpend || model.hasSpend) &&
         call.yearlyDiscount.e8 >= 0 && (!needsHorizon || call.horizonMs > 0);
}

}  // namespace regard::ir
