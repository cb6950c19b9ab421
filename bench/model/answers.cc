#include "bench/model/answers.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <limits>
#include <random>
#include <unordered_map>
#include <vector>

#include "base/date.h"
#include "engine/model/answer.h"

namespace regard::model {
namespace {

constexpr std::size_t kColumns = 10, kRows = 4'096, kTrees = 100, kDepth = 6;
constexpr double kUnknownShare = 0.05;
constexpr ir::ModelCall kSpendOfAYear{0, ir::ModelFunction::kSpend, 364 * kMsPerDay, {kOneE8 * 15 / 100}};
constexpr ir::ModelCall kProbability{0, ir::ModelFunction::kProbability, 0, {}};

/// Rows of columns, each spread about 0; some unknown where a model takes that.
std::vector<double> rowsOf(bool withUnknown) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> spread;
  std::bernoulli_distribution isUnknown(kUnknownShare);
  std::vector<double> rows(kRows * kColumns);
  for (double& x : rows)
    x = withUnknown && isUnknown(random) ? std::numeric_limits<double>::quiet_NaN() : spread(random);
  return rows;
}
std::span<const double> rowAt(const std::vector<double>& rows, std::size_t row) {
  return std::span(rows).subspan(row % kRows * kColumns, kColumns);
}

ir::Model logisticModel() {
  std::mt19937_64 random(2);
  std::normal_distribution<double> spread;
  ir::Model model;
  model.kind = ir::ModelKind::kLogistic;
  model.isFitted = true;
  for (std::size_t i = 0; i <= kColumns; ++i) model.parameters.push_back(spread(random));
  return model;
}

/// Whole trees, as deep as a library grows them if nobody says otherwise.
ir::Model treesModel() {
  std::mt19937_64 random(3);
  std::normal_distribution<double> spread;
  std::uniform_int_distribution<std::uint32_t> column(0, kColumns - 1);
  ir::Model model;
  model.kind = ir::ModelKind::kTrees;
  model.isFitted = true;
  model.parameters = {0, 1};
  constexpr std::uint32_t kInner = (1U << kDepth) - 1, kNodes = 2 * kInner + 1;
  for (std::uint32_t tree = 0; tree < kTrees; ++tree) {
    const std::uint32_t first = tree * kNodes;
    model.trees.push_back(first);
    for (std::uint32_t i = 0; i < kNodes; ++i) {
      ir::TreeNode node;
      node.value = i < kInner ? spread(random) : 0.01 * spread(random);
      if (i < kInner) {
        node.column = column(random);
        node.yes = first + 2 * i + 1;
        node.no = first + 2 * i + 2;
        node.unknownIsYes = random() % 2 == 0;
      }
      model.nodes.push_back(node);
    }
  }
  return model;
}

double walk(const ir::Model& model, std::uint32_t at, std::span<const double> row) {
  const ir::TreeNode& node = model.nodes[at];
  if (node.column == ir::kNone) return static_cast<double>(static_cast<float>(node.value));
  const auto x = static_cast<float>(row[node.column]), threshold = static_cast<float>(node.value);
  return walk(model, (std::isnan(x) ? node.unknownIsYes : x < threshold) ? node.yes : node.no, row);
}

const char* prove(const ir::Model& logistic, const ir::Model& trees) {
  const std::vector<double> known = rowsOf(false), some = rowsOf(true);
  for (std::size_t row = 0; row < kRows; ++row) {
    double sum = logistic.parameters[0], grown = 0;
    for (std::size_t i = 0; i < kColumns; ++i) sum += logistic.parameters[i + 1] * rowAt(known, row)[i];
    for (const std::uint32_t tree : trees.trees) grown += walk(trees, tree, rowAt(some, row));
    if (std::abs(answer(logistic, kProbability, {{}, 0, rowAt(known, row)}) - 1 / (1 + std::exp(-sum))) > 1e-12)
      return "a logistic answer is not its formula";
    if (std::abs(answer(trees, kProbability, {{}, 0, rowAt(some, row)}) - 1 / (1 + std::exp(-grown))) > 1e-5)
      return "an answer of trees is not that of walking them";
  }
  return "";
}

ir::Model purchaseModel() {
  ir::Model model;
  model.kind = ir::ModelKind::kBgNbd;
  model.isFitted = model.hasSpend = true;
  model.unitDays = 7;
  model.parameters = {0.243, 4.414, 0.793, 2.426, 6.25, 3.74, 15.44};
  return model;
}

/// What an answer would be remembered by: whose it is, as of which change and day, and which call asked.
struct MemoKey {
  std::uint64_t customer = 0, version = 0;
  std::int32_t day = 0;
  std::uint32_t call = 0;
  friend bool operator==(const MemoKey&, const MemoKey&) = default;
};
struct MemoHash {
  std::size_t operator()(const MemoKey& key) const {
    std::uint64_t z = key.customer * 0x9E3779B97F4A7C15U ^ key.version ^ (std::uint64_t{key.call} << 32U) ^
                      static_cast<std::uint64_t>(key.day);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    return z ^ (z >> 31U);
  }
};

void recall(benchmark::State& state) {
  const auto customers = static_cast<std::uint64_t>(state.range(0));
  std::unordered_map<MemoKey, double, MemoHash> memo;
  for (std::uint64_t i = 0; i < customers; ++i) memo.emplace(MemoKey{i, 1, 20'000, 0}, static_cast<double>(i));
  std::mt19937_64 random(4);
  std::vector<std::uint64_t> asked(1U << 16U);
  for (std::uint64_t& one : asked) one = random() % customers;
  std::size_t at = 0;
  for (auto _ : state) {
    const auto found = memo.find({asked[at++ % asked.size()], 1, 20'000, 0});
    benchmark::DoNotOptimize(found->second);
  }
  state.SetItemsProcessed(state.iterations());
}

}  // namespace

const char* measureAnswers(std::span<const Purchases> customers) {
  const ir::Model logistic = logisticModel(), trees = treesModel(), purchases = purchaseModel();
  if (const char* why = prove(logistic, trees); *why != '\0') return why;
  const auto overRows = [](const char* name, const ir::Model& model, bool withUnknown) {
    benchmark::RegisterBenchmark(name, [model, rows = rowsOf(withUnknown)](benchmark::State& state) {
      std::size_t row = 0;
      for (auto _ : state) benchmark::DoNotOptimize(answer(model, kProbability, {{}, 0, rowAt(rows, row++)}));
      state.SetItemsProcessed(state.iterations());
    });
  };
  overRows("answer/logistic, 10 columns", logistic, false);
  overRows("answer/trees, 100 of depth 6", trees, true);
  benchmark::RegisterBenchmark("answer/a year's spend, bg_nbd with gamma_gamma", [=](benchmark::State& state) {
    std::size_t at = 0;
    for (auto _ : state) {
      const Purchases& one = customers[at++ % customers.size()];
      benchmark::DoNotOptimize(answer(purchases, kSpendOfAYear, {one, one.repeats > 0 ? 35.0 : 0.0, {}}));
    }
    state.SetItemsProcessed(state.iterations());
  });
  benchmark::RegisterBenchmark("answer/remembered, by customer, version and day", recall)->Arg(2'000)->Arg(1'000'000);
  return "";
}

}  // namespace regard::model
