// What is told and taken, durably: outcomes and reservations a second with one writer and with many, how long each
// waits, and what a history costs a decision. First proves that nothing was lost and no budget exceeded.
//
//   regard_bench_ledger --seconds 5

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "regard/engine.h"
#include "regard/log.h"

namespace {

using namespace regard;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* kRules = R"(
rulebook bench { currency GBP timezone "Europe/London" }
choice channel { call, email, sms }
choice tier { gold, silver, plain }
issues { service, sales }
outcomes { accepted yes, declined no, ignored no after 14 days }
profile customer { key id : text  tier : tier  spend : money }
event order { amount : money }
action letter { issue sales  eligible when spend >= £10  propensity learned by tier prior 10% from 20 answers
  benefit £20  cost £2  treatment email { subject "a" } }
action note { issue service  propensity 5%  benefit £10  treatment sms { text "a" } }
every day at 09:00 offer letter
every day at 09:00 offer note
policy seldom {
  at most 3 contacts in 7 days
  at most £40,000 cost of letter per month over everyone
  pause 60 days after declined
}
)";

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

[[noreturn]] void stop(const std::string& why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(1);
}
template <class T>
T orStop(Expected<T> result) {
  if (!result.ok()) stop(result.error().message);
  return *std::move(result);
}

struct Base {
  fs::path folder;
  Rulebook rules;
  Store store;
  Engine engine;
  int customers;

  static Base make(const fs::path& folder, int customers) {
    fs::remove_all(folder);
    fs::create_directories(folder);
    CompileResult compiled = compileText(kRules);
    if (!compiled.rulebook) stop(compiled.diagnostics.front().message);
    Store store = orStop(Store::open((folder / "store").string(), Access::write));
    {
      std::ofstream file(folder / "c.csv");
      file << "id,tier,spend\n";
      constexpr const char* kTiers[] = {"gold", "silver", "plain"};
      for (int i = 0; i < customers; ++i) file << idOf(i) << ',' << kTiers[i % 3] << ',' << i % 100 << ".00\n";
    }
    ImportRequest request;
    request.path = (folder / "c.csv").string();
    request.rulebook = *compiled.rulebook;
    orStop(store.import(request));
    Engine engine = orStop(Engine::make(*compiled.rulebook, store));
    return {folder, *compiled.rulebook, store, engine, customers};
  }
  static std::string idOf(int i) { return fmt::format("c{:07}", i); }
};

struct Load {
  std::uint64_t done = 0, faults = 0;
  double seconds = 0;
  std::vector<double> ms;
  double at(double share) {
    if (ms.empty()) return 0;
    std::sort(ms.begin(), ms.end());
    return ms[static_cast<std::size_t>(share * static_cast<double>(ms.size() - 1))];
  }
};

/// `work(thread, i)` until the time is up; whether it went well.
template <class Work>
Load load(int threads, double seconds, Work&& work) {
  std::vector<Load> each(static_cast<std::size_t>(threads));
  std::vector<std::thread> running;
  const auto start = Clock::now();
  for (int t = 0; t < threads; ++t)
    running.emplace_back([&, t] {
      Load& mine = each[static_cast<std::size_t>(t)];
      for (int i = 0; secondsSince(start) < seconds; ++i) {
        const auto begun = Clock::now();
        const bool fine = work(t, i);
        mine.ms.push_back(secondsSince(begun) * 1e3);
        ++(fine ? mine.done : mine.faults);
      }
    });
  for (std::thread& thread : running) thread.join();
  Load all;
  all.seconds = secondsSince(start);
  for (Load& one : each) {
    all.done += one.done;
    all.faults += one.faults;
    all.ms.insert(all.ms.end(), one.ms.begin(), one.ms.end());
  }
  return all;
}

void print(const std::string& what, int threads, Load& load) {
  if (load.faults > 0) stop(fmt::format("{}: {} went wrong", what, load.faults));
  fmt::print("{:28} {:>3} threads  {:>9.0f} /s   p50 {:>7.2f} ms   p99 {:>7.2f} ms\n", what, threads,
             static_cast<double>(load.done) / load.seconds, load.at(0.5), load.at(0.99));
}

DecisionRequest reserving(int customer) {
  DecisionRequest request;
  request.customer = Base::idOf(customer);
  request.on = "day";
  request.reserve = true;
  return request;
}

