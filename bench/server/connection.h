#pragma once
// One connection to a server on this machine, on which one request at a time is asked and waited for.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace regard::bench {

/// A socket that is connected to the port on 127.0.0.1, or throws.
int connectedSocket(std::uint16_t port);

class Connection {
 public:
  explicit Connection(std::uint16_t port) : socket_(connectedSocket(port)) {}
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The whole answer; valid until the next call. Throws where there is none.
  std::string_view ask(std::string_view request);

 private:
  int socket_;
  std::string answer_;
};

/// Connections on which a head trickles in, a byte at a time, and is never done. One that the server cuts is opened
/// anew. They hold what slow clients hold: a socket, a session, a buffer.
class SlowConnections {
 public:
  SlowConnections(std::uint16_t port, int count);
  ~SlowConnections();
  SlowConnections(const SlowConnections&) = delete;
  SlowConnections& operator=(const SlowConnections&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace regard::bench
