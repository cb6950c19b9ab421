#include "apps/server/rpc_server.h"

#include <arpa/inet.h>
#include <capnp/rpc-twoparty.h>
#include <fmt/format.h>
#include <kj/async-io.h>
#include <kj/debug.h>
#include <netdb.h>
#include <sys/socket.h>

#include <atomic>
#include <future>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <utility>

#include "apps/server/rpc_door.h"
#include "apps/server/rpc_tls.h"

namespace regard::server {
namespace {

constexpr auto kLook = 2 * kj::MILLISECONDS;  ///< how often the last answers are looked after
constexpr auto kAcceptPause = 100 * kj::MILLISECONDS;

kj::Duration durationOf(std::chrono::milliseconds time) { return time.count() * kj::MILLISECONDS; }

std::string peerOf(kj::AsyncIoStream& stream) {
  sockaddr_storage address{};
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  kj::uint length = sizeof address;
  stream.getpeername(generic, &length);
  char text[NI_MAXHOST] = "";
  // Numbers alone: it asks nobody.
  const int failed = ::getnameinfo(generic, length, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
  return failed == 0 ? text : "unknown";
}

struct Shared;

/// Lives as long as its promise.
struct Connection {
  Connection(Shared& all, kj::Own<kj::AsyncIoStream> from, std::string address);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Done when it is over, for whatever reason.
  kj::Promise<void> over();

  Shared& shared;
  kj::Own<kj::AsyncIoStream> socket;
  std::shared_ptr<RpcPeer> peer;
  RpcStream stream;
  capnp::TwoPartyVatNetwork network;
  capnp::RpcSystem<capnp::rpc::twoparty::VatId> system;
};

/// What the connections share: of the RPC thread.
struct Shared {
  HttpServer& http;
  const RpcLimits& limits;
  kj::Timer& timer;
  std::atomic<std::size_t>& count;
  std::unordered_set<Connection*> connections = {};
};

Connection::Connection(Shared& all, kj::Own<kj::AsyncIoStream> from, std::string address)
    : shared(all),
      socket(kj::mv(from)),
      peer(std::make_shared<RpcPeer>(RpcPeer{std::move(address), all.limits.strangerBytesMax})),
      stream(*socket, all.timer, all.limits, peer, [this] { return network.getCurrentQueueSize(); }),
      network(stream, capnp::rpc::twoparty::Side::SERVER),
      system(capnp::makeRpcServer(network, makeDoor(all.http, all.limits, peer))) {
  // Of what is asked and not answered yet a connection may hold so much; beyond it nothing more is read.
  system.setFlowLimit(2 * all.limits.requestBytesMax / sizeof(capnp::word));
  shared.connections.insert(this);
}

Connection::~Connection() { shared.connections.erase(this); }

kj::Promise<void> Connection::over() {
  auto unknown = shared.timer.afterDelay(durationOf(shared.limits.loginTimeMax)).then([this]() -> kj::Promise<void> {
    if (peer->isKnown) return kj::NEVER_DONE;
    return kj::READY_NOW;
  });
  return network.onDisconnect().exclusiveJoin(kj::mv(unknown));
}

}  // namespace

struct RpcServer::Impl final : private kj::TaskSet::ErrorHandler {
  Impl(const RpcOptions& asked, HttpServer& server) : options(asked), http(server) {}

  void run(std::promise<Expected<std::uint16_t>>& listening);
  kj::Promise<void> accept(kj::ConnectionReceiver& receiver, kj::TaskSet& tasks);
  kj::Promise<void> serve(kj::Own<kj::AsyncIoStream> socket);
  void taskFailed(kj::Exception&&) override {}  // a connection is over: it has broken a limit, or its network has

