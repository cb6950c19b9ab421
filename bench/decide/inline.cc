// One decision at a time on the common workload, part by part and plan by plan. Before a size is timed, every expected
// decision is proved, for each plan that is timed.
//
//   taskset -c 1 regard_bench_inline FOLDER [ACTIONS…] [--benchmark_… flags]        FOLDER as bench/peer/run makes it
//
// `warm`: customers in random order, one decision straight after the other. `cold`: before each decision 64 MiB of
// other memory are gone through, so that nothing of plan and customer is left in the first two levels of cache.
// Percentiles are of decisions timed one by one; each holds the clock's own 20 ns.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/peer/proof.h"
#include "bench/peer/workload.h"
#include "engine/gather/zone_cache.h"

namespace regard::peer {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kColdCalls = 1'000;

/// Leaves nothing of what was there before in caches of a few MiB.
class OtherMemory {
 public:
  void goThrough() {
    for (std::size_t i = 0; i < bytes_.size(); i += kCacheLine) ++bytes_[i];
    benchmark::DoNotOptimize(bytes_.data());
  }

 private:
  static constexpr std::size_t kBytes = std::size_t{64} << 20U, kCacheLine = 64;
  std::vector<unsigned char> bytes_ = std::vector<unsigned char>(kBytes);
};

/// Times `call(i)` for one i after another, after `before()`.
template <class Before, class Call>
void timeEach(benchmark::State& state, Before&& before, Call&& call) {
  std::vector<double> each;
  std::size_t i = 0;
  for (auto _ : state) {
    before();
    const auto start = Clock::now();
    call(i++);
    each.push_back(std::chrono::duration<double>(Clock::now() - start).count());
    state.SetIterationTime(each.back());
  }
  std::sort(each.begin(), each.end());
  state.counters["p50_us"] = 1e6 * each[each.size() / 2];
  state.counters["p99_us"] = 1e6 * each[each.size() * 99 / 100];
}

/// `call` as two benchmarks, warm and cold.
template <class Call>
void registerBoth(const std::string& name, Call call) {
  benchmark::RegisterBenchmark((name + ", warm").c_str(),
                               [call](benchmark::State& state) {
                                 timeEach(
                                     state, [] {}, call);
                               })
      ->UseManualTime()
      ->MinTime(0.3);
  benchmark::RegisterBenchmark((name + ", cold").c_str(),
                               [call](benchmark::State& state) {
                                 OtherMemory other;
                                 timeEach(
                                     state, [&other] { other.goThrough(); }, call);
                               })
      ->UseManualTime()
      ->Iterations(kColdCalls);
}

/// What one thread keeps from decision to decision.
struct Room {
  ZoneCache zones;
  Inputs inputs;
  Scratch scratch;
  Decision decision;
};

void registerParts(const Workload& workload) {
  const auto room = std::make_shared<Room>();
  const std::string size = fmt::format("{} actions: ", workload.actions());
  const std::size_t n = workload.customers();
  registerBoth(size + "decide, Inputs in memory", [&workload, room, n](std::size_t i) {
    decide(workload.plan(), workload.frame(i % n), room->scratch, room->decision);
  });
  // Customers whose winner stands among the first or the last fifth of the actions: that must not matter.
  Decision decision;
  std::vector<std::size_t> first, last;
  for (std::size_t i = 0; i < n; ++i) {
    decide(workload.plan(), workload.frame(i), room->scratch, decision);
    if (decision.kept.empty()) continue;
    const std::size_t fifth = decision.kept.front().action * 5 / workload.actions();
    if (fifth == 0) first.push_back(i);
    if (fifth == 4) last.push_back(i);
  }
  for (const auto& [name, whose] : {std::pair{"first", first}, std::pair{"last", last}})
    if (!whose.empty())
      registerBoth(fmt::format("{}decide, Inputs in memory, winner among the {} fifth", size, name),
                   [&workload, room, whose = whose](std::size_t i) {
                     decide(workload.plan(), workload.frame(whose[i % whose.size()]), room->scratch, room->decision);
                   });
  registerBoth(size + "read and gather",
               [&workload, room, n](std::size_t i) { workload.gatherInto(i % n, room->zones, room->inputs); });
  registerBoth(size + "read, gather and decide", [&workload, room, n](std::size_t i) {
    workload.gatherInto(i % n, room->zones, room->inputs);
    decide(workload.plan(), room->inputs, room->scratch, room->decision);
  });
}

// ---- plans ---------------------------------------------------------------------------------------------------------

struct Variant {
  std::string name;
  PlanOptions options;
};

std::vector<Variant> variants() {
  std::vector<Variant> all = {{"as it is", {}}};
  all.push_back({"the machine does everything", {}});
  all.back().options.code = false;
  all.push_back({"no bounds", {}});
  all.back().options.bounds = false;
  all.push_back({"no index", {}});
  all.back().options.index.columns = false;
  all.push_back({"a column for everything", {}});
  all.back().options.index.everyColumn = true;
  for (const std::uint32_t buckets : {4U, 8U, 16U, 32U, 64U, 128U, 256U}) {
    all.push_back({fmt::format("{} buckets", buckets), {}});
    all.back().options.index.bucketsMax = buckets;
  }
  return all;
}

Plan planOf(const Workload& workload, const PlanOptions& options) {
  auto plan = makePlan(workload.plan().program, workload.catalog(), options);
  if (!plan) stop(plan.fault().message);
  return *std::move(plan);
}

void registerPlans(const Workload& workload) {
  for (const Variant& variant : variants()) {
    const std::string name = fmt::format("{} actions: plan, {}", workload.actions(), variant.name);
    benchmark::RegisterBenchmark(name.c_str(),
                                 [&workload, options = variant.options](benchmark::State& state) {
                                   for (auto _ : state) benchmark::DoNotOptimize(planOf(workload, options));
                                   const Plan plan = planOf(workload, options);
                                   state.counters["index_bytes"] = static_cast<double>(plan.index.bytes());
                                   state.counters["code_bytes"] = static_cast<double>(plan.code.bytes());
                                   state.counters["residual"] = static_cast<double>(plan.index.residual.size());
                                 })
        ->Unit(benchmark::kMillisecond)
        ->MinTime(0.1);
    benchmark::RegisterBenchmark(
        (name + ": decide").c_str(),
        [&workload, options = variant.options](benchmark::State& state) {
          const Plan plan = planOf(workload, options);
          proveDecisions(workload, plan);
          Scratch scratch;
          Decision decision;
          timeEach(
              state, [] {},
              [&](std::size_t i) { decide(plan, workload.frame(i % workload.customers()), scratch, decision); });
        })
        ->UseManualTime()
        ->MinTime(0.3);
  }
}

void run(const std::string& folder, std::size_t size) {
  const Workload workload(folder, size);
  proveDecisions(workload, workload.plan());
  proveDoor(workload);
  proveEligible(workload);
  fmt::print("{} actions: {} decisions as expected\n", size, workload.answers().size());
  registerParts(workload);
  registerPlans(workload);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::ClearRegisteredBenchmarks();
}

}  // namespace
}  // namespace regard::peer

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc < 2) regard::peer::stop("usage: regard_bench_inline FOLDER [10 100 1000 10000] [--benchmark_… flags]");
  std::vector<std::size_t> sizes;
  for (int i = 2; i < argc; ++i) sizes.push_back(std::strtoull(argv[i], nullptr, 10));
  if (sizes.empty()) sizes = {10, 100, 1'000, 10'000};
  for (const std::size_t size : sizes) regard::peer::run(argv[1], size);  // one store open at a time
  return 0;
}
