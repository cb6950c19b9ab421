#pragma once
// Models that look ahead, as their files have them: what is asked of them is an input. Part of program.h.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/span.h"
#include "dsl/ir/inst.h"

namespace regard::ir {

enum class ModelKind : std::uint8_t { kBgNbd, kMbgNbd, kParetoNbd, kSbg, kLogistic, kTrees };
/// As rules and model files write them.
inline constexpr std::array<std::string_view, 6> kModelKindNames = {"bg_nbd", "mbg_nbd",  "pareto_nbd",
                                                                    "sbg",    "logistic", "trees"};
constexpr bool isPurchaseModel(ModelKind kind) { return kind <= ModelKind::kParetoNbd; }

/// What a purchase model reads of a customer whose purchases are no event of the rules, by place among `columns`.
enum SummaryColumn : std::uint32_t { kRepeatsColumn, kFirstColumn, kLastColumn, kMeanColumn };

/// A question that leads on to one of two nodes, or a leaf. Nodes stand behind those that lead to them.
struct TreeNode {
  std::uint32_t column = kNone;   ///< what is asked for; kNone: a leaf
  std::uint32_t yes = 0, no = 0;  ///< below the threshold, or not; indices into Model::nodes
  bool unknownIsYes = false;      ///< where a customer of whom it is unknown goes on
  double value = 0;               ///< the threshold, or what the leaf adds
  friend bool operator==(const TreeNode&, const TreeNode&) = default;
};
/// Whose arithmetic trees keep to. XGBoost: single precision, and a threshold itself is not below. LightGBM: double
/// precision, and it is.
enum class TreeArithmetic : std::uint8_t { kXgboost, kLightgbm };

struct Model {
  std::string name, title;
  ModelKind kind = ModelKind::kBgNbd;
  bool hasSpend = false;         ///< `with gamma_gamma`
  std::uint32_t stream = kNone;  ///< of purchases; kNone: `columns` say what there was of them
  std::uint32_t amount = kNone;  ///< its column that says what a purchase was worth
  std::string path;              ///< of its file, relative to the rulebook's folder
  bool isFitted = false;         ///< its file was there; else it says nothing of anybody
  double unitDays = 0;           ///< the model's unit of time; 0: it has none
  /// (M)BG/NBD: r, alpha, a, b; Pareto/NBD: r, alpha, s, beta; both then p, q, v if hasSpend. sbg: alpha, beta.
  /// Logistic: the intercept, then a weight for each column. Trees: what their sum begins at, and what it is multiplied
  /// by before it becomes a probability.
  std::vector<double> parameters;
  /// What it reads of a customer. Purchases without a stream: see SummaryColumn. sbg: whole periods under contract.
  std::vector<InstIndex> columns;
  TreeArithmetic arithmetic = TreeArithmetic::kXgboost;
  std::vector<TreeNode> nodes;
  std::vector<std::uint32_t> trees;  ///< the first node of each
  Span span;
};

enum class ModelFunction : std::uint8_t { kSpend, kPurchases, kAlive, kProbability };
inline constexpr std::array<std::string_view, 4> kModelFunctionNames = {"spend", "purchases", "alive", "probability"};

struct ModelCall {
  std::uint32_t model = 0;
  ModelFunction function = ModelFunction::kSpend;
  std::int64_t horizonMs = 0;  ///< 0: not written
  Percent yearlyDiscount;
  friend bool operator==(const ModelCall&, const ModelCall&) = default;
};
/// What kind of value the answer is: money, number, percent.
constexpr TypeKind answerKind(ModelFunction function) {
  constexpr std::array<TypeKind, 4> kKinds = {TypeKind::kMoney, TypeKind::kNumber, TypeKind::kPercent,
                                              TypeKind::kPercent};
  return kKinds[static_cast<std::size_t>(function)];
}
/// Whether models of that kind tell it. `spend` also needs hasSpend.
constexpr bool tells(ModelKind kind, ModelFunction function) {
  return isPurchaseModel(kind) == (function != ModelFunction::kProbability);
}
/// Kinds of values that stand for a number in a formula or a tree: amounts in units of the currency, shares of one, a
/// flag as 0 or 1, days, months.
constexpr bool isModelColumn(TypeKind kind) {
  return kind == TypeKind::kNumber || kind == TypeKind::kMoney || kind == TypeKind::kPercent ||
         kind == TypeKind::kFlag || kind == TypeKind::kDuration || kind == TypeKind::kPeriod;
}
/// Figures of a model of that kind, as `parameters` has them in front.
constexpr std::size_t parametersOf(ModelKind kind, bool hasSpend) {
  if (isPurchaseModel(kind)) return hasSpend ? 7 : 4;
  return kind == ModelKind::kLogistic ? 1 : 2;
}

}  // namespace regard::ir
