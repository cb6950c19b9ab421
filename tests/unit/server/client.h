#pragma once
// One connection to a server on this machine, byte by byte.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace regard::server {

class Client {
 public:
  explicit Client(std::uint16_t port);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(std::string_view bytes) const;
  void sendNothingMore() const;
  /// One answer, its head and the body that its length says; what came if the connection ends before.
  std::string answer();
  /// Whether the other side closes, or resets, within the time; what comes before is dropped.
  bool isClosedWithin(std::chrono::milliseconds time) const;

 private:
  bool readMore();

  int socket_ = -1;
  std::string read_;
};

}  // namespace regard::server
