// What the server does with a request, without sockets and threads: from its bytes to the bytes of its answer, so that
// instructions can be counted. First each kind of request is asked once and its answer looked at; then they are timed,
// a constant beside them.
//
//   regard_bench_handler IDS STORE BUNDLE [--requests N] [--log off|soon|durable]      as bench/server/run makes them
//   valgrind --tool=callgrind --toggle-collect='*decisionsAnswered*' regard_bench_handler …   counts the decisions
//   alone

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <exception>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "apps/server/request_head.h"
#include "apps/server/response_text.h"
#include "apps/server/service.h"
#include "bench/server/requests.h"

namespace {

using namespace regard;
using Clock = std::chrono::steady_clock;

/// As a session does it, with the work run where it is asked for.
class Handler {
 public:
  explicit Handler(server::Service& service) : service_(service) {}

  std::string answer(const std::string& bytes) {
    server::Request request;
    const auto head = server::readHead(bytes, limits_, request.head);
    request.body = bytes.substr(head.bytes);
    request.arrived = Clock::now();
    server::Answer answer = service_.answer(request);
    auto* const task = std::get_if<server::Task>(&answer);
    const server::Response response = task != nullptr ? task->run() : std::get<server::Response>(std::move(answer));
    service_.answered(request, response, true);
    return server::responseText(response, {"Sun, 01 Mar 2026 00:00:00 GMT", true, false});
  }

 private:
  server::Service& service_;
  const server::HttpLimits limits_;
};

[[gnu::noinline]] std::size_t constantsAnswered(Handler& handler, const std::vector<std::string>& asked) {
  std::size_t bytes = 0;
  for (const std::string& one : asked) bytes += handler.answer(one).size();
  return bytes;
}
/// 0 if one is not answered.
[[gnu::noinline]] std::size_t decisionsAnswered(Handler& handler, const std::vector<std::string>& asked) {
  std::size_t bytes = 0;
  for (const std::string& one : asked) {
    const std::string answer = handler.answer(one);
    if (!answer.starts_with("HTTP/1.1 200 ")) return 0;
    bytes += answer.size();
  }
  return bytes;
}

void report(const char* kind, std::size_t count, Clock::duration took, std::size_t bytes) {
  const double each = std::chrono::duration<double, std::micro>(took).count() / static_cast<double>(count);
  fmt::print("{:<10} {:>8.2f} µs  {:>6} bytes\n", kind, each, bytes / count);
}

int run(const std::string& idFile, const std::string& storePath, const std::string& bundle, std::size_t requests,
        Logging logging) {
  const std::vector<std::string> ids = bench::idsIn(idFile);
  auto rules = openBundle(bundle);
  auto store = Store::open(storePath, logging == Logging::off ? Access::read : Access::write);
  if (!rules || !store) {
    fmt::print(stderr, "the bundle or the store cannot be read\n");
    return 1;
  }
  server::ServiceOptions options;
  options.logging = logging;
  options.isReadOnly = logging == Logging::off;
  auto service = server::Service::make(options, *std::move(store), *rules);
  if (!service) {
    fmt::print(stderr, "{}\n", service.error().message);
    return 1;
  }
  Handler handler(**service);
  const bench::What what;
  std::vector<std::string> constants, decisions;
  for (std::size_t i = 0; i < requests; ++i) {
    const std::string& id = ids[i % ids.size()];
    constants.push_back(requestFor(bench::Kind::constant, what, id));
    decisions.push_back(requestFor(bench::Kind::decision, what, id));
  }
  const std::string constant = handler.answer(constants.front()), decision = handler.answer(decisions.front());
  if (!constant.starts_with("HTTP/1.1 200 ") || !bench::isDecision(decision) ||
      decision.find(ids.front()) == std::string::npos) {
    fmt::print(stderr, "answered wrongly:\n{}\n{}\n", constant, decision);
    return 1;
  }
  const auto start = Clock::now();
  const std::size_t constantBytes = constantsAnswered(handler, constants);
  const auto middle = Clock::now();
  const std::size_t decisionBytes = decisionsAnswered(handler, decisions);
  const auto end = Clock::now();
  if (decisionBytes == 0) {
    fmt::print(stderr, "a decision was not answered\n");
    return 1;
  }
  report("constant", requests, middle - start, constantBytes);
  report("decision", requests, end - middle, decisionBytes);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::string ids, store, bundle;
  std::size_t requests = 20'000;
  Logging logging = Logging::off;
  CLI::App app("What the server does with a request, without sockets");
  app.add_option("ids", ids, "a file with a customer's id on each line")->required();
  app.add_option("store", store)->required();
  app.add_option("bundle", bundle)->required();
  app.add_option("--requests", requests, "of each kind")->check(CLI::PositiveNumber);
  const std::map<std::string, Logging> kinds{
      {"off", Logging::off}, {"soon", Logging::soon}, {"durable", Logging::durable}};
  app.add_option("--log", logging, "off, soon or durable")->transform(CLI::CheckedTransformer(kinds));
  CLI11_PARSE(app, argc, argv);
  try {
    return run(ids, store, bundle, requests, logging);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
