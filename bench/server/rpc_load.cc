// Load on a running `regard serve` over Cap'n Proto RPC: how long answers take, one call at a time on each connection
// or several. First decisions are held to those that the same server gives over HTTP; then they are timed, a constant
// beside them.

#include <capnp/ez-rpc.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bench/server/connection.h"
#include "bench/server/requests.h"
#include "bench/server/times.h"
#include "service.capnp.h"

namespace {

using namespace regard::bench;
using Clock = std::chrono::steady_clock;

struct Options {
  std::uint16_t httpPort = 8080, rpcPort = 7070;
  std::string idFile, channel = "call";
  int connections = 1, inFlight = 1, requests = 20'000;
};

struct Counts {
  std::vector<double> micros;
  std::uint64_t decisions = 0, refused = 0;
};

/// A connection, and its side of the calls.
class Caller {
 public:
  explicit Caller(const Options& options)
      : channel_(options.channel), connection_("127.0.0.1", options.rpcPort), service_(loggedIn()) {}

  auto decide(const std::string& id) {
    auto call = service_.decideRequest();
    auto request = call.initRequest();
    request.setCustomer(id.c_str());
    auto channel = request.initRequest(1)[0];
    channel.setName("channel");
    channel.initValue().setText(channel_.c_str());
    return call;
  }
  /// What is offered, in its order, if chance were `seed`.
  std::vector<std::string> offered(const std::string& id, std::uint64_t seed) {
    auto call = decide(id);
    call.getRequest().getSeed().setGiven(seed);
    const auto reply = call.send().wait(connection_.getWaitScope());
    if (reply.isProblem()) throw std::runtime_error(reply.getProblem().getDetail().cStr());
    std::vector<std::string> actions;
    for (const auto one : reply.getAnswer().getOffered()) actions.emplace_back(one.getAction().cStr());
    return actions;
  }
  /// `inFlight` calls at once, each followed by the next.
  void run(Kind kind, const Customers& customers, Random random, std::atomic<int>& left, int inFlight) {
    kj::Vector<kj::Promise<void>> calls;
    for (int i = 0; i < inFlight; ++i)
      calls.add(kind == Kind::constant ? constants(left) : decisions(customers, random.next(), left));
    kj::joinPromises(calls.releaseAsArray()).wait(connection_.getWaitScope());
  }

  Counts counts;

 private:
  regard::rpc::Service::Client loggedIn() {
    const auto said = connection_.getMain<regard::rpc::Door>().loginRequest().send().wait(connection_.getWaitScope());
    if (said.getEntry().isProblem()) throw std::runtime_error(said.getEntry().getProblem().getDetail().cStr());
    return said.getEntry().getService();
  }
  void count(Clock::time_point begun) {
    counts.micros.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begun).count());
  }
  kj::Promise<void> constants(std::atomic<int>& left) {
    if (left-- <= 0) return kj::READY_NOW;
    const auto begun = Clock::now();
    return service_.livezRequest().send().then([this, begun, &left](const auto reply) {
      count(begun);
      if (!reply.isAnswer()) throw std::runtime_error(reply.getProblem().getDetail().cStr());
      return constants(left);
    });
  }
  kj::Promise<void> decisions(const Customers& customers, std::uint64_t number, std::atomic<int>& left) {
    if (left-- <= 0) return kj::READY_NOW;
    Random random{number};
    const auto begun = Clock::now();
    return decide(customers.pick(number))
        .send()
        .then([this, begun, &customers, next = random.next(), &left](const auto reply) {
          count(begun);
          if (reply.isProblem() && reply.getProblem().getStatus() != 503)
            throw std::runtime_error(reply.getProblem().getDetail().cStr());
          counts.refused += reply.isProblem() ? 1U : 0U;
          counts.decisions += reply.isAnswer() && !reply.getAnswer().hasDegraded() ? 1U : 0U;
          return decisions(customers, next, left);
        });
  }

  std::string channel_;
  capnp::EzRpcClient connection_;
  regard::rpc::Service::Client service_;
};

std::vector<std::string> offeredOverHttp(Connection& http, const Options& options, const std::string& id,
                                         std::uint64_t seed) {
  const nlohmann::json body = {{"customer", id}, {"request", {{"channel", options.channel}}}, {"seed", seed}};
  const std::string answer(http.ask(post("/v1/decisions", body.dump())));
  const auto json = nlohmann::json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
  std::vector<std::string> actions;
  for (const auto& one : json.at("offered")) actions.push_back(one.at("action"));
  return actions;
}

/// Whether the same is offered as over HTTP.
bool prove(const Options& options, const std::vector<std::string>& ids) {
  Caller caller(options);
  Connection http(options.httpPort);
  std::size_t offers = 0;
  for (std::size_t i = 0; i < 100 && i < ids.size(); ++i) {
    const auto here = caller.offered(ids[i], i), there = offeredOverHttp(http, options, ids[i], i);
    offers += here.size();
    if (here == there) continue;
    fmt::print(stderr, "{} is offered another thing than over HTTP\n", ids[i]);
    return false;
  }
  if (offers == 0) fmt::print(stderr, "nothing is offered to anybody\n");
  return offers > 0;
}

void report(Kind kind, const Options& options, const Customers& customers) {
  std::vector<Counts> parts(static_cast<std::size_t>(options.connections));
  std::vector<std::string> faults(parts.size());
  std::atomic<int> left = options.requests, ready = 0;
  std::atomic<bool> begins = false;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < parts.size(); ++i)
    threads.emplace_back([&, i] {
      bool isReady = false;
      try {
        Caller caller(options);
        ++ready;
        isReady = true;
        begins.wait(false);
        caller.run(kind, customers, Random{i}, left, options.inFlight);
        parts[i] = std::move(caller.counts);
      } catch (const std::exception& fault) { faults[i] = fault.what(); }
      if (!isReady) ++ready;
    });
  while (ready < options.connections) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const auto start = Clock::now();
  begins = true;
  begins.notify_all();
  for (std::thread& thread : threads) thread.join();
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  Counts all;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!faults[i].empty()) throw std::runtime_error(faults[i]);
    all.micros.insert(all.micros.end(), parts[i].micros.begin(), parts[i].micros.end());
    all.decisions += parts[i].decisions;
    all.refused += parts[i].refused;
  }
  printTimes(kNames[static_cast<int>(kind)], all.micros, seconds);
  const auto answers = static_cast<double>(all.micros.size());
  if (kind == Kind::decision)
    fmt::print("  decided {:.2f}%  refused {:.2f}%", 100 * static_cast<double>(all.decisions) / answers,
               100 * static_cast<double>(all.refused) / answers);
  fmt::print("\n");
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Load on a running `regard serve` over Cap'n Proto RPC");
  app.add_option("ids", options.idFile, "a file with a customer's id on each line")->required();
  app.add_option("--port", options.httpPort, "where it listens for HTTP");
  app.add_option("--rpc", options.rpcPort, "where it listens for RPC");
  app.add_option("--channel", options.channel, "`request.channel`");
  app.add_option("--connections", options.connections, "each with a thread")->check(CLI::Range(1, 1000));
  app.add_option("--in-flight", options.inFlight, "calls at once on each connection")->check(CLI::Range(1, 64));
  app.add_option("--requests", options.requests, "of each kind, all connections together")->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  try {
    std::vector<std::string> ids = idsIn(options.idFile);
    if (!prove(options, ids)) return 1;
    const Customers customers(std::move(ids), 0);
    for (const Kind kind : {Kind::constant, Kind::decision}) report(kind, options, customers);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
