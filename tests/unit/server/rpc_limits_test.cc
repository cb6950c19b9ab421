// Whoever breaks a limit of the RPC side is cut, or told; others go on.

#include <capnp/message.h>
#include <capnp/rpc.capnp.h>
#include <capnp/serialize-async.h>
#include <capnp/serialize.h>
#include <kj/async-io.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "apps/server/rpc_stream.h"
#include "tests/unit/server/rpc_bench.h"

namespace regard::server {
namespace {

using Catch::Contains;
using std::chrono::milliseconds;

std::string bytesOf(capnp::MessageBuilder& message) {
  const auto words = capnp::messageToFlatArray(message);
  const auto chars = words.asChars();
  return {chars.begin(), chars.size()};
}

TEST_CASE("bytes that are no message, too long ones and half ones are cut", "[server][rpc]") {
  RpcLimits limits;
  limits.messageTimeMax = milliseconds(60);
  const Served served(limits);
  for (const std::string& bytes :
       {std::string(64, '\xff'), std::string("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        std::string("\x00\x01\x00\x00\x00\x00\x00\x00", 8),     // 257 segments
        std::string("\x00\x00\x00\x00\xff\xff\xff\x7f", 8),     // 16 GiB
        std::string("\x00\x00\x00\x00\x01\x03\x00\x00", 8)}) {  // a word more than 4 KiB... and half
    const Client client(served.rpc->port());
    client.send(bytes);
    CHECK(client.isClosedWithin(milliseconds(3'000)));
  }
  const Client half(served.rpc->port());
  half.send(std::string("\x00\x00\x00\x00\x04\x00\x00\x00\x00", 9));
  CHECK(half.isClosedWithin(milliseconds(3'000)));
  CHECK(RpcCaller(served).service);  // others go on
}

TEST_CASE("who does not log in is cut", "[server][rpc]") {
  RpcLimits limits;
  limits.loginTimeMax = milliseconds(40);
  const Served served(limits);
  const Client silent(served.rpc->port());
  CHECK(silent.isClosedWithin(milliseconds(3'000)));
}

TEST_CASE("who is idle is cut", "[server][rpc]") {
  RpcLimits limits;
  limits.idleTimeMax = milliseconds(200);
  const Served served(limits);
  RpcCaller caller(served);
  CHECK(caller.call("livez").at("status") == "alive");
  for (int i = 0; i < 400 && served.rpc->connections() > 0; ++i) caller.pass(10 * kj::MILLISECONDS);
  CHECK(served.rpc->connections() == 0);
  CHECK_THROWS_AS(caller.call("livez"), kj::Exception);
}

TEST_CASE("connections and logins beyond the limit are refused", "[server][rpc]") {
  RpcLimits limits;
  limits.connectionsMax = 1;
  limits.loginsMax = 2;
  const Served served(limits);
  RpcCaller caller(served);
  const Client second(served.rpc->port());
  CHECK(second.isClosedWithin(milliseconds(3'000)));
  CHECK(served.http->gauges().connections == 1);
  CHECK(served.http->gauges().connectionsRefused == 1);
  auto& scope = caller.connection.getWaitScope();
  CHECK(caller.door.loginRequest().send().wait(scope).getEntry().isService());
  CHECK(caller.door.loginRequest().send().wait(scope).getEntry().getProblem().getType() ==
        "urn:regard:problem:too-often");
  CHECK(caller.call("livez").at("status") == "alive");
}

TEST_CASE("calls beyond the limit are refused while others are at work", "[server][rpc]") {
  RpcLimits limits;
  limits.callsMax = 2;
  const Served served(limits);
  RpcCaller caller(served);
  std::vector<decltype(caller.service->livezRequest().send())> calls;
  for (int i = 0; i < 50; ++i) calls.push_back(caller.service->livezRequest().send());
  int answered = 0, refused = 0;
  for (auto& call : calls) {
    const auto reply = call.wait(caller.connection.getWaitScope());
    if (reply.isAnswer()) ++answered;
    if (reply.isProblem() && reply.getProblem().getStatus() == 503 && reply.getProblem().getRetryAfter() == 1)
      ++refused;
  }
  CHECK(answered + refused == 50);
  CHECK(answered >= 2);
  CHECK(refused > 0);
}

TEST_CASE("a message that is deep, or leads to the same bytes again and again, is a problem", "[server][rpc]") {
  const Served served;
  RpcCaller caller(served);
  auto call = caller.service->decideRequest();
  auto request = call.initRequest();
  request.setCustomer("c-1");
  auto value = request.initRequest(1)[0].initValue();
  for (int i = 0; i < 100; ++i) value = value.initList(1)[0];
  const auto reply = call.send().wait(caller.connection.getWaitScope());
  REQUIRE(reply.isProblem());
  CHECK(reply.getProblem().getType() == "urn:regard:problem:malformed-body");
  CHECK(caller.call("livez").at("status") == "alive");
}

TEST_CASE("who opens calls and never ends them is cut", "[server][rpc]") {
  RpcLimits limits;
  limits.openCallsMax = 8;
  const Served served(limits);
  Client client(served.rpc->port());
  for (std::uint32_t i = 0; i < 9; ++i) {
    capnp::MallocMessageBuilder message;
    message.initRoot<capnp::rpc::Message>().initBootstrap().setQuestionId(i);
    client.send(bytesOf(message));
  }
  CHECK_THAT(client.answer(), Contains("too many calls are open"));  // all that comes until it is closed
}

/// A call of the service that bootstrap's login gives, before any of them is answered.
std::string pipelinedCall(std::uint32_t question, std::uint16_t method) {
  capnp::MallocMessageBuilder message;
  auto call = message.initRoot<capnp::rpc::Message>().initCall();
  call.setQuestionId(question);
  auto target = call.initTarget().initPromisedAnswer();
  target.setQuestionId(question == 1 ? 0 : 1);
  if (question > 1) {
    auto path = target.initTransform(2);
    path[0].setGetPointerField(0);  // entry
    path[1].setGetPointerField(0);  // service
  }
  call.setInterfaceId(question > 1 ? capnp::typeId<rpc::Service>() : capnp::typeId<rpc::Door>());
  call.setMethodId(method);
  call.initParams().getContent().initAs<rpc::Service::LivezParams>();
  return bytesOf(message);
}

std::string finished(std::uint32_t question) {
  capnp::MallocMessageBuilder message;
  message.initRoot<capnp::rpc::Message>().initFinish().setQuestionId(question);
  return bytesOf(message);
}

std::string begun() {
  capnp::MallocMessageBuilder message;
  message.initRoot<capnp::rpc::Message>().initBootstrap().setQuestionId(0);
  return bytesOf(message) + pipelinedCall(1, 0);
}

constexpr std::uint16_t kMetrics = 21;

TEST_CASE("who asks and never reads is asked for nothing more, and cut", "[server][rpc]") {
  RpcLimits limits;
  limits.queuedBytesMax = 64U << 10U;
  limits.writeTimeMax = milliseconds(150);
  const Served served(limits);
  std::string flood = begun();
  const std::string one = pipelinedCall(2, kMetrics) + finished(2);
  while (flood.size() < 64U << 20U) flood += one;  // more than systems hold in sockets
  {
    auto io = kj::setupAsyncIo();
    auto socket = io.provider->getNetwork()
                      .parseAddress("127.0.0.1", served.rpc->port())
                      .wait(io.waitScope)
                      ->connect()
                      .wait(io.waitScope);
    CHECK_THROWS_AS(io.provider->getTimer()
                        .timeoutAfter(20 * kj::SECONDS, socket->write(flood.data(), flood.size()))
                        .wait(io.waitScope),
                    kj::Exception);
  }
  for (int i = 0; i < 400 && served.rpc->connections() > 0; ++i) std::this_thread::sleep_for(milliseconds(5));
  CHECK(served.rpc->connections() == 0);
  CHECK(RpcCaller(served).service);
}

TEST_CASE("answers that are kept for nobody, and messages that no client sends, are cut", "[server][rpc]") {
  const Served served;
  const auto isCut = [&](const std::string& message) {
    const Client client(served.rpc->port());
    client.send(begun() + message);
    return client.isClosedWithin(milliseconds(3'000));
  };
  capnp::MallocMessageBuilder kept, given;
  auto call = kept.initRoot<capnp::rpc::Message>().initCall();
  call.setQuestionId(2);
  call.initTarget().initPromisedAnswer().setQuestionId(0);
  call.getSendResultsTo().setYourself();
  CHECK(isCut(bytesOf(kept)));
  given.initRoot<capnp::rpc::Message>().initProvide();
  CHECK(isCut(bytesOf(given)));
  CHECK(isCut(std::string(8, '\0')));
}

TEST_CASE("an answer that nobody takes in time breaks the connection", "[server][rpc]") {
  auto io = kj::setupAsyncIo();
  auto pipe = kj::newTwoWayPipe();  // holds nothing: what is written waits to be read
  RpcLimits limits;
  limits.writeTimeMax = milliseconds(30);
  RpcStream stream(*pipe.ends[0], io.provider->getTimer(), limits, std::make_shared<RpcPeer>(),
                   [] { return std::size_t{0}; });
  capnp::MallocMessageBuilder message;
  message.initRoot<capnp::rpc::Message>().initBootstrap();
  auto& messages = static_cast<capnp::MessageStream&>(stream);
  auto taken = messages.writeMessage(message);
  capnp::readMessage(*pipe.ends[1]).wait(io.waitScope);
  taken.wait(io.waitScope);
  CHECK_THROWS_AS(messages.writeMessage(message).wait(io.waitScope), kj::Exception);
}

kj::Promise<void> writeInPieces(kj::AsyncIoStream& stream, std::string_view bytes, std::size_t piece) {
  if (bytes.empty()) {
    stream.shutdownWrite();
    return kj::READY_NOW;
  }
  const std::size_t some = std::min(piece, bytes.size());
  return stream.write(bytes.data(), some).then([&stream, bytes, some, piece] {
    return writeInPieces(stream, bytes.substr(some), piece);
  });
}

TEST_CASE("messages may come in any pieces, and several at once", "[server][rpc]") {
  auto io = kj::setupAsyncIo();
  RpcLimits limits;
  auto peer = std::make_shared<RpcPeer>();
  peer->bytesMax = 20'000;
  std::string bytes;
  std::vector<std::string> sent;
  for (const std::size_t length : {1U, 9'000U, 20U, 4'088U, 300U}) {
    sent.emplace_back(length, static_cast<char>('a' + sent.size()));
    capnp::MallocMessageBuilder message(length % 8 + 1, capnp::AllocationStrategy::FIXED_SIZE);  // several segments
    auto start = message.initRoot<capnp::rpc::Message>().initBootstrap();
    start.initDeprecatedObjectId().setAs<capnp::Text>(sent.back().c_str());
    bytes += bytesOf(message);
  }
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1'000}, bytes.size()}) {
    auto pipe = kj::newTwoWayPipe();
    RpcStream stream(*pipe.ends[0], io.provider->getTimer(), limits, peer, [] { return std::size_t{0}; });
    auto written = writeInPieces(*pipe.ends[1], bytes, piece).eagerlyEvaluate(nullptr);
    auto& messages = static_cast<capnp::MessageStream&>(stream);
    for (const std::string& text : sent) {
      auto read = messages.tryReadMessage().wait(io.waitScope);
      std::string got;
      KJ_IF_MAYBE (message, read) {
        const auto start = (*message)->getRoot<capnp::rpc::Message>().getBootstrap();
        got = start.getDeprecatedObjectId().getAs<capnp::Text>().cStr();
      }
      CHECK(got == text);
    }
    CHECK(messages.tryReadMessage().wait(io.waitScope) == nullptr);
    written.wait(io.waitScope);
  }
}

TEST_CASE("a place that is taken or is none is told", "[server][rpc]") {
  const Served served;
  RpcOptions options;
  options.port = served.rpc->port();
  CHECK(RpcServer::listen(options, *served.http).error().kind == ErrorKind::busy);
  options.address = "nowhere";
  CHECK(RpcServer::listen(options, *served.http).error().message == "`nowhere` is no IP address");
  options.address = "127.0.0.1";
  options.tls = TlsFiles{"/nothing.pem", "/nothing.key", ""};
  CHECK_THAT(RpcServer::listen(options, *served.http).error().message, Contains("`/nothing.pem` cannot be used"));
}

}  // namespace
}  // namespace regard::server
