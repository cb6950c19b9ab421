#pragma once
// A request on its way to its answer, wherever it came from: on the sockets' thread where that is quick, else by the
// queues and back as a posted answer. Whoever asked hears once, by the deadline.

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

#include "apps/server/exchange.h"
#include "apps/server/http_impl.h"

namespace regard::server {

class Work : public std::enable_shared_from_this<Work> {
 public:
  Work(HttpServer::Impl& server, std::shared_ptr<const Request> request, std::function<void(Response)> told);

  void begin();
  /// The short task that was put off: here, or on a worker's thread.
  void runShort(bool here);

 private:
  void handOver(Task task);
  /// What a worker brings; nothing: its time was over.
  void take(std::optional<Response> response);
  void tell(Response response);

  HttpServer::Impl& server_;
  const std::shared_ptr<const Request> request_;
  std::function<void(Response)> told_;  ///< nothing: it is told
  net::steady_timer deadline_;
  Task task_;  ///< that is put off
  std::function<Response(Late)> late_;
};

}  // namespace regard::server
