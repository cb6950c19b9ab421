// One thread owns all sockets, so nothing here is locked; work goes to the queues and comes back as a posted answer. A
// connection has one request at work at a time: pipelined ones wait in its buffer, so answers keep their order.

#include "apps/server/http_server.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <csignal>
#include <ctime>
#include <optional>
#include <unordered_set>
#include <utility>

#include "apps/server/response_text.h"
#include "apps/server/work_queue.h"

namespace regard::server {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using net::ip::tcp;

constexpr std::size_t kReadBytes = 16U << 10U;
/// What is read of a refused request before its connection is closed: closed at once, the answer could be lost.
constexpr std::size_t kDiscardBytesMax = 1U << 20U;
constexpr std::chrono::seconds kDiscardTimeMax{1};
constexpr std::chrono::milliseconds kAcceptPause{100};  ///< after the system had no socket left

/// As many sockets as the system lets a process have.
void raiseFileLimit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

class Session;

}  // namespace

struct HttpServer::Impl {
  Impl(const ListenOptions& asked, Application& served)
      : options(asked),
        application(served),
        reads(asked.readThreads, asked.waitingMax),
        writes(asked.writeThreads, asked.waitingMax) {}

  void accept();
  void admit(tcp::socket socket);
  void waitForSignal();
  void drain();
  void leave(Session* session);
  const std::string& date();

  const ListenOptions options;
  Application& application;
  std::unordered_set<Session*> sessions;  // before `io`: handlers that it destroys leave
  net::io_context io{1};
  tcp::acceptor acceptor{io};
  net::signal_set signals{io};
  net::steady_timer acceptTimer{io}, drainTimer{io};
  bool isDraining = false;
  std::atomic<std::size_t> connections = 0;  // those of `sessions`, for other threads
  std::atomic<std::uint64_t> refused = 0;
  std::time_t dateAt = 0;
  std::string dateText;
  WorkQueue reads, writes;  // last: their threads post to `io`
};

