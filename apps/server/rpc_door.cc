#include "apps/server/rpc_door.h"

#include <capnp/dynamic.h>
#include <fmt/format.h>
#include <kj/debug.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

#include "apps/server/problem.h"
#include "apps/server/routes.h"
#include "apps/server/rpc_json.h"

namespace regard::server {
namespace {

using capnp::DynamicStruct;
using Calling = capnp::CallContext<DynamicStruct, DynamicStruct>;
using Method = capnp::InterfaceSchema::Method;

/// Methods that are not called as the operation that they ask for.
struct Variant {
  std::string_view method, operation, query, contentType;
};
constexpr Variant kVariants[] = {
    {"decideFlat", "decide", "?shape=flat", "application/json"},
    {"cloudEvent", "event", "", "application/cloudevents+json"},
    {"patchCustomer", "patchCustomer", "", "application/merge-patch+json"},
    {"publish", "publish", "", "application/octet-stream"},
};
/// Parameters that stand in the head there.
constexpr std::pair<const char*, const char*> kFields[] = {{"idempotencyKey", "idempotency-key"},
                                                           {"ifMatch", "if-match"},
                                                           {"ifNoneMatch", "if-none-match"},
                                                           {"traceparent", "traceparent"}};

std::string_view viewOf(kj::StringPtr text) { return {text.begin(), text.size()}; }

std::string percentEncoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool isPlain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    out += isPlain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

/// What a call cannot be because of what it says beside what is asked; HTTP refuses the same in a head.
struct Refusal {
  Problem problem;
};

std::optional<std::string> textParameter(DynamicStruct::Reader parameters, const char* name, std::size_t bytesMax) {
  std::optional<std::string> text;
  KJ_IF_MAYBE (field, parameters.getSchema().findFieldByName(name)) {
    if (parameters.has(*field)) text = viewOf(parameters.get(*field).as<capnp::Text>());
  }
  if (!text) return text;
  if (text->size() > bytesMax)
    throw Refusal{{ProblemType::tooLarge, fmt::format("`{}` should have {} bytes at most", name, bytesMax)}};
  const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::any_of(text->begin(), text->end(), isControl))
    throw Refusal{{ProblemType::malformedRequest, fmt::format("`{}` holds a control character", name)}};
  return text;
}

void writeBody(DynamicStruct::Reader parameters, std::string& into) {
  KJ_IF_MAYBE (field, parameters.getSchema().findFieldByName("request")) {
    const auto value = parameters.get(*field);
    if (!field->getType().isData()) return writeJson(value, field->getType(), into);
    const auto bytes = value.as<capnp::Data>().asChars();
    into.assign(bytes.begin(), bytes.size());
  }
}

/// The request that HTTP would make of a call. Throws Refusal, and as writeJson does.
Request requestOf(const Method& method, DynamicStruct::Reader parameters, const std::string& key,
                  std::size_t bytesMax) {
  const std::string_view name = viewOf(method.getProto().getName());
  const auto* const found =
      std::find_if(std::begin(kVariants), std::end(kVariants), [name](const auto& v) { return v.method == name; });
  const Variant variant = found == std::end(kVariants) ? Variant{name, name, "", "application/json"} : *found;
  const auto all = routes();
  const auto route =
      std::find_if(all.begin(), all.end(), [&](const Route& one) { return one.name == variant.operation; });
  KJ_REQUIRE(route != all.end(), "a method without an operation");
  Request request;
  request.head.method = route->method;
  request.head.target = route->path;
  if (const std::size_t hole = route->path.find('{'); hole != std::string::npos) {
    const std::size_t end = route->path.find('}', hole);
    const std::string part(route->path.substr(hole + 1, end - hole - 1));
    const std::string value = percentEncoded(textParameter(parameters, part.c_str(), bytesMax).value_or(""));
    request.head.target.replace(hole, end + 1 - hole, value);
  }
  request.head.target += variant.query;
  for (const auto& [parameter, field] : kFields)
    if (auto value = textParameter(parameters, parameter, bytesMax))
      request.head.fields.emplace_back(field, *std::move(value));
  if (!key.empty()) request.head.fields.emplace_back("authorization", "Bearer " + key);
  request.head.fields.emplace_back("content-type", variant.contentType);
  writeBody(parameters, request.body);
  request.arrived = Clock::now();
  return request;
}

std::string fieldOf(const Response& response, std::string_view name) {
  for (const auto& [field, value] : response.fields)
    if (field == name) return value;
  return {};
}

void fill(DynamicStruct::Builder reply, const Response& response) {
  KJ_IF_MAYBE (field, reply.getSchema().findFieldByName("replayed")) {
    if (!fieldOf(response, "Idempotent-Replayed").empty()) reply.set(*field, true);
  }
  if (response.contentType == "application/problem+json") {
    auto problem = reply.init("problem").as<DynamicStruct>();
    readStruct(ReplyJson::parse(response.body), problem);
    problem.as<rpc::Problem>().setRetryAfter(
        static_cast<std::uint32_t>(std::strtoul(fieldOf(response, "Retry-After").c_str(), nullptr, 10)));
    return;
  }
  auto answer = reply.init("answer").as<DynamicStruct>();
  if (response.contentType == "application/json" && !response.body.empty())
    readStruct(ReplyJson::parse(response.body), answer);
  else if (!response.body.empty())
    answer.set("text", capnp::Text::Reader(response.body.data(), response.body.size()));
}

/// What another thread brings, once.
template <class T>
struct Awaited {
  std::shared_ptr<T> what = std::make_shared<T>();
  kj::Promise<void> isThere = nullptr;
  std::function<void(T)> bring;  ///< there
};
template <class T>
Awaited<T> elsewhere() {
  auto pair = kj::newPromiseAndCrossThreadFulfiller<void>();
  Awaited<T> awaited;
  awaited.isThere = kj::mv(pair.promise);
  awaited.bring = [what = awaited.what, fulfiller = std::make_shared<kj::Own<kj::CrossThreadPromiseFulfiller<void>>>(
                                            kj::mv(pair.fulfiller))](T value) {
    *what = std::move(value);
    (*fulfiller)->fulfill();
  };
  return awaited;
}

class Operations final : public capnp::DynamicCapability::Server {
 public:
  Operations(HttpServer& http, const RpcLimits& limits, std::shared_ptr<RpcPeer> peer, std::string key,
             std::size_t bodyBytesMax)
      : Server(capnp::Schema::from<rpc::Service>()),
        http_(http),
        limits_(limits),
        peer_(std::move(peer)),
        key_(std::move(key)),
        bodyBytesMax_(bodyBytesMax) {}