  const RpcOptions options;
  HttpServer& http;
  std::uint16_t port = 0;
  std::atomic<std::size_t> connections = 0;
  std::atomic<std::uint64_t> refused = 0;
  std::mutex mutex;                     // of `tls`
  std::shared_ptr<kj::TlsContext> tls;  ///< of the connections to come; nothing: plain text
  kj::Own<kj::CrossThreadPromiseFulfiller<void>> drain, stop;
  Shared* shared = nullptr;  ///< of the thread
  std::thread thread;
};

kj::Promise<void> RpcServer::Impl::serve(kj::Own<kj::AsyncIoStream> socket) {
  std::shared_ptr<kj::TlsContext> context;
  {
    const std::lock_guard lock(mutex);
    context = tls;
  }
  std::string peer = peerOf(*socket);
  kj::Promise<kj::Own<kj::AsyncIoStream>> ready = kj::mv(socket);
  if (context)
    ready = ready.then([context](kj::Own<kj::AsyncIoStream> plain) { return context->wrapServer(kj::mv(plain)); });
  ++connections;
  return shared->timer.timeoutAfter(durationOf(options.limits.loginTimeMax), kj::mv(ready))
      .then([this, peer = std::move(peer)](kj::Own<kj::AsyncIoStream> stream) mutable {
        auto connection = kj::heap<Connection>(*shared, kj::mv(stream), std::move(peer));
        auto over = connection->over();
        return over.attach(kj::mv(connection));
      })
      .attach(kj::defer([this, context] { --connections; }));
}

kj::Promise<void> RpcServer::Impl::accept(kj::ConnectionReceiver& receiver, kj::TaskSet& tasks) {
  return receiver.accept().then(
      [this, &receiver, &tasks](kj::Own<kj::AsyncIoStream> socket) {
        if (connections < options.limits.connectionsMax)
          tasks.add(serve(kj::mv(socket)));
        else
          ++refused;
        return accept(receiver, tasks);
      },
      // The system has no socket left, perhaps.
      [this, &receiver, &tasks](kj::Exception&&) {
        return shared->timer.afterDelay(kAcceptPause).then([this, &receiver, &tasks] {
          return accept(receiver, tasks);
        });
      });
}

void RpcServer::Impl::run(std::promise<Expected<std::uint16_t>>& listening) {
  auto io = kj::setupAsyncIo();
  auto& timer = io.provider->getTimer();
  Shared all{http, options.limits, timer, connections};
  shared = &all;
  kj::Own<kj::ConnectionReceiver> receiver;
  auto drained = kj::newPromiseAndCrossThreadFulfiller<void>();
  auto stopped = kj::newPromiseAndCrossThreadFulfiller<void>();
  KJ_IF_MAYBE (wrong, kj::runCatchingExceptions([&] {
                 const bool isV6 = options.address.find(':') != std::string::npos;
                 const std::string where =
                     fmt::format("{}{}{}:{}", isV6 ? "[" : "", options.address, isV6 ? "]" : "", options.port);
                 receiver = io.provider->getNetwork().parseAddress(where).wait(io.waitScope)->listen();
               })) {
    const std::string said(wrong->getDescription().cStr());
    const bool isTaken = said.find("in use") != std::string::npos;
    return listening.set_value(Error{isTaken ? ErrorKind::busy : ErrorKind::io,
                                     fmt::format("cannot listen on {} port {}: {}", options.address, options.port,
                                                 isTaken ? "Address already in use" : said)});
  }
  drain = kj::mv(drained.fulfiller);
  stop = kj::mv(stopped.fulfiller);
  const auto bound = static_cast<std::uint16_t>(receiver->getPort());
  kj::TaskSet tasks(*this);
  auto accepting = accept(*receiver, tasks).exclusiveJoin(kj::mv(drained.promise)).eagerlyEvaluate(nullptr);
  auto closing = accepting.then([&] { receiver = nullptr; }).eagerlyEvaluate(nullptr);
  listening.set_value(bound);
  stopped.promise.wait(io.waitScope);
  // What is asked has ended: a call that has no answer now gets none. Those that are there are still to be taken.
  const auto end = timer.now() + durationOf(options.limits.drainTimeMax);
  const auto isBusy = [&all] {
    for (Connection* const one : all.connections)
      if (one->network.getCurrentQueueCount() > 0) return true;
    return false;
  };
  do timer.afterDelay(kLook).wait(io.waitScope);
  while (isBusy() && timer.now() < end);
}

Expected<std::unique_ptr<RpcServer>> RpcServer::listen(const RpcOptions& options, HttpServer& http) {
  unsigned char address[sizeof(in6_addr)];
  if (::inet_pton(AF_INET, options.address.c_str(), address) != 1 &&
      ::inet_pton(AF_INET6, options.address.c_str(), address) != 1)
    return Error{ErrorKind::invalid, fmt::format("`{}` is no IP address", options.address)};
  auto impl = std::make_unique<Impl>(options, http);
  if (options.tls) {
    auto context = rpcTlsOf(*options.tls);
    if (!context) return context.error();
    impl->tls = *std::move(context);
  }
  std::promise<Expected<std::uint16_t>> listening;
  auto heard = listening.get_future();
  impl->thread = std::thread([&impl = *impl, &listening] { impl.run(listening); });
  auto port = heard.get();
  if (!port) {
    impl->thread.join();
    return port.error();
  }
  impl->port = *port;
  auto server = std::unique_ptr<RpcServer>(new RpcServer(std::move(impl)));
  http.attach(*server);
  return server;
}

RpcServer::RpcServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

RpcServer::~RpcServer() {
  impl_->stop->fulfill();
  impl_->thread.join();
}

std::uint16_t RpcServer::port() const { return impl_->port; }
std::size_t RpcServer::connections() const { return impl_->connections; }
std::uint64_t RpcServer::connectionsRefused() const { return impl_->refused; }
void RpcServer::draining() { impl_->drain->fulfill(); }

std::string RpcServer::reload() {
  if (!impl_->options.tls) return {};
  auto fresh = rpcTlsOf(*impl_->options.tls);
  if (!fresh) return fresh.error().message;
  const std::lock_guard lock(impl_->mutex);
  impl_->tls = *std::move(fresh);
  return {};
}

}  // namespace regard::server
