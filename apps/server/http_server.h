#pragma once
// Sockets: HTTP/1.1 with keep-alive and pipelining, plain or over TLS, in front of an Application. Only http_* know
// Boost.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "apps/server/exchange.h"
#include "apps/server/limits.h"
#include "regard/result.h"

namespace regard::server {

/// PEM files. They are read again on SIGHUP: connections to come get the new ones, or the old ones go on.
struct TlsFiles {
  std::string certificates;  ///< the server's, then those that vouch for it
  std::string key;
  std::string
      clientAuthorities;  ///< who vouches for clients: one without a certificate is refused. Empty: none needs one
};

struct ListenOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: any that is free
  HttpLimits limits = {};
  std::size_t readThreads = 2;     ///< that decide and look up
  std::size_t writeThreads = 128;  ///< that wait for the disk; what so many wait for is committed together
  std::size_t waitingMax = 256;    ///< of each way; beyond it work is not begun
  /// Short tasks run on the sockets' thread while they take less than this: about what a worker costs, there and back.
  std::chrono::microseconds shortMax{100};
  std::optional<TlsFiles> tls = {};  ///< nothing: plain text
  bool takesSignals = false;         ///< SIGTERM and SIGINT drain, a second one cuts; SIGHUP reloads
};

/// How things stand, for the metrics.
struct Gauges {
  std::size_t connections = 0, readsWaiting = 0, writesWaiting = 0;
  std::uint64_t connectionsRefused = 0;
};

class HttpServer {
 public:
  /// Listens. Errors: invalid (no such address, certificates that cannot be used), busy (the port is taken), io.
  static Expected<std::unique_ptr<HttpServer>> listen(const ListenOptions& options, Application& application);
  ~HttpServer();

  std::uint16_t port() const;
  /// Serves on this thread until it is drained.
  void run();
  /// Takes no more connections, answers what has been asked, and ends. Thread-safe.
  void drain();
  /// Reads keys and certificates again. Thread-safe.
  void reload();
  Gauges gauges() const;  ///< Thread-safe

  struct Impl;  ///< opaque to callers

 private:
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace regard::server