  kj::Promise<void> call(Method method, Calling context) override {
    if (peer_->calls >= limits_.callsMax)
      return refuse(context, {ProblemType::overloaded,
                              fmt::format("a connection may have {} calls at work at once", limits_.callsMax)});
    Request request;
    try {
      request = requestOf(method, context.getParams(), key_, limits_.parameterBytesMax);
    } catch (const Refusal& refusal) { return refuse(context, refusal.problem); } catch (const NotJson& wrong) {
      return refuse(context, {ProblemType::malformedBody, wrong.what()});
    } catch (const kj::Exception&) {
      return refuse(context, {ProblemType::malformedBody,
                              fmt::format("the message leads beyond its end, to the same bytes again and again, or "
                                          "deeper than {} lists and structs",
                                          limits_.nestingMax)});
    }
    context.releaseParams();
    const bool isBundle = viewOf(method.getProto().getName()) == "publish";
    if (request.body.size() > (isBundle ? bodyBytesMax_ : limits_.requestBytesMax))
      return refuse(context, {ProblemType::tooLarge, "the request is too long"});
    request.peer = peer_->address;
    auto answer = elsewhere<Response>();
    ++peer_->calls;
    http_.ask(std::move(request), std::move(answer.bring));
    return answer.isThere.attach(kj::defer([peer = peer_] { --peer->calls; }))
        .then([context, what = answer.what]() mutable { reply(context, *what); });
  }

 private:
  static void reply(Calling& context, const Response& response) {
    const capnp::MessageSize size{response.body.size() / sizeof(capnp::word) * 2 + 32, 0};
    try {
      fill(context.getResults(size), response);
    } catch (const std::exception&) {
      fill(context.getResults(), problemResponse({ProblemType::fault, "the answer does not fit the schema"}));
    }
  }
  static kj::Promise<void> refuse(Calling& context, const Problem& problem) {
    fill(context.getResults(), problemResponse(problem));
    return kj::READY_NOW;
  }

  HttpServer& http_;
  const RpcLimits& limits_;
  const std::shared_ptr<RpcPeer> peer_;
  const std::string key_;
  const std::size_t bodyBytesMax_;
};

/// What a key is good for.
struct Known {
  std::optional<Response> stranger;
  std::size_t bytesMax = 0;  ///< of what is asked
};

class DoorServer final : public rpc::Door::Server {
 public:
  DoorServer(HttpServer& http, const RpcLimits& limits, std::shared_ptr<RpcPeer> peer)
      : http_(http), limits_(limits), peer_(std::move(peer)) {}

  kj::Promise<void> login(LoginContext context) override {
    std::string key(viewOf(context.getParams().getKey()));
    if (++peer_->logins > limits_.loginsMax) {
      fill(
          capnp::toDynamic(context.getResults().initEntry()),
          problemResponse({ProblemType::tooOften, fmt::format("a connection may log in {} times", limits_.loginsMax)}));
      return kj::READY_NOW;
    }
    Request asking;  // the longest that there is
    asking.head.method = "POST";
    asking.head.target = "/v1/rulebooks";
    if (!key.empty()) asking.head.fields.emplace_back("authorization", "Bearer " + key);
    auto known = elsewhere<Known>();
    http_.consult([bring = std::move(known.bring), asking = std::move(asking),
                   bytesMax = limits_.requestBytesMax](Application& application) {
      bring({application.stranger(asking), application.bodyBytesMax(asking).value_or(bytesMax)});
    });
    return known.isThere.then([this, context, key = std::move(key), what = known.what]() mutable {
      const Known& found = *what;
      auto entry = context.getResults().initEntry();
      if (found.stranger) return fill(capnp::toDynamic(entry), *found.stranger);
      peer_->isKnown = true;
      peer_->bytesMax = std::max(peer_->bytesMax, found.bytesMax + limits_.envelopeBytes);
      capnp::DynamicCapability::Client service(
          kj::heap<Operations>(http_, limits_, peer_, std::move(key), found.bytesMax));
      entry.setService(service.as<rpc::Service>());
    });
  }

 private:
  HttpServer& http_;
  const RpcLimits& limits_;
  const std::shared_ptr<RpcPeer> peer_;
};

}  // namespace

rpc::Door::Client makeDoor(HttpServer& http, const RpcLimits& limits, std::shared_ptr<RpcPeer> peer) {
  return kj::heap<DoorServer>(http, limits, std::move(peer));
}

}  // namespace regard::server
