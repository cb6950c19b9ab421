#include "bench/server/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <thread>
#include <vector>

namespace regard::bench {
namespace {

void raiseFileLimit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int connectedSocket(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  if (socket < 0) throw std::runtime_error("no more sockets: see `ulimit -n`");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr generic{};
  static_assert(sizeof generic == sizeof address);
  std::memcpy(&generic, &address, sizeof address);
  const int yes = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (::connect(socket, &generic, sizeof generic) == 0) return socket;
  ::close(socket);
  throw std::runtime_error("nobody listens there");
}

Connection::~Connection() { ::close(socket_); }

std::string_view Connection::ask(std::string_view request) {
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

struct SlowConnections::State {
  std::uint16_t port = 0;
  std::vector<int> sockets;
  std::atomic<bool> stops = false;
  std::thread thread = {};

  /// A byte on each, spread over a second; a head has five.
  void trickle() {
    constexpr std::size_t kParts = 20;
    for (std::size_t part = 0; !stops; part = (part + 1) % kParts) {
      for (std::size_t i = part; i < sockets.size(); i += kParts) {
        if (::send(sockets[i], "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1) continue;
        ::close(sockets[i]);
        sockets[i] = connectedSocket(port);
        ::send(sockets[i], "GET /", 5, MSG_NOSIGNAL | MSG_DONTWAIT);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(1000 / kParts));
    }
  }
};

SlowConnections::SlowConnections(std::uint16_t port, int count) : state_(std::make_unique<State>()) {
  raiseFileLimit();
  state_->port = port;
  for (int i = 0; i < count; ++i) {
    state_->sockets.push_back(connectedSocket(port));
    ::send(state_->sockets.back(), "GET /", 5, MSG_NOSIGNAL | MSG_DONTWAIT);
  }
  if (count > 0) state_->thread = std::thread([this] { state_->trickle(); });
}

SlowConnections::~SlowConnections() {
  state_->stops = true;
  if (state_->thread.joinable()) state_->thread.join();
  for (const int socket : state_->sockets) ::close(socket);
}

}  // namespace regard::bench
