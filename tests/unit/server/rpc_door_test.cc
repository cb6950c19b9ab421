// What a call becomes, and what becomes of one whose connection or server ends before its answer.

#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <mutex>
#include <vector>

#include "apps/server/problem.h"
#include "tests/unit/server/rpc_bench.h"

namespace regard::server {
namespace {

using std::chrono::milliseconds;

/// Remembers what it is asked; answers at once, or when it is let go on.
class Recorder : public Application {
 public:
  std::optional<std::shared_future<void>> hold;
  std::atomic<int> begun = 0, ended = 0;

  /// What is asked from now on is at work until the promise is kept.
  std::promise<void> held() {
    std::promise<void> goOn;
    hold = goOn.get_future().share();
    return goOn;
  }

  Answer answer(const Request& request) override {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    const Response alive{200, "application/json", R"({"status":"alive"})"};
    if (!hold) return alive;
    return Task{Way::read, Clock::now() + std::chrono::seconds(60),
                [this, alive] {
                  ++begun;
                  hold->wait();
                  return alive;
                },
                [](Late) { return Response{}; }};
  }
  Response refusal(int status, const char* why) override {
    return problemResponse({ProblemType::fault, why, {}, status});
  }
  void answered(const Request&, const Response&, bool) override { ++ended; }
  void draining() override {}
  std::optional<std::size_t> bodyBytesMax(const Request&) override { return std::nullopt; }
  std::optional<Response> stranger(const Request&) override { return std::nullopt; }
  void reload(const std::string&) override {}

  Request last() {
    const std::lock_guard lock(mutex_);
    return requests_.back();
  }
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return requests_.size();
  }

