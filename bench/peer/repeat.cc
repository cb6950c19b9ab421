// Decides for the customers of the common workload, again and again, and does nothing else: for perf and callgrind.
// First the expected decisions are proved, which warms everything up too.
//
//   regard_bench_repeat FOLDER ACTIONS DECISIONS        FOLDER as bench/peer/run makes it

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

#include "bench/peer/proof.h"
#include "bench/peer/workload.h"

namespace regard::peer {
namespace {

/// What is counted: the one function that callgrind is told to collect in (bench/gate/run).
[[gnu::noinline]] std::size_t repeatDecisions(const Workload& workload, std::size_t decisions, Scratch& scratch,
                                              Decision& decision) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < decisions; ++i) {
    decide(workload.plan(), workload.frame(i % workload.customers()), scratch, decision);
    kept += decision.kept.size();
  }
  return kept;
}

}  // namespace
}  // namespace regard::peer

int main(int argc, char** argv) {
  using namespace regard;
  if (argc != 4) peer::stop("usage: regard_bench_repeat FOLDER ACTIONS DECISIONS");
  const peer::Workload workload(argv[1], std::strtoull(argv[2], nullptr, 10));
  const std::size_t decisions = std::strtoull(argv[3], nullptr, 10);
  peer::proveDecisions(workload, workload.plan());
  Scratch scratch;
  Decision decision;
  decide(workload.plan(), workload.frame(0), scratch, decision);  // warm
  const auto start = std::chrono::steady_clock::now();
  const std::size_t kept = peer::repeatDecisions(workload, decisions, scratch, decision);
  const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - start;
  fmt::print("{} kept in {} decisions, {:.3f} µs each; index {} bytes, code {} bytes\n", kept, decisions,
             spent.count() / static_cast<double>(decisions), workload.plan().index.bytes(),
             workload.plan().code.bytes());
  return 0;
}
