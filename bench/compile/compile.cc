// Rule text to a program that decides, in its stages, and a bundle opened. Before anything is timed, each rulebook is
// proved: it compiles without a word, its bundle opens as the same program, and that program's decisions on random
// customers are the reference evaluator's.
//
//   bench/data/actions.py 1000 > small.regard; bench/data/actions.py 10000 > large.regard
//   taskset -c 0 regard_bench_compile small.regard large.regard [--benchmark_… flags]
//
// Linear means: `per_action` is the same for every size.

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "dsl/bundle/bundle.h"
#include "dsl/compile.h"
#include "dsl/ir/print.h"
#include "dsl/lower/lower.h"
#include "dsl/lower/warnings.h"
#include "dsl/sema/check.h"
#include "dsl/syntax/parse.h"
#include "engine/decide/decide.h"
#include "engine/gather/gather.h"
#include "engine/gather/zone_cache.h"
#include "engine/reference/reference.h"

namespace regard {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kNowMs = 1'772'445'600'000;  // 2026-03-02T10:00Z
constexpr std::size_t kProofActions = 20'000;       // the reference takes time as the square of the actions
constexpr int kStageRuns = 7;

[[noreturn]] void stop(const std::string& message) {
  fmt::print(stderr, "{}\n", message);
  std::exit(1);
}

template <class T>
T orStop(Result<T> result) {
  if (!result.ok()) stop(result.fault().message);
  return *std::move(result);
}

ir::Program compiled(const dsl::SourceSet& sources) {
  auto made = dsl::compile(sources);
  if (!made.program || !made.diagnostics.empty()) stop("the rules have errors or warnings: run `regard check` on them");
  return *std::move(made.program);
}

/// Any value of the input's type, or unknown.
Scalar anyValue(const ir::Program& program, const ir::Input& input, std::mt19937_64& random) {
  const auto below = [&](std::uint64_t limit) { return static_cast<std::int64_t>(random() % limit); };
  if (below(10) == 0) return Scalar::unknown();
  switch (input.type.kind) {
    case TypeKind::kFlag: return Scalar::known(Cell::ofBool(below(2) == 0));
    case TypeKind::kNumber: return Scalar::known(Cell::ofDouble(static_cast<double>(below(90))));
    case TypeKind::kMoney: return Scalar::known(Cell::ofInt(below(1'000'000)));
    case TypeKind::kPercent: return Scalar::known(Cell::ofInt(below(100'000'000)));
    case TypeKind::kDate: return Scalar::known(Cell::ofInt(15'000 + below(5'000)));
    case TypeKind::kChoice: return Scalar::known(Cell::ofInt(below(program.choices[input.type.choice].members.size())));
    default: return Scalar::unknown();
  }
}

/// A rulebook's text, and the bundle that came of it.
struct Rules {
  std::string path;
  dsl::SourceSet sources;
  std::string bundlePath;
  std::size_t actions = 0, bundleBytes = 0;
};

/// What one decision needs beside the plan.
struct Desk {
  ZoneCache zones;
  Inputs inputs;
  Scratch scratch;
  Decision decision;
};

void decideForAnybody(const Plan& plan, std::mt19937_64& random, Desk& desk) {
  std::vector<GivenValue> given;
  for (std::uint32_t slot = 0; slot < plan.program->inputs.size(); ++slot) {
    if (plan.program->inputs[slot].source == ir::InputSource::kToday) continue;
    given.push_back({slot, anyValue(*plan.program, plan.program->inputs[slot], random), {}});
  }
  gather(plan, {{}, "c-1"}, {}, given, kNowMs, desk.zones, desk.inputs);
  decide(plan, desk.inputs, desk.scratch, desk.decision);
}

Plan readyPlan(const std::string& bundlePath) {
  bundle::Bundle opened = orStop(bundle::openFile(bundlePath));
  return orStop(makePlan(std::make_shared<const ir::Program>(std::move(opened.program)), Catalog{}));
}

/// Once from the file on disk to the bundle on disk, in a process that did nothing larger before; then the proof.
Rules made(const std::string& path, const std::string& bundlePath) {
  Rules rules{.path = path, .sources = {}, .bundlePath = bundlePath};
  const auto start = Clock::now();
  rules.sources = orStop(dsl::loadSources(path));
  const ir::Program program = compiled(rules.sources);
  const std::string bytes = orStop(bundle::toBytes(program));
  if (!(std::ofstream(bundlePath, std::ios::binary) << bytes)) stop("cannot write " + bundlePath);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  struct rusage used {};
  ::getrusage(RUSAGE_SELF, &used);
  rules.actions = program.actions.size();
  rules.bundleBytes = bytes.size();

  const Plan plan = readyPlan(bundlePath);
  if (ir::print(*plan.program) != ir::print(program)) stop(path + ": the bundle opens as another program");
  std::mt19937_64 random(1);
  Desk desk;
  std::size_t kept = 0;
  for (std::size_t left = std::max<std::size_t>(1, kProofActions / rules.actions); left > 0; --left) {
    decideForAnybody(plan, random, desk);
    if (!(desk.decision == reference::evaluate(*plan.program, desk.inputs).decision))
      stop(path + ": the fast evaluator disagrees with the reference");
    kept += desk.decision.kept.size();
  }
  if (kept == 0) stop(path + ": nothing was ever offered, so nothing is proved");
  fmt::print(
      "{}: {} actions, {:.1f} MB of text, {:.1f} MB of bundle; once from file to file {:.2f} s, peak memory {} MB\n",
      path, rules.actions, static_cast<double>(rules.sources.files[0].text.size()) / 1e6,
      static_cast<double>(bytes.size()) / 1e6, seconds, used.ru_maxrss / 1024);
  return rules;
}

