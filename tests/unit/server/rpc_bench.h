#pragma once
// A service over real sockets, HTTP and RPC beside each other, and callers of it.

#include <capnp/dynamic.h>
#include <capnp/ez-rpc.h>
#include <kj/async-io.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "apps/server/rpc_json.h"
#include "apps/server/rpc_server.h"
#include "service.capnp.h"
#include "tests/unit/server/client.h"
#include "tests/unit/server/service_bench.h"

namespace regard::server {

/// Both sides of a server on a thread of its own.
struct Listening {
  std::unique_ptr<HttpServer> http;
  std::unique_ptr<RpcServer> rpc;
  std::thread thread;

  explicit Listening(Application& application, RpcLimits limits = {}, const std::string& address = "127.0.0.1",
                     HttpLimits httpLimits = {}) {
    ListenOptions listen;
    listen.limits = httpLimits;
    listen.port = 0;
    listen.writeThreads = 2;
    auto listening = HttpServer::listen(listen, application);
    REQUIRE(listening.ok());
    http = *std::move(listening);
    RpcOptions asked;
    asked.address = address;
    asked.limits = limits;
    auto beside = RpcServer::listen(asked, *http);
    REQUIRE(beside.ok());
    rpc = *std::move(beside);
    thread = std::thread([this] { http->run(); });
  }
  ~Listening() {
    if (!thread.joinable()) return;
    http->drain();
    thread.join();
    rpc.reset();
  }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;
};

/// A service on both sides.
struct Served : Bench, Listening {
  explicit Served(RpcLimits limits = {}, ServiceOptions options = {})
      : Bench(patient(std::move(options))), Listening(*service, limits) {}
  /// However busy this machine is, decisions are no late answers.
  static ServiceOptions patient(ServiceOptions options) {
    options.deadline = options.deadlineMax;
    return options;
  }

  nlohmann::json overHttp(const std::string& method, const std::string& target, const std::string& body = "",
                          const std::string& type = "application/json") const {
    Client client(http->port());
    client.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type +
                "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    const std::string answer = client.answer();
    return nlohmann::json::parse(answer.substr(answer.find("\r\n\r\n") + 4), nullptr, false);
  }
};

/// A connection that has logged in.
struct RpcCaller {
  capnp::EzRpcClient connection;
  rpc::Door::Client door;
  std::optional<rpc::Service::Client> service;
  std::string problem;  ///< why there is no service

  explicit RpcCaller(const Listening& served, const std::string& key = "", const char* address = "127.0.0.1")
      : connection(address, served.rpc->port()), door(connection.getMain<rpc::Door>()) {
    auto asked = door.loginRequest();
    if (!key.empty()) asked.setKey(key.c_str());
    const auto said = asked.send().wait(connection.getWaitScope());
    if (said.getEntry().isService())
      service = said.getEntry().getService();
    else
      problem = said.getEntry().getProblem().getType().cStr();
  }
  /// Lets its side of the connection work for so long.
  void pass(kj::Duration time) {
    connection.getIoProvider().getTimer().afterDelay(time).wait(connection.getWaitScope());
  }
  /// Calls by name, with parameters as JSON. The answer or problem as JSON, without what is not there.
  nlohmann::json call(const std::string& method, const ReplyJson& parameters = ReplyJson::object()) {
    rpc::Service::Client own = *service;  // the other takes what it is given
    auto request = capnp::DynamicCapability::Client(kj::mv(own)).newRequest(method.c_str());
    ReplyJson rest = parameters;
    if (method == "publish") {
      const std::string bytes = rest.at("request").get<std::string>();
      request.set("request", capnp::Data::Reader(reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()));
      rest.erase("request");
    }
    readStruct(rest, request);
    const auto reply = request.send().wait(connection.getWaitScope());
    std::string text;
    KJ_IF_MAYBE (chosen, reply.which()) { writeJson(reply.get(*chosen), chosen->getType(), text); }
    return nlohmann::json::parse(text);
  }
};

}  // namespace regard::server
