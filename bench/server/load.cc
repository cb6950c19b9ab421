// Load on a running `regard serve`, from this machine: how long answers take, and which are decisions.
//
// Open loop: with --rate each connection has a timetable, and an answer's time counts from when its request was due,
// not from when it could be sent, so that waiting in line is seen (Tene, "How NOT to measure latency", 2015). Without
// --rate a connection asks again as soon as it is answered. First every kind of request is asked once and its answer
// looked at; then they are timed, a constant beside them on the same server.

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  std::uint16_t port = 8080;
  std::string idFile, channel = "chat";
  int connections = 1, requests = 20'000, deadlineMs = 0;
  double rate = 0;  ///< requests a second, of all connections together; 0: as fast as they are answered
};

class Connection {
 public:
  explicit Connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr generic{};
    static_assert(sizeof generic == sizeof address);
    std::memcpy(&generic, &address, sizeof address);
    const int yes = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (::connect(socket_, &generic, sizeof generic) != 0) throw std::runtime_error("nobody listens there");
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The whole answer; valid until the next call.
  std::string_view ask(std::string_view request) {
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
      throw std::runtime_error("the server is gone");
    answer_.clear();
    std::size_t want = std::string::npos;
    while (answer_.size() < want) {
      char buffer[16384];
      const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
      if (got <= 0) throw std::runtime_error("the server is gone");
      answer_.append(buffer, static_cast<std::size_t>(got));
      const std::size_t end = answer_.find("\r\n\r\n");
      if (want != std::string::npos || end == std::string::npos) continue;
      const std::size_t length = answer_.find("Content-Length: ");
      want = end + 4 + (length < end ? std::strtoul(answer_.c_str() + length + 16, nullptr, 10) : 0);
    }
    return answer_;
  }

 private:
  int socket_;
  std::string answer_;
};

enum class Kind { constant, decision, why };
constexpr const char* kNames[] = {"constant", "decision", "decision with why"};

std::string requestFor(Kind kind, const Options& options, const std::string& id) {
  if (kind == Kind::constant) return "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
  std::string body = fmt::format(R"({{"customer":"{}","request":{{"channel":"{}"}})", id, options.channel);
  if (kind == Kind::why) body += R"(,"why":true)";
  if (options.deadlineMs > 0) body += fmt::format(R"(,"deadline_ms":{})", options.deadlineMs);
  body += '}';
  return fmt::format(
      "POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
      "{}\r\n\r\n{}",
      body.size(), body);
}

bool isDecision(std::string_view answer) { return answer.find("\"degraded\":null") != std::string_view::npos; }

/// Whether each kind of request is answered as it should be.
bool prove(const Options& options, const std::vector<std::string>& ids) {
  Connection connection(options.port);
  for (const Kind kind : {Kind::constant, Kind::decision, Kind::why}) {
    const std::string answer(connection.ask(requestFor(kind, options, ids.front())));
    const bool isRight =
        answer.starts_with("HTTP/1.1 200 ") &&
        (kind == Kind::constant || (isDecision(answer) && answer.find(ids.front()) != std::string::npos)) &&
        (answer.find("\"withheld\":") != std::string::npos) == (kind == Kind::why);
    if (!isRight) fmt::print(stderr, "a {} is answered wrongly:\n{}\n", kNames[static_cast<int>(kind)], answer);
    if (!isRight) return false;
  }
  return true;
}

struct Counts {
  std::vector<double> micros;
  std::uint64_t decisions = 0, refused = 0;
};

void run(Kind kind, const Options& options, const std::vector<std::string>& ids, int number, Counts& counts) {
  Connection connection(options.port);
  const int count = options.requests / options.connections;
  const std::chrono::duration<double> apart(options.rate > 0 ? options.connections / options.rate : 0);
  const auto start = Clock::now() + std::chrono::duration_cast<Clock::duration>(apart * number / options.connections);
  std::uint64_t next = 0x9E37'79B9'7F4A'7C15U * static_cast<std::uint64_t>(number + 1);
  for (int i = 0; i < count; ++i) {
    next = next * 6364136223846793005U + 1442695040888963407U;
    const std::string request = requestFor(kind, options, ids[(next >> 33U) % ids.size()]);
    auto due = Clock::now();
    if (options.rate > 0) {
      due = start + std::chrono::duration_cast<Clock::duration>(apart * i);
      std::this_thread::sleep_until(due);
    }
    const std::string_view answer = connection.ask(request);
    counts.micros.push_back(std::chrono::duration<double, std::micro>(Clock::now() - due).count());
    counts.refused += answer.starts_with("HTTP/1.1 503 ") ? 1U : 0U;
    counts.decisions += isDecision(answer) ? 1U : 0U;
  }
}

void report(Kind kind, const Options& options, const std::vector<std::string>& ids) {
  std::vector<Counts> parts(static_cast<std::size_t>(options.connections));
  const auto start = Clock::now();
  {
    std::vector<std::thread> threads;
    for (int i = 0; i < options.connections; ++i)
      threads.emplace_back([&, i] { run(kind, options, ids, i, parts[static_cast<std::size_t>(i)]); });
    for (std::thread& thread : threads) thread.join();
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  Counts all;
  for (const Counts& part : parts) {
    all.micros.insert(all.micros.end(), part.micros.begin(), part.micros.end());
    all.decisions += part.decisions;
    all.refused += part.refused;
  }
  std::sort(all.micros.begin(), all.micros.end());
  const auto at = [&](double share) {
    return all.micros[static_cast<std::size_t>(share * static_cast<double>(all.micros.size() - 1))];
  };
  const auto count = static_cast<double>(all.micros.size());
  fmt::print("{:<18} {:>9.0f}/s  p50 {:>8.1f} µs  p99 {:>9.1f} µs  p99.9 {:>9.1f} µs", kNames[static_cast<int>(kind)],
             count / seconds, at(0.5), at(0.99), at(0.999));
  if (kind != Kind::constant)
    fmt::print("  decided {:.2f}%  refused {:.2f}%", 100 * static_cast<double>(all.decisions) / count,
               100 * static_cast<double>(all.refused) / count);
  fmt::print("\n");
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Load on a running `regard serve`");
  app.add_option("ids", options.idFile, "a file with a customer's id on each line")->required();
  app.add_option("--port", options.port, "where it listens");
  app.add_option("--channel", options.channel, "`request.channel`");
  app.add_option("--connections", options.connections, "each with a thread")->check(CLI::Range(1, 1000));
  app.add_option("--requests", options.requests, "of each kind, all connections together")->check(CLI::PositiveNumber);
  app.add_option("--rate", options.rate, "requests a second; as fast as they are answered if not given");
  app.add_option("--deadline", options.deadlineMs, "`deadline_ms`");
  CLI11_PARSE(app, argc, argv);
  try {
    std::vector<std::string> ids;
    std::ifstream file(options.idFile);
    for (std::string line; std::getline(file, line);) ids.push_back(line);
    if (ids.empty()) throw std::runtime_error(options.idFile + " has no ids");
    if (!prove(options, ids)) return 1;
    for (const Kind kind : {Kind::constant, Kind::decision, Kind::why}) report(kind, options, ids);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
