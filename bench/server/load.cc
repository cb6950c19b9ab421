// Load on a running `regard serve`, from this machine: how long answers take, and which are decisions.
//
// Open loop: with --rate there is a timetable, of which a connection that is free takes the next request. An answer's
// time counts from when its request was due, not from when it could be sent, so that waiting in line is seen (Tene,
// "How NOT to measure latency", 2015). Without --rate a connection asks again as soon as it is answered. First every
// kind of request is asked once and its answer looked at; then they are timed, a constant beside them on the same
// server.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bench/server/connection.h"
#include "bench/server/requests.h"
#include "bench/server/times.h"

namespace {

using namespace regard::bench;
using Clock = std::chrono::steady_clock;

struct Options {
  std::uint16_t port = 8080;
  std::string idFile;
  What what;
  int connections = 1, requests = 20'000, whys = 1'000, slow = 0;
  double rate = 0;  ///< requests a second, of all connections together; 0: as fast as they are answered
  double zipf = 0, outcomes = 0, overload = 0;
};

/// Whether each kind of request is answered as it should be.
bool prove(const Options& options, const std::string& id) {
  Connection connection(options.port);
  Offered offered;
  for (const Kind kind : {Kind::constant, Kind::decision, Kind::why, Kind::outcome}) {
    if (kind == Kind::outcome && offered.decision.empty()) continue;  // nothing was offered, or there is no log
    const std::string answer(
        connection.ask(kind == Kind::outcome ? outcomeFor(offered) : requestFor(kind, options.what, id)));
    bool isRight = answer.starts_with("HTTP/1.1 200 ");
    if (kind == Kind::decision || kind == Kind::why) {
      isRight = isRight && isDecision(answer) && answer.find(id) != std::string::npos &&
                (answer.find("\"withheld\":") != std::string::npos) == (kind == Kind::why);
      offered = offeredIn(answer);
    }
    if (kind == Kind::outcome) isRight = isRight && answer.find("attributed") != std::string::npos;
    if (!isRight) fmt::print(stderr, "a {} is answered wrongly:\n{}\n", kNames[static_cast<int>(kind)], answer);
    if (!isRight) return false;
  }
  return true;
}

struct Counts {
  std::vector<double> micros;
  std::uint64_t decisions = 0, refused = 0, givenUp = 0;
  std::uint64_t good = 0;    ///< decisions that were there within the deadline
  std::uint64_t inTime = 0;  ///< answers, of whatever kind, that were
};
using ByKind = std::map<Kind, Counts>;

/// Of all connections together.
struct Timetable {
  Clock::time_point start = Clock::now();
  std::chrono::duration<double> apart{0};  ///< 0: each is due when a connection is free
  int requests = 0;
  std::atomic<int> next = 0;
};

class Caller {
 public:
  Caller(const Options& options, const Customers& customers, int number)
      : options_(options),
        customers_(customers),
        connection_(options.port),
        random_{static_cast<std::uint64_t>(number)} {}

  /// `kind`, and outcomes of what it offers among them.
  void run(Kind kind, Timetable& timetable, ByKind& counts) {
    for (int i = timetable.next++; i < timetable.requests; i = timetable.next++) {
      const bool tells = kind != Kind::constant && !offered_.decision.empty() && random_.share() < options_.outcomes;
      const std::string& id = customers_.pick(random_.next());
      What what = options_.what;
      auto due = Clock::now();
      if (timetable.apart.count() > 0) {
        due = timetable.start + std::chrono::duration_cast<Clock::duration>(timetable.apart * i);
        std::this_thread::sleep_until(due);
        // Whoever waited for a connection has so much less time, and tells so; with less than half of it they have
        // gone: else all that come later would be late with them.
        if (what.deadlineMs > 0) {
          const auto late = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - due).count();
          if (2 * late > what.deadlineMs) {
            ++counts[kind].givenUp;
            continue;
          }
          what.deadlineMs -= static_cast<int>(std::max<std::int64_t>(late, 0));
        }
      }
      const std::string_view answer = connection_.ask(tells ? outcomeFor(offered_) : requestFor(kind, what, id));
      count(answer, std::chrono::duration<double, std::micro>(Clock::now() - due).count(),
            counts[tells ? Kind::outcome : kind]);
      if (tells) offered_ = {};
      if (!tells && options_.outcomes > 0 && kind != Kind::constant) offered_ = offeredIn(answer);
    }
  }

 private:
  void count(std::string_view answer, double micros, Counts& into) const {
    const bool isInTime = options_.what.deadlineMs == 0 || micros <= 1000.0 * options_.what.deadlineMs;
    into.micros.push_back(micros);
    into.refused += isRefused(answer) ? 1U : 0U;
    into.decisions += isDecision(answer) ? 1U : 0U;
    into.good += isDecision(answer) && isInTime ? 1U : 0U;
    into.inTime += isInTime ? 1U : 0U;
  }

