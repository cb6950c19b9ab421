// Models of customers: how long a fit takes, what a customer costs, and the transformed expectation beside the series
// of the papers. Before anything is timed, the fit gives the published parameters and both expectations are the same.
//
//   regard_bench_model CDNOW_sample.txt [--benchmark_… flags]

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "bench/model/answers.h"
#include "engine/model/back_off.h"
#include "engine/model/discount.h"
#include "engine/model/fit.h"
#include "engine/model/summary.h"

namespace regard::model {
namespace {

constexpr PurchaseModel kBg{PurchaseKind::kBgNbd, {0.243, 4.414, 0.793, 2.426}};
constexpr PurchaseModel kPareto{PurchaseKind::kParetoNbd, {0.553, 10.578, 0.606, 11.669}};
constexpr double kYear = 52;

[[noreturn]] void stop(const std::string& why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(1);
}

std::vector<Purchases> read(const std::string& path) {
  std::ifstream file(path);
  if (!file) stop("there is no file " + path);
  std::vector<Purchase> purchases;
  unsigned all = 0, sampled = 0, items = 0;
  int date = 0;
  double amount = 0;
  while (file >> all >> sampled >> date >> items >> amount)
    purchases.push_back({sampled, dayOf({date / 10'000, date / 100 % 100, date % 100}).value, amount});
  std::vector<Purchases> out;
  for (const auto& days : byCustomer(std::move(purchases)))
    out.push_back(summarise(days, dayOf({1997, 9, 30}).value, 7).purchases);
  return out;
}

/// As Fader, Hardie & Lee write it, with 2F1(r+x, b+x; a+b+x-1; z) summed term by term.
double textbookExpectation(const PurchaseModel& m, const Purchases& c, double horizon) {
  const auto [r, alpha, a, b] = m.parameters;
  const double below = a + b + c.repeats - 1, z = horizon / (alpha + c.age + horizon);
  double term = 1, sum = 1;
  for (int n = 0; term > 1e-16 * sum; ++n)
    sum += term *= (r + c.repeats + n) * (b + c.repeats + n) / ((below + n) * (n + 1)) * z;
  return below / (a - 1) * (1 - std::pow((alpha + c.age) / (alpha + c.age + horizon), r + c.repeats) * sum) *
         probabilityAlive(m, c);
}

void prove(std::span<const Purchases> customers) {
  const auto fit = fitPurchases(PurchaseKind::kBgNbd, customers);
  if (!fit) stop(fit.fault().message);
  if (std::abs(fit->logLikelihood + 9582.4292) > 0.01 || std::abs(fit->model.parameters[1] - 4.414) > 0.005)
    stop("the fit is not the published one");
  for (const Purchases& one : customers) {
    const double fast = expectedPurchases(kBg, one, kYear), slow = textbookExpectation(kBg, one, kYear);
    if (std::abs(fast - slow) > 1e-9 * (1 + slow)) stop("the two expectations differ");
  }
}

template <class Each>
void overAll(benchmark::State& state, std::span<const Purchases> customers, Each each) {
  for (auto _ : state)
    for (const Purchases& one : customers) benchmark::DoNotOptimize(each(one));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(customers.size()));
}

void measure(const std::vector<Purchases>& customers) {
  const auto timed = [&](const char* name, auto each) {
    benchmark::RegisterBenchmark(name,
                                 [&customers, each](benchmark::State& state) { overAll(state, customers, each); });
  };
  const auto fit = [&](const char* name, PurchaseKind kind) {
    benchmark::RegisterBenchmark(name, [&customers, kind](benchmark::State& state) {
      for (auto _ : state) benchmark::DoNotOptimize(fitPurchases(kind, customers));
    })->Unit(benchmark::kMillisecond);
  };
  fit("fit/bg_nbd", PurchaseKind::kBgNbd);
  fit("fit/mbg_nbd", PurchaseKind::kMbgNbd);
  fit("fit/pareto_nbd", PurchaseKind::kParetoNbd);
  timed("year/bg_nbd", [](const Purchases& one) { return expectedPurchases(kBg, one, kYear); });
  timed("year/bg_nbd, the papers' series", [](const Purchases& one) { return textbookExpectation(kBg, one, kYear); });
  timed("year/pareto_nbd", [](const Purchases& one) { return expectedPurchases(kPareto, one, kYear); });
  timed("alive/bg_nbd", [](const Purchases& one) { return probabilityAlive(kBg, one); });
  timed("discounted year/bg_nbd", [](const Purchases& one) { return discountedPurchases(kBg, one, kYear, 0.0027); });
  benchmark::RegisterBenchmark("back_off/three cells", [](benchmark::State& state) {
    const CellCounts cells[] = {
        {120, 900, 12, 118, 880, 9e4, 21}, {30, 200, 4, 30, 198, 1.1e4, 6}, {9, 40, 0, 0, 0, 0, 0}};
    for (auto _ : state) benchmark::DoNotOptimize(backOff(0.1, 50, cells));
  });
}

}  // namespace
}  // namespace regard::model

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 2) regard::model::stop("usage: regard_bench_model CDNOW_sample.txt");
  const auto customers = regard::model::read(argv[1]);
  regard::model::prove(customers);
  regard::model::measure(customers);
  if (const char* why = regard::model::measureAnswers(customers); *why != '\0') regard::model::stop(why);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
