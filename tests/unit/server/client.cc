#include "tests/unit/server/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace regard::server {

Client::Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience{5, 0};  // a test that waits longer has failed
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr generic{};
  static_assert(sizeof generic == sizeof address);
  std::memcpy(&generic, &address, sizeof address);
  if (::connect(socket_, &generic, sizeof generic) != 0) throw std::runtime_error("cannot connect");
}

Client::~Client() { ::close(socket_); }

void Client::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the other side is gone: what it answered tells why
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void Client::sendNothingMore() const { ::shutdown(socket_, SHUT_WR); }

bool Client::readMore() {
  char buffer[4096];
  const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
  if (got > 0) read_.append(buffer, static_cast<std::size_t>(got));
  return got > 0;
}

std::string Client::answer() {
  for (;;) {
    const std::size_t end = read_.find("\r\n\r\n");
    if (end != std::string::npos) {
      const std::size_t length = read_.find("Content-Length: ");
      const std::size_t body = length < end ? std::strtoul(read_.c_str() + length + 16, nullptr, 10) : 0;
      if (read_.size() >= end + 4 + body) {
        std::string whole = read_.substr(0, end + 4 + body);
        read_.erase(0, whole.size());
        return whole;
      }
    }
    if (!readMore()) return std::exchange(read_, {});
  }
}

bool Client::isClosedWithin(std::chrono::milliseconds time) const {
  const auto end = std::chrono::steady_clock::now() + time;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd waiting{socket_, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) return false;
    char buffer[4096];
    if (::recv(socket_, buffer, sizeof buffer, 0) <= 0) return true;
  }
}

}  // namespace regard::server
