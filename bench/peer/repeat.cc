// Decides for the customers of the common workload, again and again, and does nothing else: for perf and callgrind.
//
//   regard_bench_repeat FOLDER ACTIONS DECISIONS        FOLDER as bench/peer/run makes it
//   valgrind --tool=callgrind --toggle-collect='regard::decide(*' build/bench/bin/regard_bench_repeat build/peer 1000
//   10000

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

#include "bench/peer/workload.h"

int main(int argc, char** argv) {
  if (argc != 4) regard::peer::stop("usage: regard_bench_repeat FOLDER ACTIONS DECISIONS");
  const regard::peer::Workload workload(argv[1], std::strtoull(argv[2], nullptr, 10));
  const std::size_t decisions = std::strtoull(argv[3], nullptr, 10);
  regard::Scratch scratch;
  regard::Decision decision;
  std::size_t kept = 0;
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < decisions; ++i) {
    regard::decide(workload.plan(), workload.frame(i % workload.customers()), 0, scratch, decision);
    kept += decision.kept.size();
  }
  const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - start;
  fmt::print("{} kept in {} decisions, {:.3f} µs each; index {} bytes, code {} bytes\n", kept, decisions,
             spent.count() / static_cast<double>(decisions), workload.plan().index.bytes(),
             workload.plan().code.bytes());
  return 0;
}
