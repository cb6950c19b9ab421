#pragma once
/// Models of what customers will do, fitted on what they did: purchases (bg_nbd, mbg_nbd, pareto_nbd), what a purchase
/// is worth (gamma_gamma), who stays under a contract (sbg); what tells who will do something (logistic); and trees
/// that other libraries trained.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "regard/result.h"
#include "regard/rulebook.h"
#include "regard/store.h"

namespace regard {

/// Days are written 1997-09-30.
struct FitRequest {
  std::string model;  ///< bg_nbd, mbg_nbd, pareto_nbd, sbg
  /// A file with a row for each purchase, or a store's event of that name. sbg: a file with a row for each customer.
  std::string path, event;
  std::string customer, at;          ///< columns of a file, by name, or all by number if it has no header
  std::string spend;                 ///< column or field; empty: what purchases are worth is not fitted
  std::string periods, left;         ///< sbg: columns
  std::string currency;              ///< of a file's amounts; a store has its own
  std::string until;                 ///< the last day to fit on; empty: the last day there is
  std::string unit = "week";         ///< day, week, month (365.25/12 days)
  char delimiter = 0;                ///< 0: found by looking
  std::optional<Rulebook> rulebook;  ///< a store's days are those of its clock; else of UTC
};

struct FittedParameter {
  std::string name;
  double value = 0, standardError = 0;
};
struct FittedModel {
  std::string model;
  std::vector<FittedParameter> parameters;
  double logLikelihood = 0;
  std::uint64_t customers = 0;
  unsigned evaluations = 0;
};

/// One point of a comparison of what happened with what the model expects.
struct FitPoint {
  double at = 0;  ///< repeats, or time since the first purchase of all in the model's unit
  double actual = 0, expected = 0;
  std::uint64_t customers = 0;
};

struct FitReport {
  FittedModel model;
  std::optional<FittedModel> spend;
  std::string spendField;       ///< column or field that the amounts are from
  double spendCorrelation = 0;  ///< of how often and how much, which gamma_gamma takes to be 0
  std::string unit, currency, source;
  std::string from, until, lastDay;  ///< days of purchases: the first, the last that was fitted on, the last
  std::uint64_t customers = 0, repeatCustomers = 0,
                purchases = 0;  ///< fitted on; purchases: days with one, first ones too
  std::uint64_t rows = 0, leftOut = 0;
  std::vector<std::string> firstLeftOut;
  double seconds = 0;  ///< the fits alone

  std::vector<FitPoint> frequencies;  ///< customers by repeats; the last: as many or more
  std::vector<FitPoint> tracks;       ///< cumulative repeats over time
  std::vector<FitPoint> holdout;      ///< mean purchases after `until` by repeats before; empty: nothing came after
  std::vector<FitPoint> survival;     ///< sbg: share of customers that is there after so many periods
  double untilAt = 0;                 ///< `until` on the axis of `tracks`
  double holdoutPurchases = 0, holdoutExpected = 0;
};

struct FitProgressInfo {
  std::string model;
  unsigned evaluations = 0;
  double logLikelihood = 0;
};

/// Maximum likelihood. Errors: invalid (no such model, column or field; data that determine no parameters, and why),
/// notFound, io. `store` if the request names an event.
[[nodiscard]] Expected<FitReport> fitModel(const FitRequest& request, const Store* store = nullptr,
                                           const std::function<void(const FitProgressInfo&)>& progress = {});

struct LogisticRequest {
  std::string path;                ///< a file with a row for each customer
  std::string outcome;             ///< the column that says yes or no
  std::vector<std::string> terms;  ///< columns: numbers, amounts, yes or no, words
  char delimiter = 0;              ///< 0: found by looking
};

/// Terms are called as rules call what they are about: `tenure`, `contract = one_year`.
struct LogisticReport {
  std::string source, outcome;
  FittedParameter intercept;
  std::vector<FittedParameter> terms;
  std::vector<std::string> bases;                   ///< of words: the member whose weight is 0
  double logLikelihood = 0, nullLogLikelihood = 0;  ///< the second: of the share alone
  double auc = 0;                                   ///< on the customers that it was fitted on
  std::uint64_t customers = 0, cameTrue = 0;        ///< fitted on
  std::uint64_t rows = 0, leftOut = 0;
  std::vector<std::string> firstLeftOut;
  unsigned steps = 0;
  double seconds = 0;  ///< the fit alone
};

/// Errors: invalid (no such column; data that determine no weights, and why), notFound, io.
[[nodiscard]] Expected<LogisticReport> fitLogistic(const LogisticRequest& request);

struct TreesRequest {
  std::string path;  ///< what XGBoost saved as JSON, or LightGBM as text
  /// What features are in the rules, where it is not what `regard init` calls such a column: feature, expression.
  std::vector<std::pair<std::string, std::string>> columns;
  std::uint32_t rounds = 0;  ///< of boosting, the first so many; 0: all
};

/// One tree: five lists with an entry for each node, as docs/formats/model.md says.
struct TreeLists {
  std::vector<std::int64_t> column;
  std::vector<double> value;
  std::vector<std::uint32_t> yes, no, unknown;
};
struct ImportedTrees {
  std::string source, library, version, objective;
  std::string arithmetic;       ///< xgboost, lightgbm
  std::string answer;           ///< probability, estimate
  double begin = 0, scale = 1;  ///< what their sum begins at, and is multiplied by
  std::vector<std::string> columns,
      features;                      ///< those that trees ask for: expressions of the rules; beside each, its name
  std::vector<std::string> unasked;  ///< features that no tree asks for
  std::vector<TreeLists> trees;
  std::uint64_t nodes = 0, depth = 0;
  std::uint32_t rounds = 0, roundsThere = 0;  ///< taken, in the file
  std::uint32_t bestRounds = 0;               ///< where training saw no more gain, if the file holds more; else 0
};

/// Reads trees as the library that trained them would go through them. Errors: notFound, io, invalid (damaged, and
/// where; no such feature), unsupported (what trees of rules cannot say, by its name).
[[nodiscard]] Expected<ImportedTrees> importTrees(const TreesRequest& request);

}  // namespace regard
