// The common workload on this engine, in-line, beside straight-line C++ in the same run and beside other engines as
// they were measured before. First every answer is held to the specification's evaluator, through the public interface;
// then everything is timed in interleaved rounds, and medians are told.
//
//   regard_bench_peer FOLDER [10 100 1000 10000]        FOLDER as bench/peer/run makes it

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/peer/baseline.h"
#include "bench/peer/proof.h"
#include "bench/peer/workload.h"

namespace regard::peer {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRounds = 5;
constexpr double kRateSeconds = 0.15;  ///< of one round
constexpr std::size_t kTimedCalls = 5'000;

// ---- proof ---------------------------------------------------------------------------------------------------------

void proveBaseline(const Workload& workload, const Baseline& baseline) {
  for (const Answer& answer : workload.answers()) {
    const PlainDecision found = baseline.decide(plainProfile(*workload.plan().program, workload.frameOf(answer)));
    bool same = static_cast<std::size_t>(found.count) == answer.ids.size();
    for (std::size_t i = 0; same && i < answer.ids.size(); ++i)
      same = fmt::format("A{:05}", found.ids[i] + 1) == answer.ids[i] &&
             std::abs(found.scores[i] - answer.scores[i]) <= 1e-9 * std::abs(answer.scores[i]);
    if (!same) stop(fmt::format("customer {}: the baseline is wrong", answer.customer));
  }
}

// ---- time ----------------------------------------------------------------------------------------------------------

struct Timing {
  double perSecond = 0, p50 = 0, p99 = 0;  ///< µs
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// One round: the rate from an untimed loop, percentiles from calls timed one by one (20 ns of clock in each).
template <class Call>
Timing timeRound(std::size_t customers, Call&& call) {
  Timing round;
  std::size_t calls = 0;
  const auto start = Clock::now();
  double seconds = 0;
  while (seconds < kRateSeconds) {
    for (std::size_t i = 0; i < 100; ++i) call(calls++ % customers);
    seconds = std::chrono::duration<double>(Clock::now() - start).count();
  }
  round.perSecond = static_cast<double>(calls) / seconds;
  std::vector<double> each(kTimedCalls);
  for (std::size_t i = 0; i < each.size(); ++i) {
    const auto before = Clock::now();
    call(i % customers);
    each[i] = std::chrono::duration<double, std::micro>(Clock::now() - before).count();
  }
  std::sort(each.begin(), each.end());
  round.p50 = each[each.size() / 2];
  round.p99 = each[each.size() * 99 / 100];
  return round;
}

Timing medianOf(const std::vector<Timing>& rounds) {
  const auto of = [&](double Timing::*part) {
    std::vector<double> values;
    for (const Timing& round : rounds) values.push_back(round.*part);
    return median(values);
  };
  return {of(&Timing::perSecond), of(&Timing::p50), of(&Timing::p99)};
}

struct Row {
  std::string name;
  std::vector<std::string> cells;
};
enum Measured { kDecide, kGather, kAll, kDoor, kBaseline, kMeasured };
constexpr const char* kNames[] = {"**regard**, Inputs in memory", "regard, the store's read and gather alone",
                                  "regard, read, gather and decide", "regard, public interface, texts filled in",
                                  "generated straight-line C++ (branch-free), -O3, doubles"};

std::vector<Timing> timeAll(const Workload& workload, const Baseline& baseline) {
  std::vector<PlainProfile> plain;
  for (std::size_t i = 0; i < workload.customers(); ++i)
    plain.push_back(plainProfile(*workload.plan().program, workload.frame(i)));
  ZoneCache zones;
  Inputs inputs;
  Scratch scratch;
  Decision decision;
  volatile std::uint64_t sink = 0;
  const auto decideFor = [&](const Inputs& frame) {
    decide(workload.plan(), frame, scratch, decision);
    sink = sink + decision.kept.size();
  };
  const auto decideAtDoor = [&](std::size_t i) {
    DecisionRequest request;
    request.customer = workload.id(i);
    sink = sink + workload.engine().decide(request)->offered.size();
  };
  std::vector<std::vector<Timing>> rounds(kMeasured);
  const std::size_t n = workload.customers();
  for (int round = 0; round < kRounds; ++round) {
    rounds[kDecide].push_back(timeRound(n, [&](std::size_t i) { decideFor(workload.frame(i)); }));
    rounds[kGather].push_back(timeRound(n, [&](std::size_t i) { workload.gatherInto(i, zones, inputs); }));
    rounds[kAll].push_back(timeRound(n, [&](std::size_t i) {
      workload.gatherInto(i, zones, inputs);
      decideFor(inputs);
    }));
    rounds[kDoor].push_back(timeRound(n, decideAtDoor));
    rounds[kBaseline].push_back(timeRound(
        n, [&](std::size_t i) { sink = sink + static_cast<std::uint64_t>(baseline.decide(plain[i]).count); }));
  }
  std::vector<Timing> medians;
  for (const auto& each : rounds) medians.push_back(medianOf(each));
  return medians;
}

// ---- the table -----------------------------------------------------------------------------------------------------

std::string inWords(double perSecond) {
  if (perSecond >= 999'500) return fmt::format("{:.2f} M", perSecond / 1e6);
  return perSecond >= 9'950 ? fmt::format("{:.0f} k", perSecond / 1e3) : fmt::format("{:.2g} k", perSecond / 1e3);
}

/// Other engines at 10, 100, 1,000 and 10,000 actions, measured once on a machine of this class (2 vCPU Zen 5 guest),
/// each with the profile in its own form.
const std::vector<Row> kPeers = {
    {"bitset index, hand-written C++, doubles (the limit)", {"4.9 M", "2.9 M", "1.41 M (0.73 / 1.07)", "336 k"}},
    {"the same straight-line C++, then", {"9.8 M", "1.36 M", "177 k (4.7 / 7.5)", "10.5 k"}},
    {"generated JavaScript (V8)", {"8.1 M", "739 k", "134 k (7.1 / 10.6)", "4.8 k"}},
    {"CLIPS 6.30", {"160 k", "43 k", "7.5 k (131 / 274)", "0.71 k"}},
    {"GoRules ZEN 2.0.2 from Node", {"13.0 k", "9.1 k", "2.24 k (432 / 804)", "0.12 k"}},
    {"json-rules-engine 7.3.1", {"7.8 k", "0.81 k", "0.08 k (10,500 / 18,600)", "0.009 k"}},
};
constexpr std::size_t kPeerSizes[] = {10, 100, 1'000, 10'000};

void printRow(const Row& row) { fmt::print("| {} | {} |\n", row.name, fmt::join(row.cells, " | ")); }

void printTable(const std::vector<std::size_t>& sizes, const std::vector<Row>& rows) {
  fmt::print("\nIn-line decisions a second (p50 / p99 in µs)\n\n| engine |");
  for (const std::size_t size : sizes) fmt::print(" {} actions |", size);
  fmt::print("\n|");
  for (std::size_t i = 0; i <= sizes.size(); ++i) fmt::print(" --- |");
  fmt::print("\n");
  for (const Row& row : rows) printRow(row);
  for (const Row& peer : kPeers) {
    Row row{peer.name, {}};
    for (const std::size_t size : sizes) {
      const auto at = std::find(std::begin(kPeerSizes), std::end(kPeerSizes), size);
      row.cells.push_back(at == std::end(kPeerSizes) ? "" : peer.cells[static_cast<std::size_t>(at - kPeerSizes)]);
    }
    printRow(row);
  }
}

void run(const std::string& folder, const std::vector<std::size_t>& sizes) {
  std::vector<Row> rows;
  for (const char* name : kNames) rows.push_back({name, {}});
  Row ready{"regard, rule text to program / to plan, s", {}};
  for (const std::size_t size : sizes) {
    const Workload workload(folder, size);
    const Baseline baseline(fmt::format("{}/libbaseline_{}.so", folder, size));
    proveDoor(workload);
    proveEligible(workload);
    proveBaseline(workload, baseline);
    fmt::print("{} actions: {} decisions, orders and eligible counts as expected\n", size, workload.answers().size());
    const std::vector<Timing> timings = timeAll(workload, baseline);
    for (std::size_t i = 0; i < timings.size(); ++i)
      rows[i].cells.push_back(
          fmt::format("{} ({:.2f} / {:.2f})", inWords(timings[i].perSecond), timings[i].p50, timings[i].p99));
    ready.cells.push_back(fmt::format("{:.3f} / {:.3f}", workload.compileSeconds(), workload.planSeconds()));
  }
  rows.push_back(std::move(ready));
  printTable(sizes, rows);
}

}  // namespace
}  // namespace regard::peer

int main(int argc, char** argv) {
  if (argc < 2) regard::peer::stop("usage: regard_bench_peer FOLDER [10 100 1000 10000]");
  std::vector<std::size_t> sizes;
  for (int i = 2; i < argc; ++i) sizes.push_back(std::strtoull(argv[i], nullptr, 10));
  if (sizes.empty()) sizes = {10, 100, 1'000, 10'000};
  regard::peer::run(argv[1], sizes);
  return 0;
}
