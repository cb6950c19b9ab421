// Listening, admitting, draining: what there is one of. A connection is in http_session.h.

#include "apps/server/http_server.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <boost/asio/post.hpp>
#include <csignal>
#include <utility>

#include "apps/server/http_impl.h"
#include "apps/server/http_session.h"
#include "apps/server/http_work.h"
#include "apps/server/response_text.h"

namespace regard::server {
namespace {

constexpr std::chrono::milliseconds kAcceptPause{100};  ///< after the system had no socket left

/// As many sockets as the system lets a process have.
void raiseFileLimit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

Error listenError(const ListenOptions& options, const beast::error_code& error) {
  const ErrorKind kind = error == net::error::address_in_use ? ErrorKind::busy : ErrorKind::io;
  return {kind, fmt::format("cannot listen on {} port {}: {}", options.address, options.port, error.message())};
}

}  // namespace

void HttpServer::Impl::accept() {
  acceptor.async_accept([this](beast::error_code error, tcp::socket socket) {
    if (isDraining || !acceptor.is_open()) return;
    if (error) {
      acceptTimer.expires_after(kAcceptPause);
      acceptTimer.async_wait([this](beast::error_code) {
        if (!isDraining) accept();
      });
      return;
    }
    admit(std::move(socket));
    accept();
  });
}

void HttpServer::Impl::admit(tcp::socket socket) {
  beast::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  if (sessions.size() < options.limits.connectionsMax) return sessionOf(std::move(socket))->begin();
  ++refused;
  if (tls) return;  // a handshake is what there is no room for
  const std::string text = responseText(application.refusal(503, "too many connections"), {date(), false, false});
  socket.non_blocking(true, ignored);
  socket.write_some(net::buffer(text), ignored);  // what does not fit at once is not worth waiting for
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

std::shared_ptr<Session> HttpServer::Impl::sessionOf(tcp::socket socket) {
  if (tls) return tlsSessionOf(*this, std::move(socket));
  beast::error_code gone;
  std::string peer = socket.remote_endpoint(gone).address().to_string();
  return std::make_shared<HttpSession<beast::tcp_stream>>(*this, std::move(peer), beast::tcp_stream(std::move(socket)));
}

void HttpServer::Impl::waitForSignal() {
  signals.async_wait([this](beast::error_code error, int signal) {
    if (error) return;
    if (signal == SIGHUP) {
      reload();
      return waitForSignal();
    }
    if (isDraining) return io.stop();
    drain();
    waitForSignal();
  });
}

/// Connections that are open keep what they began with.
void HttpServer::Impl::reload() {
  std::string fault;
  if (options.tls) {
    auto fresh = tlsContextOf(*options.tls);
    if (fresh) tls = *std::move(fresh);
    if (!fresh) fault = fresh.error().message;
  }
  if (beside != nullptr && fault.empty()) fault = beside->reload();
  application.reload(fault);
}

void HttpServer::Impl::drain() {
  if (std::exchange(isDraining, true)) return;
  application.draining();
  beast::error_code ignored;
  acceptor.close(ignored);
  if (beside != nullptr) beside->draining();
  endIfDrained();
  drainTimer.expires_after(options.limits.drainTimeMax);
  drainTimer.async_wait([this](beast::error_code error) {
    if (!error) io.stop();
  });
  for (Session* const session : sessions) session->closeIfIdle();
}

void HttpServer::Impl::endIfDrained() {
  if (isDraining && sessions.empty() && guests == 0) io.stop();
}

void HttpServer::Impl::ask(std::shared_ptr<const Request> request, std::function<void(Response)> told) {
  std::make_shared<Work>(*this, std::move(request), std::move(told))->begin();
}

void HttpServer::Impl::putOff(std::shared_ptr<Work> work) {
  putOffs.push_back(std::move(work));
  // Behind all that is ready to be read by now.
  if (putOffs.size() == 1) net::post(io, [this] { runPutOff(); });
}

void HttpServer::Impl::runPutOff() {
  const auto waiting = std::exchange(putOffs, {});
  // One that took long would hold up every socket: what is slow today, since it is read from a disk, goes to the
  // workers.
  const bool isQuick = shortTook < options.shortMax && reads.waiting() == 0;
  for (std::size_t i = 1; i < waiting.size(); ++i) waiting[i]->runShort(false);
  const Clock::time_point begun = Clock::now();
  waiting.front()->runShort(isQuick);
  // Smoothed, and slowly forgotten where nothing is run here.
  shortTook = shortTook * 7 / 8 + (isQuick ? Clock::now() - begun : Clock::duration{}) / 8;
}

Clock::time_point HttpServer::Impl::arrivalOfRead(Clock::time_point notBefore) {
  if (rounds.read(Clock::now())) net::post(io, [this] { rounds.ended(Clock::now()); });
  return rounds.arrival(notBefore);
}

void HttpServer::Impl::enter(Session* session) {
  sessions.insert(session);
  ++connections;
}

void HttpServer::Impl::leave(Session* session) {
  sessions.erase(session);
  --connections;
  endIfDrained();
}

const std::string& HttpServer::Impl::date() {
  const std::time_t now = std::time(nullptr);
  if (now != std::exchange(dateAt, now)) dateText = dateOf(now);
  return dateText;
}

Expected<std::unique_ptr<HttpServer>> HttpServer::listen(const ListenOptions& options, Application& application) {
  raiseFileLimit();
  auto impl = std::make_unique<Impl>(options, application);
  beast::error_code error;
  const auto address = net::ip::make_address(options.address, error);
  if (error) return Error{ErrorKind::invalid, fmt::format("`{}` is no IP address", options.address)};
  if (options.tls) {
    auto context = tlsContextOf(*options.tls);
    if (!context) return context.error();
    impl->tls = *std::move(context);
  }
  const tcp::endpoint endpoint(address, options.port);
  impl->acceptor.open(endpoint.protocol(), error);
  if (!error) impl->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) impl->acceptor.bind(endpoint, error);
  if (!error) impl->acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) return listenError(options, error);
  if (options.takesSignals) {
    impl->signals.add(SIGTERM);
    impl->signals.add(SIGINT);
    impl->signals.add(SIGHUP);
    impl->waitForSignal();
  }
  impl->accept();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const { return impl_->acceptor.local_endpoint().port(); }

void HttpServer::run() { impl_->io.run(); }

void HttpServer::drain() {
  net::post(impl_->io, [impl = impl_.get()] { impl->drain(); });
}

void HttpServer::reload() {
  net::post(impl_->io, [impl = impl_.get()] { impl->reload(); });
}

void HttpServer::ask(Request request, std::function<void(Response)> told) {
  net::post(impl_->io, [impl = impl_.get(), request = std::make_shared<const Request>(std::move(request)),
                        told = std::move(told)]() mutable {
    if (impl->isDraining) return told(impl->application.refusal(503, "another server takes over"));
    ++impl->guests;
    impl->ask(std::move(request), [impl, told = std::move(told)](Response response) {
      told(std::move(response));
      --impl->guests;
      impl->endIfDrained();
    });
  });
}

void HttpServer::consult(std::function<void(Application&)> question) {
  net::post(impl_->io, [impl = impl_.get(), question = std::move(question)] { question(impl->application); });
}

void HttpServer::attach(Beside& beside) { impl_->beside = &beside; }

Gauges HttpServer::gauges() const {
  Gauges now{impl_->connections, impl_->reads.waiting(), impl_->writes.waiting(), impl_->refused};
  if (impl_->beside != nullptr) {
    now.connections += impl_->beside->connections();
    now.connectionsRefused += impl_->beside->connectionsRefused();
  }
  return now;
}

}  // namespace regard::server
