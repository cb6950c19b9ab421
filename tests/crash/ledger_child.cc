// The process that dies while it takes and tells. ledger_child STORE FIRST: reserves for one customer after the other
// and tells that every second one was presented and accepted; says what it has done once that is acknowledged.

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "regard/engine.h"
#include "tests/support/letters.h"

namespace regard {
namespace {

constexpr int kThreads = 8, kCustomers = 400;

void say(const std::string& line) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  const std::string whole = line + "\n";
  if (::write(STDOUT_FILENO, whole.data(), whole.size()) != static_cast<ssize_t>(whole.size())) std::_Exit(2);
}

template <class Value>
void must(const Expected<Value>& done) {
  if (done) return;
  say("fault " + done.error().message);
  std::_Exit(1);
}

int run(const std::string& path, int first) {
  auto store = Store::open(path, Access::write);
  must(store);
  const Rulebook rules = support::letters::rulebook();
  must(store->adopt(rules));
  const auto engine = Engine::make(rules, *store);
  must(engine);
  std::atomic<int> next = first;
  const auto work = [&] {
    for (int number; (number = next++) < 1'000'000;) {
      DecisionRequest request;
      request.customer = fmt::format("c{:03}", number % kCustomers);
      request.on = "day";
      request.now = "2026-05-28T20:26:40Z";
      request.reserve = true;
      const auto taken = engine->decide(request);
      must(taken);
      if (taken->offered.empty()) continue;
      const std::string& action = taken->offered.front().action;
      say(fmt::format("reserved {} {} {}", taken->id, action, request.customer));
      if (number % 2 == 0) continue;
      must(store->outcome({taken->id, action, "accepted", "", request.now}));
      say(fmt::format("told {} {} {}", taken->id, action, request.customer));
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  say("all taken");
  return 0;
}

}  // namespace
}  // namespace regard

int main(int argc, char** argv) { return argc < 3 ? 9 : regard::run(argv[1], std::atoi(argv[2])); }
