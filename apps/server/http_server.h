#pragma once
// Sockets: HTTP/1.1 with keep-alive and pipelining, plain or over TLS, in front of an Application. Only http_* know
// Boost.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
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

/// What stands beside these sockets and goes with them. Called on their thread.
class Beside {
 public:
  virtual ~Beside() = default;
  virtual std::size_t connections() const = 0;           ///< Thread-safe
  virtual std::uint64_t connectionsRefused() const = 0;  ///< Thread-safe
  /// Takes no more connections.
  virtual void draining() = 0;
  /// Reads certificates again. Gives why the old ones go on; empty: they do not.
  virtual std::string reload() = 0;
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
  Gauges gauges() const;  ///< with what stands beside. Thread-safe

  /// What is not HTTP comes in by this: the request is answered as if it had come by a connection, by its deadline and
  /// before the server ends. `told` hears the answer once, on the sockets' thread, where it may not wait. Thread-safe.
  void ask(Request request, std::function<void(Response)> told);
  /// Asks the application itself, on the sockets' thread. Thread-safe.
  void consult(std::function<void(Application&)> question);
  /// Before `run`. `beside` must be there until it has ended.
  void attach(Beside& beside);

  struct Impl;  ///< opaque to callers

 private:
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace regard::server