namespace {

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(HttpServer::Impl& server, tcp::socket socket) : server_(server), stream_(std::move(socket)) {
    server_.sessions.insert(this);
    ++server_.connections;
  }
  ~Session() { server_.leave(this); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start() {
    state_ = State::idle;
    if (buffer_.size() > 0) return readHead();
    stream_.expires_after(limits().idleTimeMax);
    readMore([this] { readHead(); });
  }
  /// Nobody waits for anything on an idle connection.
  void closeIfIdle() {
    if (state_ == State::idle) stream_.close();
  }

 private:
  enum class State : std::uint8_t { idle, reading, working, writing };

  const HttpLimits& limits() const { return server_.options.limits; }

  /// Reads what comes and goes on; an end or a time that is over closes the connection.
  template <class Then>
  void readMore(Then then) {
    stream_.async_read_some(buffer_.prepare(kReadBytes),
                            [self = shared_from_this(), then](beast::error_code error, std::size_t bytes) {
                              if (error) return;
                              self->buffer_.commit(bytes);
                              then();
                            });
  }

  void readHead() {
    if (state_ == State::idle) stream_.expires_after(limits().headTimeMax);  // once: a slow head cannot stretch it
    state_ = State::reading;
    const auto bytes = buffer_.data();
    auto request = std::make_shared<Request>();
    const HeadVerdict verdict =
        server::readHead({static_cast<const char*>(bytes.data()), bytes.size()}, limits(), request->head);
    if (verdict.state == HeadVerdict::State::refused) return refuse(verdict.status, verdict.why);
    if (verdict.state == HeadVerdict::State::incomplete) return readMore([this] { readHead(); });
    request_ = std::move(request);
    if (!request_->head.hasBody()) {
      buffer_.consume(verdict.bytes);
      return serve();
    }
    // The body's framing is Beast's: it reads the head again, of which the gate has seen that it can be read in one
    // way.
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits().headBytesMax + 1));
    parser_->body_limit(limits().bodyBytesMax);
    parser_->eager(true);
    stream_.expires_after(limits().bodyTimeMax);
    if (request_->head.expectsContinue && buffer_.size() == verdict.bytes) return sayContinue();
    readBody();
  }

  void sayContinue() {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    net::async_write(stream_, net::buffer(kContinue.data(), kContinue.size()),
                     [self = shared_from_this()](beast::error_code error, std::size_t) {
                       if (!error) self->readBody();
                     });
  }

  void readBody() {
    beast::error_code error;
    while (!error && !parser_->is_done() && buffer_.size() > 0) buffer_.consume(parser_->put(buffer_.data(), error));
    if (error == http::error::need_more) error = {};
    if (error == http::error::body_limit) return refuse(413, "the body is too long");
    if (error) return refuse(400, "the body's chunks cannot be read");
    if (!parser_->is_done()) return readMore([this] { readBody(); });
    request_->body = std::move(parser_->get().body());
    serve();
  }

  void serve() {
    state_ = State::working;
    stream_.expires_never();
    request_->arrived = Clock::now();
    Answer answer = server_.application.answer(*request_);
    if (auto* const response = std::get_if<Response>(&answer)) return tell(std::move(*response));
    begin(std::get<Task>(std::move(answer)));
  }

  // ---- work of others

  void begin(Task task) {
    late_ = std::move(task.late);
    auto isBegun = std::make_shared<std::atomic<bool>>(false);
    WorkQueue& queue = task.way == Way::read ? server_.reads : server_.writes;
    // The session goes into the posted answer, so that it never ends on a worker's thread.
    auto work = [self = shared_from_this(), request = request_, ticket = ticket_, isBegun,
                 run = std::move(task.run)](bool isInTime) mutable {
      std::optional<Response> response;
      bool isFaulty = false;
      if (isInTime) {
        *isBegun = true;
        try {
          response = run();
        } catch (const std::exception&) { isFaulty = true; }
      }
      net::io_context& io = self->server_.io;
      net::post(io, [self = std::move(self), request = std::move(request), ticket, isFaulty,
                     response = std::move(response)]() mutable {
        if (isFaulty) response = self->server_.application.refusal(500, "a fault of this server: its log tells more");
        self->take(ticket, *request, std::move(response));
      });
    };
    if (!queue.offer({task.deadline, std::move(work)})) return tell(late_(Late::overload));
    deadline_.expires_at(task.deadline);
    deadline_.async_wait([self = shared_from_this(), ticket = ticket_, isBegun](beast::error_code error) {
      if (!error && ticket == self->ticket_) self->tell(self->late_(*isBegun ? Late::working : Late::waited));
    });
  }

  /// What a worker brings; nothing: its time was over.
  void take(std::uint64_t ticket, const Request& request, std::optional<Response> response) {
    if (ticket == ticket_) return tell(response ? std::move(*response) : late_(Late::waited));
    if (response) server_.application.answered(request, *response, false);
  }

  // ---- answers

  void tell(Response response) {
    ++ticket_;
    deadline_.cancel();
    server_.application.answered(*request_, response, true);
    write(response, request_->head.keepsAlive && !server_.isDraining, request_->head.method == "HEAD");
  }

  void refuse(int status, const char* why) { write(server_.application.refusal(status, why), false, false); }

  void write(const Response& response, bool keeps, bool withoutBody) {
    state_ = State::writing;
    out_ = responseText(response, {server_.date(), keeps, withoutBody});
    stream_.expires_after(limits().writeTimeMax);
    net::async_write(stream_, net::buffer(out_),
                     [self = shared_from_this(), keeps](beast::error_code error, std::size_t) {
                       if (error) return;
                       if (keeps && !self->server_.isDraining) return self->start();
                       self->end();
                     });
  }

  void end() {
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    buffer_.consume(buffer_.size());
    stream_.expires_after(kDiscardTimeMax);
    discard(0);
  }

  void discard(std::size_t read) {
    stream_.async_read_some(buffer_.prepare(kReadBytes),
                            [self = shared_from_this(), read](beast::error_code error, std::size_t bytes) {
                              if (!error && read + bytes < kDiscardBytesMax) self->discard(read + bytes);
                            });
  }

  HttpServer::Impl& server_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  net::steady_timer deadline_{stream_.get_executor()};
  std::shared_ptr<Request> request_;
  std::function<Response(Late)> late_;
  std::uint64_t ticket_ = 0;  ///< of the request at work: another one's answer comes too late
  std::string out_;
  State state_ = State::idle;
};

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
  if (sessions.size() < options.limits.connectionsMax)
    return std::make_shared<Session>(*this, std::move(socket))->start();
  ++refused;
  const std::string text = responseText(application.refusal(503, "too many connections"), {date(), false, false});
  socket.non_blocking(true, ignored);
  socket.write_some(net::buffer(text), ignored);  // what does not fit at once is not worth waiting for
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void HttpServer::Impl::waitForSignal() {
  signals.async_wait([this](beast::error_code error, int) {
    if (error) return;
    if (isDraining) return io.stop();
    drain();
    waitForSignal();
  });
}

void HttpServer::Impl::drain() {
  if (std::exchange(isDraining, true)) return;
  application.draining();
  beast::error_code ignored;
  acceptor.close(ignored);
  if (sessions.empty()) return io.stop();
  drainTimer.expires_after(options.limits.drainTimeMax);
  drainTimer.async_wait([this](beast::error_code error) {
    if (!error) io.stop();
  });
  for (Session* const session : sessions) session->closeIfIdle();
}

void HttpServer::Impl::leave(Session* session) {
  sessions.erase(session);
  --connections;
  if (isDraining && sessions.empty()) io.stop();
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
  const tcp::endpoint endpoint(address, options.port);
  impl->acceptor.open(endpoint.protocol(), error);
  if (!error) impl->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) impl->acceptor.bind(endpoint, error);
  if (!error) impl->acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) return listenError(options, error);
  if (options.endsOnSignals) {
    impl->signals.add(SIGTERM);
    impl->signals.add(SIGINT);
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

Gauges HttpServer::gauges() const {
  return {impl_->connections, impl_->reads.waiting(), impl_->writes.waiting(), impl_->refused};
}

}  // namespace regard::server
