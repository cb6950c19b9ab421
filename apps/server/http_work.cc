#include "apps/server/http_work.h"

#include <boost/asio/post.hpp>
#include <exception>
#include <utility>

namespace regard::server {
namespace {

constexpr const char* kFault = "a fault of this server: its log tells more";

}  // namespace

Work::Work(HttpServer::Impl& server, std::shared_ptr<const Request> request, std::function<void(Response)> told)
    : server_(server), request_(std::move(request)), told_(std::move(told)), deadline_(server.io) {}

void Work::begin() {
  Answer answer = server_.application.answer(*request_);
  if (auto* const response = std::get_if<Response>(&answer)) return tell(std::move(*response));
  Task task = std::get<Task>(std::move(answer));
  if (!task.isShort) return handOver(std::move(task));
  task_ = std::move(task);
  server_.putOff(shared_from_this());
}

void Work::runShort(bool here) {
  if (!here) return handOver(std::move(task_));
  const Task task = std::move(task_);
  if (Clock::now() >= task.deadline) return tell(task.late(Late::waited));
  try {
    tell(task.run());
  } catch (const std::exception&) { tell(server_.application.refusal(500, kFault)); }
}

void Work::handOver(Task task) {
  late_ = std::move(task.late);
  auto isBegun = std::make_shared<std::atomic<bool>>(false);
  WorkQueue& queue = task.way == Way::read ? server_.reads : server_.writes;
  // This goes into the posted answer, so that whoever asked never ends on a worker's thread.
  auto work = [self = shared_from_this(), isBegun, run = std::move(task.run)](bool isInTime) mutable {
    std::optional<Response> response;
    bool isFaulty = false;
    if (isInTime) {
      *isBegun = true;
      try {
        response = run();
      } catch (const std::exception&) { isFaulty = true; }
    }
    net::io_context& io = self->server_.io;
    net::post(io, [self = std::move(self), isFaulty, response = std::move(response)]() mutable {
      if (isFaulty) response = self->server_.application.refusal(500, kFault);
      self->take(std::move(response));
    });
  };
  if (!queue.offer({task.deadline, std::move(work)})) return tell(late_(Late::overload));
  deadline_.expires_at(task.deadline);
  deadline_.async_wait([self = shared_from_this(), isBegun](boost::system::error_code error) {
    if (!error && self->told_) self->tell(self->late_(*isBegun ? Late::working : Late::waited));
  });
}

void Work::take(std::optional<Response> response) {
  if (told_) return tell(response ? std::move(*response) : late_(Late::waited));
  if (response) server_.application.answered(*request_, *response, false);
}

void Work::tell(Response response) {
  deadline_.cancel();
  server_.application.answered(*request_, response, true);
  std::exchange(told_, nullptr)(std::move(response));
}

}  // namespace regard::server
