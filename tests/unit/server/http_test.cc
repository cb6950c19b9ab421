// Real sockets: connections that stay, that are slow, that are wrong, that are too many; and work that is late.

#include "apps/server/http_server.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/server/client.h"

namespace regard::server {
namespace {

using Catch::Contains;
using Catch::StartsWith;
using std::chrono::milliseconds;

Response text(int status, std::string body) { return {status, "text/plain", std::move(body), {}}; }

/// Answers with what it was asked.
class Echo : public Application {
 public:
  Answer answer(const Request& request) override {
    serving = std::this_thread::get_id();
    const std::string& target = request.head.target;
    if (target.starts_with("/now")) return text(200, target);
    Task task{target == "/write" ? Way::write : Way::read, Clock::now() + deadline, {}, {}};
    task.late = [](Late why) {
      return text(503, why == Late::overload ? "overload" : why == Late::waited ? "waited" : "working");
    };
    task.isShort = target.starts_with("/short");
    if (target == "/short/late") task.deadline = Clock::now() - milliseconds(1);
    task.run = [this, target, body = request.body] {
      if (target.starts_with("/short")) ++(std::this_thread::get_id() == serving ? shortHere : shortElsewhere);
      if (target == "/fault" || target == "/short/fault") throw std::runtime_error("a fault");
      if (target == "/wait") {
        std::unique_lock lock(mutex_);
        ++waiting_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return isOpen_; });
      }
      return text(200, body);
    };
    return task;
  }
  Response refusal(int status, const char* why) override { return text(status, why); }
  void answered(const Request&, const Response&, bool inTime) override { ++(inTime ? heard : unheard); }
  void draining() override { isDraining = true; }
  std::optional<std::size_t> bodyBytesMax(const Request& request) override {
    return request.head.target == "/long" ? std::optional<std::size_t>(20) : std::nullopt;
  }
  std::optional<Response> stranger(const Request&) override { return std::nullopt; }
  void reload(const std::string& fault) override {
    CHECK(fault.empty());
    ++reloads;
  }

  void open() {
    const std::lock_guard lock(mutex_);
    isOpen_ = true;
    changed_.notify_all();
  }
  /// Until `count` of those who asked for /wait are at work.
  void await(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
  }

  milliseconds deadline{5'000};
  std::atomic<int> heard = 0, unheard = 0, reloads = 0;
  std::atomic<bool> isDraining = false;
  std::atomic<std::thread::id> serving = {};
  std::atomic<int> shortHere = 0, shortElsewhere = 0;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool isOpen_ = false;
  int waiting_ = 0;
};

/// A server on a thread of its own.
struct Running {
  Echo application;
  std::unique_ptr<HttpServer> server;
  std::thread thread;