/// `once(state)` does the stage's work; it may pause the clock for what the stage needs.
template <class Once>
benchmark::internal::Benchmark* time(const Rules& rules, const char* stage, Once once) {
  return benchmark::RegisterBenchmark(
             fmt::format("{}/{}", stage, rules.actions).c_str(),
             [&rules, once](benchmark::State& state) {
               for (auto _ : state) once(state);
               state.counters["per_action"] =
                   benchmark::Counter(static_cast<double>(rules.actions),
                                      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
             })
      ->Unit(benchmark::kMillisecond);
}

/// The tree is changed by check(), so each run gets one of its own while the clock stands still.
struct Parsed {
  dsl::DiagnosticSink sink{100};
  dsl::ast::Book book;
  dsl::CheckedBook checked;
  ir::Program program;
};

void timeStages(const Rules& rules) {
  const dsl::SourceSet& sources = rules.sources;
  time(rules, "text to bundle", [&rules](benchmark::State&) {
    benchmark::DoNotOptimize(orStop(bundle::toBytes(compiled(orStop(dsl::loadSources(rules.path))))));
  });
  time(rules, "  read",
       [&rules](benchmark::State&) { benchmark::DoNotOptimize(orStop(dsl::loadSources(rules.path))); });
  time(rules, "  parse", [&sources](benchmark::State&) {
    dsl::DiagnosticSink sink(100);
    benchmark::DoNotOptimize(dsl::parse(sources, {}, sink));
  });
  // What goes before a stage takes far longer than the stage, so the number of runs is ours.
  const auto staged = [&](const char* stage, int upTo, auto work) {
    time(rules, stage, [&sources, upTo, work](benchmark::State& state) {
      state.PauseTiming();
      auto made = std::make_unique<Parsed>();
      made->book = dsl::parse(sources, {}, made->sink);
      if (upTo > 0) made->checked = dsl::check(sources, made->book, made->sink);
      if (upTo > 1) made->program = dsl::lower(sources, made->checked);
      state.ResumeTiming();
      work(*made);
      state.PauseTiming();
      made.reset();
      state.ResumeTiming();
    })->Iterations(kStageRuns);
  };
  staged("  check", 0, [&sources](Parsed& made) { made.checked = dsl::check(sources, made.book, made.sink); });
  staged("  lower", 1, [&sources](Parsed& made) { made.program = dsl::lower(sources, made.checked); });
  staged("  warn", 2, [](Parsed& made) { dsl::warn(made.checked, made.program, made.sink); });
  staged("  bundle", 2, [](Parsed& made) { benchmark::DoNotOptimize(orStop(bundle::toBytes(made.program))); });
}

void timeOpening(const Rules& rules) {
  time(rules, "bundle to first decision", [&rules](benchmark::State&) {
    const Plan plan = readyPlan(rules.bundlePath);
    std::mt19937_64 random(1);
    Desk desk;
    decideForAnybody(plan, random, desk);
    benchmark::DoNotOptimize(desk.decision);
  });
  time(rules, "  open",
       [&rules](benchmark::State&) { benchmark::DoNotOptimize(orStop(bundle::openFile(rules.bundlePath))); });
  time(rules, "baseline: count the words of the text", [&rules](benchmark::State&) {
    std::size_t words = 0;
    bool inWord = false;
    for (const char c : rules.sources.files[0].text) {
      const bool letter = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
      words += static_cast<std::size_t>(letter && !inWord);
      inWord = letter;
    }
    benchmark::DoNotOptimize(words);
  });
}

}  // namespace
}  // namespace regard

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc < 2) regard::stop("usage: regard_bench_compile RULES… [--benchmark_… flags]");
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("regard_bench_compile_{}", ::getpid());
  std::filesystem::create_directory(folder);
  std::deque<regard::Rules> all;  // benchmarks refer to them
  for (int i = 1; i < argc; ++i) all.push_back(regard::made(argv[i], (folder / fmt::format("{}.bundle", i)).string()));
  for (const regard::Rules& rules : all) regard::timeStages(rules);
  for (const regard::Rules& rules : all) regard::timeOpening(rules);
  benchmark::RunSpecifiedBenchmarks();
  std::filesystem::remove_all(folder);
  return 0;
}
