#pragma once
// A connection over a stream, plain or TLS: one request at work at a time. Pipelined ones wait in its buffer, so
// answers keep their order.

#include <algorithm>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <utility>

#include "apps/server/http_impl.h"
#include "apps/server/response_text.h"

namespace regard::server {

namespace http = boost::beast::http;

inline constexpr std::size_t kReadBytes = 16U << 10U;
/// What is read of a refused request before its connection is closed: closed at once, the answer could be lost.
inline constexpr std::size_t kDiscardBytesMax = 1U << 20U;
inline constexpr std::chrono::seconds kDiscardTimeMax{1};

template <class Stream>
class HttpSession : public Session, public std::enable_shared_from_this<HttpSession<Stream>> {
 public:
  HttpSession(HttpServer::Impl& server, std::string peer, Stream stream)
      : server_(server), peer_(std::move(peer)), stream_(std::move(stream)) {
    server_.enter(this);
  }
  ~HttpSession() override { server_.leave(this); }
  HttpSession(const HttpSession&) = delete;
  HttpSession& operator=(const HttpSession&) = delete;

  void begin() override { start(); }

  void start() {
    state_ = State::idle;
    readsSince_ = Clock::now();
    if (buffer_.size() > 0) return readHead();
    lowest().expires_after(limits().idleTimeMax);
    readMore([this] { readHead(); });
  }
  void closeIfIdle() override {
    if (state_ == State::idle) lowest().close();
  }

 protected:
  Stream& stream() { return stream_; }
  beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }
  HttpServer::Impl& server() { return server_; }

  /// After the last answer.
  virtual void end() {
    beast::error_code ignored;
    lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
    buffer_.consume(buffer_.size());
    lowest().expires_after(kDiscardTimeMax);
    discard(0);
  }

 private:
  enum class State : std::uint8_t { idle, reading, working, writing };

  std::shared_ptr<HttpSession> alive() { return this->shared_from_this(); }

  const HttpLimits& limits() const { return server_.options.limits; }

  /// Reads what comes and goes on; an end or a time that is over closes the connection.
  template <class Then>
  void readMore(Then then) {
    stream_.async_read_some(buffer_.prepare(kReadBytes),
                            [self = alive(), then](beast::error_code error, std::size_t bytes) {
                              if (error) return;
                              self->arrived_ = self->server_.arrivalOfRead(self->readsSince_);
                              self->buffer_.commit(bytes);
                              then();
                            });
  }

  void readHead() {
    if (state_ == State::idle) lowest().expires_after(limits().headTimeMax);  // once: a slow head cannot stretch it
    state_ = State::reading;
    const auto bytes = buffer_.data();
    auto request = std::make_shared<Request>();
    request->peer = peer_;
    const HeadVerdict verdict =
        server::readHead({static_cast<const char*>(bytes.data()), bytes.size()}, limits(), request->head);
    if (verdict.state == HeadVerdict::State::refused) return refuse(verdict.status, verdict.why);
    if (verdict.state == HeadVerdict::State::incomplete) return readMore([this] { readHead(); });
    request_ = std::move(request);
    if (!request_->head.hasBody()) {
      buffer_.consume(verdict.bytes);
      return serve();
    }
    if (isBodyThere(verdict.bytes)) return takeBody(verdict.bytes);
    // The body's framing is Beast's: it reads the head again, of which the gate has seen that it can be read in one
    // way.
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits().headBytesMax + 1));
    parser_->body_limit(server_.application.bodyBytesMax(*request_).value_or(limits().bodyBytesMax));
    parser_->eager(true);
    lowest().expires_after(limits().bodyTimeMax);
    if (request_->head.expectsContinue && buffer_.size() == verdict.bytes) return sayContinue();
    readBody();
  }

  /// Most bodies come with their heads, and need no framing but their length.
  bool isBodyThere(std::size_t headBytes) const {
    const RequestHead& head = request_->head;
    return !head.isChunked && *head.contentLength <= limits().bodyBytesMax &&
           *head.contentLength <= buffer_.size() - headBytes;
  }
  void takeBody(std::size_t headBytes) {
    buffer_.consume(headBytes);
    const auto length = static_cast<std::size_t>(*request_->head.contentLength);
    request_->body.assign(static_cast<const char*>(buffer_.data().data()), length);
    buffer_.consume(length);
    serve();
  }

  void sayContinue() {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    net::async_write(stream_, net::buffer(kContinue.data(), kContinue.size()),
                     [self = alive()](beast::error_code error, std::size_t) {
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
    lowest().expires_never();
    request_->arrived = std::max(arrived_, readsSince_);
    server_.ask(request_, [self = alive()](Response response) { self->tell(response); });
  }

  // ---- answers

  void tell(const Response& response) {
    write(response, request_->head.keepsAlive && !server_.isDraining, request_->head.method == "HEAD");
  }

  void refuse(int status, const char* why) { write(server_.application.refusal(status, why), false, false); }

  void write(const Response& response, bool keeps, bool withoutBody) {
    state_ = State::writing;
    out_ = responseText(response, {server_.date(), keeps, withoutBody});
    lowest().expires_after(limits().writeTimeMax);
    net::async_write(stream_, net::buffer(out_), [self = alive(), keeps](beast::error_code error, std::size_t) {
      if (error) return;
      if (keeps && !self->server_.isDraining) return self->start();
      self->end();
    });
  }

  void discard(std::size_t read) {
    stream_.async_read_some(buffer_.prepare(kReadBytes),
                            [self = alive(), read](beast::error_code error, std::size_t bytes) {
                              if (!error && read + bytes < kDiscardBytesMax) self->discard(read + bytes);
                            });
  }

  HttpServer::Impl& server_;
  const std::string peer_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::shared_ptr<Request> request_;
  Clock::time_point readsSince_;  ///< this request: the one before it is answered
  Clock::time_point arrived_;     ///< what was read last
  std::string out_;
  State state_ = State::idle;
};

}  // namespace regard::server
