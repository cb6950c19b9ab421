#pragma once
// Sockets: HTTP/1.1 with keep-alive and pipelining, in front of an Application. The only place that knows Boost.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "apps/server/exchange.h"
#include "apps/server/limits.h"
#include "regard/result.h"

namespace regard::server {

struct ListenOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: any that is free
  HttpLimits limits = {};
  std::size_t readThreads = 2;    ///< that decide and look up
  std::size_t writeThreads = 32;  ///< that wait for the disk; what they wait for together is committed together
  std::size_t waitingMax = 256;   ///< of each way; beyond it work is not begun
  bool endsOnSignals = false;     ///< SIGTERM and SIGINT drain, a second one cuts
};

/// How things stand, for the metrics.
struct Gauges {
  std::size_t connections = 0, readsWaiting = 0, writesWaiting = 0;
  std::uint64_t connectionsRefused = 0;
};

class HttpServer {
 public:
  /// Listens. Errors: invalid (no such address), busy (the port is taken), io.
  static Expected<std::unique_ptr<HttpServer>> listen(const ListenOptions& options, Application& application);
  ~HttpServer();

  std::uint16_t port() const;
  /// Serves on this thread until it is drained.
  void run();
  /// Takes no more connections, answers what has been asked, and ends. Thread-safe.
  void drain();
  Gauges gauges() const;  ///< Thread-safe

  struct Impl;  ///< opaque to callers

 private:
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace regard::server
