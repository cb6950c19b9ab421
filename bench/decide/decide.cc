// One decision in-line, split into its parts: read the record, gather the frame, decide. Before anything is timed, the
// fast evaluator's decisions are held to the reference evaluator's on every customer of the store.
//
//   regard_bench_decide STORE RULES [--benchmark_… flags]      e.g. build/demo/store rules/examples/telco

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dsl/compile.h"
#include "engine/decide/decide.h"
#include "engine/gather/gather.h"
#include "engine/gather/zone_cache.h"
#include "engine/reference/reference.h"
#include "engine/store/profile_store.h"

namespace regard {
namespace {

constexpr std::int64_t kNowMs = 1'772'445'600'000;  // 2026-03-02T10:00Z

[[noreturn]] void stop(const std::string& message) {
  fmt::print(stderr, "{}\n", message);
  std::exit(1);
}

/// Customers in an order that visits the store's pages at random, and the request's values, one set after another.
class World {
 public:
  World(const std::string& storePath, const std::string& rulesPath) {
    auto sources = dsl::loadSources(rulesPath);
    if (!sources) stop(sources.fault().message);
    auto compiled = dsl::compile(*sources);
    if (!compiled.program) stop(rulesPath + " has errors: run `regard check` on it");
    auto store = ProfileStore::open(storePath, OpenMode::kReader);
    if (!store) stop(store.fault().message);
    store_ = *std::move(store);
    auto plan = makePlan(std::make_shared<ir::Program>(*std::move(compiled.program)), *store_->catalog());
    if (!plan) stop(plan.fault().message);
    plan_ = *std::move(plan);
    auto txn = store_->read();
    if (!txn) stop(txn.fault().message);
    txn_ = std::make_unique<ReadTxn>(*std::move(txn));
    if (auto scanned = txn_->scan(Table::kProfiles, "",
                                  [&](std::string_view key, std::string_view) {
                                    ids_.emplace_back(idOfKey(key));
                                    return true;
                                  });
        !scanned)
      stop(scanned.fault().message);
    if (ids_.empty()) stop("the store has no customers");
    std::uint64_t state = 1;  // SplitMix64: the same order on every machine
    for (std::size_t i = ids_.size() - 1; i > 0; --i) {
      state += 0x9E37'79B9'7F4A'7C15U;
      std::uint64_t mixed = (state ^ (state >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
      mixed = (mixed ^ (mixed >> 27U)) * 0x94D0'49BB'1331'11EBU;
      std::swap(ids_[i], ids_[(mixed ^ (mixed >> 31U)) % (i + 1)]);
    }
    makeRequests();
  }

  const Plan& plan() const { return plan_; }
  std::size_t size() const { return ids_.size(); }
  RecordView find(std::size_t i) const {
    auto record = store_->find(*txn_, ids_[i % ids_.size()]);
    if (!record) stop(record.fault().message);
    return *record;
  }
  void gatherInto(std::size_t i, ZoneCache& zones, Inputs& into) const {
    gather(plan_, {find(i), ids_[i % ids_.size()]}, requests_[i % requests_.size()], {}, kNowMs, zones, into);
  }

 private:
  /// Every member of every request choice in turn, so that all branches of the rules are taken.
  void makeRequests() {
    requests_.resize(12);
    for (std::uint32_t slot = 0; slot < plan_.program->inputs.size(); ++slot) {
      const ir::Input& input = plan_.program->inputs[slot];
      if (input.source != ir::InputSource::kRequest || input.type.kind != TypeKind::kChoice) continue;
      const std::size_t members = plan_.program->choices[input.type.choice].members.size();
      for (std::size_t i = 0; i < requests_.size(); ++i)
        requests_[i].push_back({slot, Scalar::known(Cell::ofInt(static_cast<std::int64_t>((i + slot) % members))), {}});
    }
  }

  std::unique_ptr<ProfileStore> store_;
  Plan plan_;
  std::unique_ptr<ReadTxn> txn_;
  std::vector<std::string> ids_;
  std::vector<std::vector<GivenValue>> requests_;
};

void prove(const World& world) {
  ZoneCache zones;
  Inputs inputs;
  Scratch scratch;
  Decision decision;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < world.size(); ++i) {
    world.gatherInto(i, zones, inputs);
    decide(world.plan(), inputs, scratch, decision);
    if (!(decision == reference::evaluate(*world.plan().program, inputs).decision))
      stop(fmt::format("customer {} of the order: the fast evaluator disagrees with the reference", i));
    kept += decision.kept.size();
  }
  fmt::print("{} customers: all decisions agree with the reference; {:.2f} actions kept each, of {}\n", world.size(),
             static_cast<double>(kept) / static_cast<double>(world.size()), world.plan().program->actions.size());
}

/// Frames made beforehand, for what is timed without the store.
std::vector<Inputs> frames(const World& world) {
  ZoneCache zones;
  std::vector<Inputs> made(std::min<std::size_t>(world.size(), 4096));
  for (std::size_t i = 0; i < made.size(); ++i) world.gatherInto(i, zones, made[i]);
  return made;
}

void registerAll(const World& world) {
  benchmark::RegisterBenchmark("read the record", [&world](benchmark::State& state) {
    std::size_t i = 0;
    for (auto _ : state) benchmark::DoNotOptimize(world.find(i++));
  });
  benchmark::RegisterBenchmark("read and gather", [&world](benchmark::State& state) {
    ZoneCache zones;
    Inputs inputs;
    std::size_t i = 0;
    for (auto _ : state) world.gatherInto(i++, zones, inputs);
  });
  benchmark::RegisterBenchmark("decide, frame in memory", [&world](benchmark::State& state) {
    const auto made = frames(world);
    Scratch scratch;
    Decision decision;
    std::size_t i = 0;
    for (auto _ : state) decide(world.plan(), made[i++ % made.size()], scratch, decision);
  });
  benchmark::RegisterBenchmark("read, gather and decide", [&world](benchmark::State& state) {
    ZoneCache zones;
    Inputs inputs;
    Scratch scratch;
    Decision decision;
    std::size_t i = 0;
    for (auto _ : state) {
      world.gatherInto(i++, zones, inputs);
      decide(world.plan(), inputs, scratch, decision);
    }
  });
  benchmark::RegisterBenchmark("baseline: the reference, frame in memory", [&world](benchmark::State& state) {
    const auto made = frames(world);
    std::size_t i = 0;
    for (auto _ : state) benchmark::DoNotOptimize(reference::evaluate(*world.plan().program, made[i++ % made.size()]));
  });
}

}  // namespace
}  // namespace regard

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 3) regard::stop("usage: regard_bench_decide STORE RULES [--benchmark_… flags]");
  const regard::World world(argv[1], argv[2]);
  regard::prove(world);
  regard::registerAll(world);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