  const Options& options_;
  const Customers& customers_;
  Connection connection_;
  Offered offered_;
  Random random_;
};

void printCounts(Kind kind, const Options& options, Counts& counts, double seconds) {
  if (counts.micros.empty()) return fmt::print("{:<18} nothing was answered\n", kNames[static_cast<int>(kind)]);
  printTimes(kNames[static_cast<int>(kind)], counts.micros, seconds);
  const auto all = static_cast<double>(counts.micros.size());
  if (kind == Kind::decision || kind == Kind::why)
    fmt::print("  decided {:.2f}%  refused {:.2f}%", 100 * static_cast<double>(counts.decisions) / all,
               100 * static_cast<double>(counts.refused) / all);
  if (options.what.deadlineMs > 0 && kind == Kind::decision)
    fmt::print("  good {:.0f}/s  in time {:.2f}%  given up {:.2f}%", static_cast<double>(counts.good) / seconds,
               100 * static_cast<double>(counts.inTime) / (all + static_cast<double>(counts.givenUp)),
               100 * static_cast<double>(counts.givenUp) / (all + static_cast<double>(counts.givenUp)));
  fmt::print("\n");
}

/// How many were answered a second.
double report(Kind kind, const Options& options, const Customers& customers, double rate) {
  std::vector<ByKind> parts(static_cast<std::size_t>(options.connections));
  std::vector<std::string> faults(parts.size());
  Timetable timetable;
  if (rate > 0) timetable.apart = std::chrono::duration<double>(1 / rate);
  timetable.requests = kind == Kind::why ? std::min(options.requests, options.whys) : options.requests;
  {
    std::vector<std::thread> threads;
    for (int i = 0; i < options.connections; ++i)
      threads.emplace_back([&, i] {
        try {
          Caller(options, customers, i).run(kind, timetable, parts[static_cast<std::size_t>(i)]);
        } catch (const std::exception& error) { faults[static_cast<std::size_t>(i)] = error.what(); }
      });
    for (std::thread& thread : threads) thread.join();
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - timetable.start).count();
  for (const std::string& fault : faults)
    if (!fault.empty()) throw std::runtime_error(fault);
  ByKind all;
  double answers = 0;
  for (const ByKind& part : parts)
    for (const auto& [which, counts] : part) {
      Counts& into = all[which];
      into.micros.insert(into.micros.end(), counts.micros.begin(), counts.micros.end());
      into.decisions += counts.decisions;
      into.refused += counts.refused;
      into.good += counts.good;
      into.inTime += counts.inTime;
      into.givenUp += counts.givenUp;
      answers += static_cast<double>(counts.micros.size());
    }
  for (auto& [which, counts] : all) printCounts(which, options, counts, seconds);
  return answers / seconds;
}

void readOptions(CLI::App& app, Options& options) {
  app.add_option("ids", options.idFile, "a file with a customer's id on each line")->required();
  app.add_option("--port", options.port, "where it listens");
  app.add_option("--channel", options.what.channel, "`request.channel`");
  app.add_option("--connections", options.connections, "each with a thread")->check(CLI::Range(1, 1000));
  app.add_option("--requests", options.requests, "of each kind, all connections together")->check(CLI::PositiveNumber);
  app.add_option("--whys", options.whys, "the same of decisions with why, at most")->check(CLI::PositiveNumber);
  app.add_option("--rate", options.rate, "requests a second; as fast as they are answered if not given");
  app.add_option("--deadline", options.what.deadlineMs, "`deadline_ms`");
  app.add_option("--zipf", options.zipf, "exponent by which some customers call more often; 0: all alike");
  app.add_option("--outcomes", options.outcomes, "share of requests that tell an outcome, durably")
      ->check(CLI::Range(0.0, 0.5));
  app.add_option("--slow", options.slow, "connections beside them on which a head trickles in");
  app.add_option("--overload", options.overload,
                 "so many times the requests that it was seen to answer; needs --deadline");
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Load on a running `regard serve`");
  readOptions(app, options);
  CLI11_PARSE(app, argc, argv);
  try {
    std::vector<std::string> ids = idsIn(options.idFile);
    if (!prove(options, ids.front())) return 1;
    const Customers customers(std::move(ids), options.zipf);
    const SlowConnections slow(options.port, options.slow);
    double answered = 0;
    for (const Kind kind : {Kind::constant, Kind::why, Kind::decision})
      answered = report(kind, options, customers, options.rate);
    if (options.overload > 0) {
      fmt::print("{:.1f} times as many, {:.0f}/s\n", options.overload, options.overload * answered);
      report(Kind::decision, options, customers, options.overload * answered);
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
