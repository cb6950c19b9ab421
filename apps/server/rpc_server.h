#pragma once
// Cap'n Proto RPC beside HTTP: a thread of its own that reads messages and has HTTP's application answer them. Only
// rpc_* know Cap'n Proto.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "apps/server/http_server.h"
#include "apps/server/rpc_limits.h"
#include "regard/result.h"

namespace regard::server {

struct RpcOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any that is free
  RpcLimits limits = {};
  std::optional<TlsFiles> tls = {};  ///< nothing: plain text
};

class RpcServer : public Beside {
 public:
  /// Listens, and serves from now on until it is destroyed, which may be once `http` has ended: answers that are there
  /// are still taken then. `http` is asked and must be there longer. Errors: invalid (no such address, certificates
  /// that cannot be used), busy (the port is taken), io.
  static Expected<std::unique_ptr<RpcServer>> listen(const RpcOptions& options, HttpServer& http);
  ~RpcServer() override;
  RpcServer(const RpcServer&) = delete;
  RpcServer& operator=(const RpcServer&) = delete;

  std::uint16_t port() const;
  std::size_t connections() const override;
  std::uint64_t connectionsRefused() const override;
  void draining() override;
  std::string reload() override;

 private:
  struct Impl;
  explicit RpcServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace regard::server
