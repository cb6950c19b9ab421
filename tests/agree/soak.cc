// More of what random_books.cc does, optimised and on all processors, for as many pairs of a rulebook and a customer as
// are asked for. `regard_soak PAIRS [FIRST_SEED]`: exit 1 with the seed and the shrunk rulebook if the evaluators
// differ, or if there was too little of anything that rules can say for the run to prove much about it.

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/agree/compare.h"
#include "tests/agree/random_book.h"
#include "tests/support/plan_of_text.h"

namespace regard::agree {
namespace {

constexpr int kCustomers = 100;
constexpr int kCustomersThorough = 2;
constexpr std::uint64_t kBooksBetweenReports = 1'000;
constexpr std::uint64_t kBooksToMeetAll = 1'000;  ///< so many must meet everything …
constexpr std::size_t kTimesMet = 100;            ///< … so many times

struct Soak {
  std::uint64_t firstSeed = 1, books = 0;
  std::atomic<std::uint64_t> next = 0;
  std::atomic<bool> failed = false;
  std::mutex printing = {}, adding = {};
  Tally tally = {};

  void fail(const std::string& report) {
    failed = true;
    const std::lock_guard lock(printing);
    std::printf("%s\n", report.c_str());
  }

  void runBook(std::uint64_t seed, Comparison& comparison) {
    const std::string text = randomBook(seed);
    const std::optional<Plan> plan = support::planIfSound(text);
    if (!plan) return fail("seed " + std::to_string(seed) + ": it does not compile\n" + text);
    const std::vector<Plan> plans = plansOf(plan->program);
    comparison.tally.addProgram(*plan->program);
    for (int customer = 0; customer < kCustomers; ++customer)
      if (!comparison.difference(plans, seed, customer, customer < kCustomersThorough).empty())
        return fail(failureReport(text, seed, kCustomers));
    if (!comparison.batchDifference(plans.front()).empty()) fail(failureReport(text, seed, kCustomers));
  }

  void run() {
    Comparison comparison;
    for (std::uint64_t book = next++; book < books && !failed; book = next++) {
      runBook(firstSeed + book, comparison);
      if ((book + 1) % kBooksBetweenReports != 0) continue;
      const std::lock_guard lock(printing);
      std::fprintf(stderr, "%llu pairs\n", static_cast<unsigned long long>((book + 1) * kCustomers));
    }
    const std::lock_guard lock(adding);
    tally.add(comparison.tally);
  }

  void checkAllWasMet() {
    if (failed || books < kBooksToMeetAll) return;
    for (const std::string& what : Tally::wanted())
      if (tally.of(what) < kTimesMet) fail(what + " was met " + std::to_string(tally.of(what)) + " times only");
  }
};

bool parse(std::string_view text, std::uint64_t& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc{} && end == text.data() + text.size();
}

int soak(int argc, char** argv) {
  std::uint64_t pairs = 0;
  // Another start each day, so that days add up; the seed that a failure prints repeats it.
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()).time_since_epoch().count();
  Soak soak{static_cast<std::uint64_t>(today) * 1'000'000};
  if (argc < 2 || argc > 3 || !parse(argv[1], pairs) || (argc == 3 && !parse(argv[2], soak.firstSeed))) {
    std::fprintf(stderr, "usage: regard_soak PAIRS [FIRST_SEED]\n");
    return 2;
  }
  soak.books = (pairs + kCustomers - 1) / kCustomers;
  std::vector<std::thread> threads;
  for (unsigned i = std::max(1U, std::thread::hardware_concurrency()); i > 0; --i)
    threads.emplace_back([&] { soak.run(); });
  for (std::thread& thread : threads) thread.join();
  soak.checkAllWasMet();
  if (soak.failed) return 1;
  std::printf("%llu pairs agree, seeds %llu to %llu\n", static_cast<unsigned long long>(soak.books * kCustomers),
              static_cast<unsigned long long>(soak.firstSeed),
              static_cast<unsigned long long>(soak.firstSeed + soak.books - 1));
  return 0;
}

}  // namespace
}  // namespace regard::agree

int main(int argc, char** argv) { return regard::agree::soak(argc, argv); }