  explicit Running(ListenOptions options = {}) {
    options.port = 0;
    auto listening = HttpServer::listen(options, application);
    REQUIRE(listening.ok());
    server = *std::move(listening);
    thread = std::thread([this] { server->run(); });
  }
  ~Running() { stop(); }
  void stop() {
    application.open();
    server->drain();
    if (thread.joinable()) thread.join();
  }
  std::uint16_t port() const { return server->port(); }
};

std::string get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"; }
std::string post(const std::string& path, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}
std::string bodyOf(const std::string& answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  return end == std::string::npos ? "no answer" : answer.substr(end + 4);
}

TEST_CASE("a connection stays, and pipelined requests are answered in their order", "[server]") {
  Running running;
  Client client(running.port());
  client.send(get("/now/1"));
  CHECK(bodyOf(client.answer()) == "/now/1");
  client.send(post("/work", "first") + get("/now/2") + post("/write", "third") + get("/now/4"));
  for (const char* body : {"first", "/now/2", "third", "/now/4"}) CHECK(bodyOf(client.answer()) == body);
}

TEST_CASE("a request may come in any pieces", "[server]") {
  Running running;
  Client client(running.port());
  const std::string request = post("/work", "body");
  for (const char c : request) client.send(std::string(1, c));
  CHECK(bodyOf(client.answer()) == "body");
}

TEST_CASE("a body may come in chunks", "[server]") {
  Running running;
  Client client(running.port());
  const std::string head = "POST /work HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
  client.send(head + "3\r\nabc\r\n2\r\nde\r\n0\r\nHost: other\r\n\r\n" + get("/now"));
  CHECK(bodyOf(client.answer()) == "abcde");
  CHECK(bodyOf(client.answer()) == "/now");
  for (const char* chunks :
       {"x\r\nabc\r\n", "3\r\nabcd\r\n0\r\n\r\n", "3\nabc\n0\n\n\r\n\r\n", "-1\r\n", "FFFFFFFFFFFFFFFFF\r\n"}) {
    CAPTURE(chunks);
    Client wrong(running.port());
    wrong.send(head + chunks);
    wrong.sendNothingMore();
    CHECK_THAT(wrong.answer(), StartsWith("HTTP/1.1 400 "));
  }
}

TEST_CASE("HEAD is told what GET would be, without the body", "[server]") {
  Running running;
  Client client(running.port());
  client.send("HEAD /now HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  client.sendNothingMore();
  const std::string answer = client.answer();
  CHECK_THAT(answer, Contains("Content-Length: 4\r\n") && Contains("Connection: close\r\n\r\n"));
  CHECK(bodyOf(answer).empty());
}

TEST_CASE("a body that waits to be asked for is asked for", "[server]") {
  Running running;
  Client client(running.port());
  client.send("POST /work HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.answer() == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  CHECK(bodyOf(client.answer()) == "ok");
}

TEST_CASE("what can be read in two ways is refused, and the connection closed", "[server]") {
  Running running;
  for (const char* fields :
       {"Content-Length: 4, 4\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "Host: b\r\n"}) {
    CAPTURE(fields);
    Client client(running.port());
    client.send(std::string("POST /work HTTP/1.1\r\nHost: a\r\n") + fields + "\r\nabcd" + get("/now"));
    const std::string answer = client.answer();
    CHECK_THAT(answer, StartsWith("HTTP/1.1 400 ") && Contains("Connection: close"));
    CHECK(client.answer().empty());  // the smuggled one is not
  }
}

TEST_CASE("a body beyond the limit is refused, by length and in chunks", "[server]") {
  ListenOptions options;
  options.limits.bodyBytesMax = 10;
  Running running(options);
  Client exact(running.port());
  exact.send(post("/work", "0123456789"));
  CHECK(bodyOf(exact.answer()) == "0123456789");
  Client longer(running.port());
  longer.send(post("/work", "01234567890"));
  CHECK_THAT(longer.answer(), StartsWith("HTTP/1.1 413 "));
  Client allowed(running.port());
  allowed.send(post("/long", "01234567890"));
  CHECK(bodyOf(allowed.answer()) == "01234567890");
  Client chunked(running.port());
  chunked.send("POST /work HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n");
  CHECK_THAT(chunked.answer(), StartsWith("HTTP/1.1 413 "));
}

TEST_CASE("who is slow is cut", "[server]") {
  ListenOptions options;
  options.limits.idleTimeMax = options.limits.headTimeMax = options.limits.bodyTimeMax = milliseconds(50);
  Running running(options);
  const Client idle(running.port()), head(running.port()), body(running.port());
  head.send("GET / HT");
  body.send("POST /work HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
  CHECK(idle.isClosedWithin(milliseconds(3'000)));
  CHECK(head.isClosedWithin(milliseconds(3'000)));
  CHECK(body.isClosedWithin(milliseconds(3'000)));
}

TEST_CASE("a head that trickles in gets no more time for it", "[server]") {
  ListenOptions options;
  options.limits.headTimeMax = milliseconds(100);
  Running running(options);
  const Client client(running.port());
  const std::string head = "GET /now HTTP/1.1\r\nHost: localhost\r\n";
  bool isCut = false;
  for (std::size_t i = 0; i < head.size() && !isCut; ++i) {
    client.send(head.substr(i, 1));
    isCut = client.isClosedWithin(milliseconds(20));
  }
  CHECK(isCut);
}

TEST_CASE("connections beyond the limit are told so", "[server]") {
  ListenOptions options;
  options.limits.connectionsMax = 1;
  Running running(options);
  Client first(running.port());
  first.send(get("/now"));
  first.answer();
  Client second(running.port());
  CHECK_THAT(second.answer(), StartsWith("HTTP/1.1 503 "));
  first.send(get("/now"));
  CHECK(bodyOf(first.answer()) == "/now");
}

TEST_CASE("every request has its answer by its deadline", "[server]") {
  ListenOptions options;
  options.readThreads = 1;
  options.waitingMax = 1;
  Running running(options);
  running.application.deadline = milliseconds(150);
  Client working(running.port()), waiting(running.port()), third(running.port()), write(running.port());
  working.send(get("/wait"));
  running.application.await(1);
  waiting.send(get("/work"));
  while (running.server->gauges().readsWaiting == 0) std::this_thread::yield();
  third.send(get("/work"));
  CHECK(bodyOf(third.answer()) == "overload");
  write.send(post("/write", "a way of its own"));
  CHECK(bodyOf(write.answer()) == "a way of its own");
  CHECK(bodyOf(working.answer()) == "working");
  CHECK(bodyOf(waiting.answer()) == "waited");
  working.send(get("/now"));  // its connection goes on
  CHECK(bodyOf(working.answer()) == "/now");
  running.application.open();
  while (running.application.unheard == 0) std::this_thread::yield();
  CHECK(running.application.heard == 5);
}

TEST_CASE("a short task that comes alone runs where it came, and of several at once one does", "[server]") {
  ListenOptions options;
  options.shortMax = std::chrono::hours(1);  // however slow the machine is
  Running running(options);
  Client one(running.port());
  for (int i = 0; i < 20; ++i) {
    one.send(post("/short", "alone"));
    CHECK(bodyOf(one.answer()) == "alone");
  }
  CHECK(running.application.shortHere == 20);
  one.send(get("/short/late") + get("/short/fault") + post("/short", "after"));
  CHECK(bodyOf(one.answer()) == "waited");
  CHECK_THAT(one.answer(), StartsWith("HTTP/1.1 500 "));
  CHECK(bodyOf(one.answer()) == "after");
  std::vector<std::unique_ptr<Client>> many;
  for (int i = 0; i < 8; ++i) many.push_back(std::make_unique<Client>(running.port()));
  for (int round = 0; round < 50; ++round) {
    for (const auto& client : many) client->send(post("/short", "one of many"));
    for (const auto& client : many) CHECK(bodyOf(client->answer()) == "one of many");
  }
  CHECK(running.application.shortHere + running.application.shortElsewhere == 422);
}

TEST_CASE("short tasks that take long run elsewhere", "[server]") {
  ListenOptions options;
  options.shortMax = {};
  Running running(options);
  Client one(running.port());
  for (int i = 0; i < 20; ++i) {
    one.send(post("/short", "alone"));
    CHECK(bodyOf(one.answer()) == "alone");
  }
  CHECK(running.application.shortElsewhere == 20);
}

TEST_CASE("a fault in one request is that request's", "[server]") {
  Running running;
  Client client(running.port());
  client.send(get("/fault") + get("/now"));
  CHECK_THAT(client.answer(), StartsWith("HTTP/1.1 500 "));
  CHECK(bodyOf(client.answer()) == "/now");
}

TEST_CASE("draining answers what was asked and ends", "[server]") {
  Running running;
  const Client idle(running.port());
  Client busy(running.port());
  busy.send(get("/wait") + get("/now"));
  running.application.await(1);
  running.server->drain();
  CHECK(idle.isClosedWithin(milliseconds(3'000)));
  CHECK(running.application.isDraining);
  CHECK_THROWS(Client(running.port()));
  running.application.open();
  CHECK_THAT(busy.answer(), StartsWith("HTTP/1.1 200 ") && Contains("Connection: close"));
  busy.sendNothingMore();
  running.thread.join();
}

TEST_CASE("what is at work for longer than draining may take is cut", "[server]") {
  ListenOptions options;
  options.limits.drainTimeMax = milliseconds(50);
  Running running(options);
  Client busy(running.port());
  busy.send(get("/wait"));
  running.application.await(1);
  running.server->drain();
  running.thread.join();
  running.application.open();
}

TEST_CASE("what is read again is read while connections go on", "[server]") {
  Running running;
  Client client(running.port());
  client.send(get("/now"));
  client.answer();
  running.server->reload();
  while (running.application.reloads == 0) std::this_thread::yield();
  client.send(get("/now"));
  CHECK(bodyOf(client.answer()) == "/now");
}

TEST_CASE("an address that cannot be listened on is told", "[server]") {
  Echo application;
  ListenOptions options;
  options.address = "nowhere";
  CHECK(HttpServer::listen(options, application).error().kind == ErrorKind::invalid);
  Running running;
  options.address = "127.0.0.1";
  options.port = running.port();
  const auto taken = HttpServer::listen(options, application);
  REQUIRE(!taken.ok());
  CHECK(taken.error().kind == ErrorKind::busy);
}

}  // namespace
}  // namespace regard::server