 private:
  std::mutex mutex_;
  std::vector<Request> requests_;
};

template <class Holds>
bool soon(Holds holds) {
  for (int i = 0; i < 1'000 && !holds(); ++i) std::this_thread::sleep_for(milliseconds(2));
  return holds();
}

/// Whether the one call that was sent gets to work.
bool isAtWork(const Recorder& recorder, RpcCaller& caller) {
  return soon([&] {
    caller.pass(kj::MILLISECONDS);
    return recorder.begun == 1;
  });
}

TEST_CASE("a call becomes the request that HTTP would make", "[server][rpc]") {
  Recorder recorder;
  const Listening listening(recorder);
  RpcCaller caller(listening, "rgd_key");
  auto& scope = caller.connection.getWaitScope();
  auto put = caller.service->putCustomerRequest();
  put.setId("a/ü%\"");
  put.setIfMatch("\"3\"");
  put.setTraceparent("00-1-2-01");
  auto attributes = put.initRequest().initAttributes(6);
  const auto named = [&](unsigned i, const char* name) {
    attributes[i].setName(name);
    return attributes[i].initValue();
  };
  named(0, "say \"it\"\n").setText(kj::StringPtr("\0\x1f\x7f\\ü\xff", 7));
  named(1, "n").setNumber(0.1);
  named(2, "i").setInteger(INT64_MIN);
  named(3, "no").setNull();
  named(4, "f").setFlag(false);
  attributes[5].setName("nothing");
  put.send().wait(scope);
  const Request request = recorder.last();
  CHECK(request.head.method == "PUT");
  CHECK(request.head.target == "/v1/customers/a%2F%C3%BC%25%22");
  CHECK(request.head.field("if-match") == "\"3\"");
  CHECK(request.head.field("traceparent") == "00-1-2-01");
  CHECK(request.head.field("authorization") == "Bearer rgd_key");
  CHECK_FALSE(request.head.field("if-none-match"));
  CHECK(request.body ==
        "{\"attributes\":{\"say \\\"it\\\"\\u000a\":\"\\u0000\\u001f\x7f\\\\ü\xff\",\"n\":0.1,"
        "\"i\":-9223372036854775808,\"no\":null,\"f\":false,\"nothing\":null}}");
}

TEST_CASE("what is asked beside a request has HTTP's bounds", "[server][rpc]") {
  Recorder recorder;
  const Listening listening(recorder);
  RpcCaller caller(listening);
  const auto type = [&](const ReplyJson& parameters) { return caller.call("rollBack", parameters).value("type", ""); };
  CHECK(type({{"idempotency_key", "a b"}}).empty());
  CHECK(type({{"idempotency_key", std::string(2'049, 'k')}}) == "urn:regard:problem:too-large");
  CHECK(type({{"idempotency_key", "a\r\nb"}}) == "urn:regard:problem:malformed-request");
  CHECK(caller.call("getCustomer", {{"id", std::string(2'049, 'c')}}).at("status") == 413);
  CHECK(recorder.count() == 1);
  auto decide = caller.service->decideRequest();
  decide.initRequest().initRequest(1)[0].initValue().setNumber(0.0 / 0.0);
  CHECK(decide.send().wait(caller.connection.getWaitScope()).getProblem().getDetail() == "a number should be finite");
}

TEST_CASE("who asks is known by the address", "[server][rpc]") {
  Recorder recorder;
  {
    const Listening listening(recorder);
    RpcCaller(listening).call("livez");
    CHECK(recorder.last().peer == "127.0.0.1");
  }
  RpcOptions v6;
  v6.address = "::1";
  auto http = HttpServer::listen({.port = 0}, recorder);
  if (!RpcServer::listen(v6, **http).ok()) {
    WARN("skipped: this machine has no IPv6");
    return;
  }
  const Listening listening(recorder, {}, "::1");
  RpcCaller(listening, "", "[::1]").call("livez");
  CHECK(recorder.last().peer == "::1");
}

TEST_CASE("a call that is at work when its connection is cut ends later, and unheard", "[server][rpc]") {
  Recorder recorder;
  std::promise<void> goOn = recorder.held();
  const Listening listening(recorder);
  {
    RpcCaller caller(listening);
    auto call = caller.service->livezRequest().send();
    CHECK(isAtWork(recorder, caller));
  }
  CHECK(soon([&] { return listening.rpc->connections() == 0; }));
  goOn.set_value();
  CHECK(soon([&] { return recorder.ended == 1; }));
  recorder.hold.reset();
  CHECK(RpcCaller(listening).call("livez").at("status") == "alive");
}

TEST_CASE("a server that ends waits for no call, and its answer finds nobody", "[server][rpc]") {
  Recorder recorder;
  std::promise<void> goOn = recorder.held();
  HttpLimits limits;
  limits.drainTimeMax = milliseconds(20);
  Listening listening(recorder, {}, "127.0.0.1", limits);
  RpcCaller caller(listening);
  auto& scope = caller.connection.getWaitScope();
  auto call = caller.service->livezRequest().send();
  CHECK(isAtWork(recorder, caller));
  listening.http->drain();
  listening.thread.join();
  listening.rpc.reset();
  CHECK_THROWS_AS(call.wait(scope), kj::Exception);
  goOn.set_value();
  listening.http.reset();
  CHECK(recorder.ended == 0);
}

TEST_CASE("a server that drains answers what it was asked", "[server][rpc]") {
  Recorder recorder;
  std::promise<void> goOn = recorder.held();
  const Listening listening(recorder);
  RpcCaller caller(listening);
  auto& scope = caller.connection.getWaitScope();
  auto call = caller.service->livezRequest().send();
  CHECK(isAtWork(recorder, caller));
  listening.http->drain();
  // From then on nothing new is begun, and nobody new is heard.
  CHECK(caller.service->livezRequest().send().wait(scope).getProblem().getStatus() == 503);
  CHECK(soon([&] {
    try {
      RpcCaller another(listening);
      return false;
    } catch (const kj::Exception&) { return true; }
  }));
  goOn.set_value();
  CHECK(call.wait(scope).getAnswer().getStatus() == "alive");
}

}  // namespace
}  // namespace regard::server