void outcomes(Base& base, int threads, double seconds) {
  // As many decisions as can be answered in the time, made before.
  const int wanted = static_cast<int>(seconds * (threads == 1 ? 8'000 : 60'000));
  std::vector<std::vector<std::string>> ids(static_cast<std::size_t>(threads));
  for (int i = 0; i < wanted; ++i) {
    DecisionRequest request;
    request.customer = Base::idOf(i % base.customers);
    request.on = "day";
    request.log = Logging::soon;
    ids[static_cast<std::size_t>(i % threads)].push_back(orStop(base.engine.decide(request)).id);
  }
  while (base.engine.logStatus().waiting > 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  std::atomic<std::uint64_t> attributed = 0;
  Load all = load(threads, seconds, [&](int t, int i) {
    const auto& mine = ids[static_cast<std::size_t>(t)];
    if (i >= static_cast<int>(mine.size())) return stop("more decisions are needed"), false;
    const auto told = base.store.outcome({mine[static_cast<std::size_t>(i)], "letter", "accepted", "20.00", {}});
    const auto note =
        told.ok() ? told : base.store.outcome({mine[static_cast<std::size_t>(i)], "note", "accepted", "", {}});
    attributed += note.ok() && note->result == OutcomeResult::attributed ? 1 : 0;
    return note.ok();
  });
  if (attributed != all.done) stop("an outcome was not attributed");
  print("outcomes", threads, all);
}

void reservations(Base& base, int threads, double seconds) {
  std::atomic<int> next = 0;
  std::atomic<std::uint64_t> taken = 0;
  const std::uint64_t before = orStop(DecisionLog(base.store).facts()).decisions;
  Load all = load(threads, seconds, [&](int, int) {
    const auto result = base.engine.decide(reserving(next++ % base.customers));
    taken += result.ok() && !result->offered.empty() ? 1 : 0;
    return result.ok();
  });
  if (orStop(DecisionLog(base.store).facts()).decisions - before != taken) stop("a reservation was lost");
  print("reservations", threads, all);
}

/// Medians of many decisions for one customer without history and one with 50 events.
void histories(Base& base) {
  for (int i = 0; i < 50; ++i) {
    EventRequest event{Base::idOf(1), "order", {{"amount", "10.00"}}, {}, fmt::format("o{}", i), false, base.rules};
    orStop(base.store.record(event));
  }
  const auto median = [&](int customer) {
    DecisionRequest request;
    request.customer = Base::idOf(customer);
    request.on = "day";
    std::vector<double> us;
    for (int i = 0; i < 20'000; ++i) {
      const auto begun = Clock::now();
      orStop(base.engine.decide(request));
      us.push_back(secondsSince(begun) * 1e6);
    }
    std::nth_element(us.begin(), us.begin() + 10'000, us.end());
    return us[10'000];
  };
  const double without = median(0), with = median(1);
  fmt::print("{:28} {:.2f} us without history, {:.2f} us with 50 events\n", "decision, whole", without, with);
}

/// Decisions a second where a propensity is learned, beside the same rules with the prior as a constant, in turns.
void learning(Base& base) {
  std::string text = kRules;
  const std::string learned = "propensity learned by tier prior 10% from 20 answers";
  text.replace(text.find(learned), learned.size(), "propensity 10%");
  CompileResult compiled = compileText(text);
  if (!compiled.rulebook) stop(compiled.diagnostics.front().message);
  const Engine constant = orStop(Engine::make(*compiled.rulebook, base.store));
  const auto request = [](int i) {
    DecisionRequest one;
    one.customer = Base::idOf(i);
    one.on = "day";
    return one;
  };
  for (int i = 0; i < 2'000; ++i) {  // something to have learned from
    DecisionRequest one = request(i);
    one.log = Logging::durable;
    (void)base.store.outcome(
        {orStop(base.engine.decide(one)).id, "letter", i % 4 == 0 ? "accepted" : "declined", "", {}});
  }
  const int someone = base.customers - 50;  // whose spend is high enough, and who was told nothing
  const auto isLearned = [&](const Engine& engine) {
    const DecisionResult result = orStop(engine.decide(request(someone)));
    return !result.offered.empty() && result.offered.front().action == "letter" && result.offered.front().learned &&
           result.offered.front().learned->of > 100;
  };
  if (!isLearned(base.engine) || isLearned(constant)) stop("nothing was learned, or by the wrong rules");
  constexpr int kRounds = 9, kDecisions = 20'000;
  std::vector<double> of[2];
  for (int round = 0; round < kRounds; ++round)
    for (const int side : {0, 1}) {
      const Engine& engine = side == 0 ? base.engine : constant;
      const auto begun = Clock::now();
      for (int i = 0; i < kDecisions; ++i) orStop(engine.decide(request(2'000 + i % (base.customers - 2'000))));
      of[side].push_back(kDecisions / secondsSince(begun));
    }
  for (auto& rounds : of) std::sort(rounds.begin(), rounds.end());
  fmt::print("{:28} {:.0f} /s where a propensity is learned, {:.0f} /s where it is a constant\n", "decisions, whole",
             of[0][kRounds / 2], of[1][kRounds / 2]);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Outcomes and reservations a second, and how long each takes"};
  double seconds = 5;
  std::string folder = (fs::temp_directory_path() / "regard_bench_ledger").string();
  app.add_option("--seconds", seconds, "for each line")->check(CLI::PositiveNumber);
  app.add_option("--folder", folder, "where the store is made; taken away first");
  CLI11_PARSE(app, argc, argv);
  for (const int threads : {1, 64}) {
    Base base = Base::make(folder, 100'000);
    outcomes(base, threads, seconds);
  }
  for (const int threads : {1, 64}) {
    Base base = Base::make(folder, 100'000);
    reservations(base, threads, seconds);
  }
  {
    Base base = Base::make(folder, 1'000);
    histories(base);
  }
  {
    Base base = Base::make(folder, 10'000);
    learning(base);
  }
  fs::remove_all(folder);
}
