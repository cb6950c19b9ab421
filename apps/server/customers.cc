// Customers, what happened to them, and what came of offers: what is kept in the store.

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "apps/render/event.h"
#include "apps/render/outcome.h"
#include "apps/server/customer_json.h"
#include "apps/server/request_body.h"
#include "apps/server/service.h"

namespace regard::server {
namespace {

constexpr const char* kMergePatch = "application/merge-patch+json";
constexpr const char* kCloudEvent = "application/cloudevents+json";

Response json(std::string body) { return {200, "application/json", std::move(body), {}}; }

Problem stillWriting(Late why) {
  if (why == Late::overload) return {ProblemType::overloaded, "too many writes wait already: try again in a moment"};
  return {ProblemType::late, why == Late::waited ? "the deadline has passed before anything was written"
                                                 : "the deadline has passed, and it may be written yet: ask again"};
}

/// The version that `If-Match` asks for; 0 of `If-None-Match: *`: it must not be there.
std::optional<Problem> readConditions(const Request& request, std::optional<std::uint64_t>& version) {
  if (const auto none = request.head.field("if-none-match")) {
    if (*none != "*") return Problem{ProblemType::invalidValue, "`If-None-Match` can only be *"};
    version = 0;
  }
  const auto match = request.head.field("if-match");
  if (!match) return std::nullopt;
  std::uint64_t number = 0;
  const bool isQuoted = match->size() > 2 && match->front() == '"' && match->back() == '"';
  const char* const last = match->data() + match->size() - 1;
  const auto read = isQuoted ? std::from_chars(match->data() + 1, last, number) : std::from_chars_result{};
  if (!isQuoted || read.ec != std::errc() || read.ptr != last || number == 0)
    return Problem{ProblemType::invalidValue, "`If-Match` should be a customer's `ETag`, such as \"3\""};
  version = number;
  return std::nullopt;
}

std::string etagOf(std::uint64_t version) { return fmt::format("\"{}\"", version); }

}  // namespace

Answer Service::read(const Request& request, std::function<Response()> run) const {
  const auto late = [](Late why) {
    return problemResponse(why == Late::overload ? Problem{ProblemType::overloaded, "too many requests wait already"}
                                                 : Problem{ProblemType::late, "the deadline has passed"});
  };
  return Task{Way::read, request.arrived + options_.deadline, std::move(run), late};
}

Answer Service::write(const Request& request, std::function<Response()> run) const {
  if (options_.isReadOnly) return problemResponse(readOnly());
  const auto late = [](Late why) {
    Response response = problemResponse(stillWriting(why));
    response.standing = why == Late::working ? Standing::goesOn : Standing::passing;
    return response;
  };
  return Task{Way::write, request.arrived + options_.writeDeadline, std::move(run), late};
}

Problem Service::readOnly() {
  return {ProblemType::storageFailed, "this server was started where nothing can be written"};
}

Answer Service::outcome(const Request& request) {
  auto body = readBody(request, outcomeMembers());
  if (auto* const problem = std::get_if<Problem>(&body)) return problemResponse(*problem);
  return write(request, [store = store_, told = std::get<OutcomeRequest>(std::move(body))]() mutable {
    const auto receipt = store.outcome(told);
    return receipt ? json(render::outcomeJson(told, *receipt)) : problemResponse(problemOf(receipt.error()));
  });
}

Answer Service::event(const Request& request) {
  std::variant<EventRequest, Problem> body = EventRequest{};
  if (hasType(request, kCloudEvent)) {
    auto cloud = parseBody(request.body);
    if (auto* const problem = std::get_if<Problem>(&cloud)) return problemResponse(*problem);
    if (const auto problem = readCloudEvent(std::get<Json>(cloud), std::get<EventRequest>(body)))
      return problemResponse(*problem);
  } else {
    body = readBody(request, eventMembers());
  }
  if (auto* const problem = std::get_if<Problem>(&body)) return problemResponse(*problem);
  auto told = std::get<EventRequest>(std::move(body));
  told.rulebook = active()->rulebook;
  return write(request, [store = store_, told = std::move(told)]() mutable {
    const auto receipt = store.record(told);
    return receipt ? json(render::eventJson(told, *receipt)) : problemResponse(problemOf(receipt.error()));
  });
}

Answer Service::customer(const Request& request, const std::string& id, bool history) const {
  return read(request, [store = store_, id, history] {
    const auto profile = store.find(id);
    if (!profile) return problemResponse(problemOf(profile.error()));
    Response response = json(history ? historyJson(*profile) : customerJson(*profile));
    response.fields.emplace_back("ETag", etagOf(profile->version));
    return response;
  });
}

Answer Service::putCustomer(const Request& request, const std::string& id, bool merge) {
  auto body = readBody(request, profileMembers(), merge ? kMergePatch : "application/json");
  if (auto* const problem = std::get_if<Problem>(&body)) return problemResponse(*problem);
  auto& profile = std::get<ProfileBody>(body);
  if (!profile.id.empty() && profile.id != id)
    return problemResponse(
        {ProblemType::invalidValue, fmt::format("`id` should be `{}`, as the path has it", id), "/id"});
  ProfileRequest asked{id, std::move(profile.attributes), merge, profile.version};
  if (const auto problem = readConditions(request, asked.expected)) return problemResponse(*problem);
  return write(request, [store = store_, asked = std::move(asked)]() mutable {
    const auto receipt = store.put(asked);
    if (!receipt) {
      Problem problem = problemOf(receipt.error());
      if (problem.type == ProblemType::conflict) problem.type = ProblemType::versionMismatch;
      return problemResponse(problem);
    }
    Response response = json(receiptJson(asked.customer, *receipt));
    if (receipt->created) response.status = 201;
    response.fields.emplace_back("ETag", etagOf(receipt->version));
    return response;
  });
}

Answer Service::eraseCustomer(const Request& request, const std::string& id) {
  return write(request, [store = store_, id]() mutable {
    const auto erased = store.erase(id);
    if (!erased) return problemResponse(problemOf(erased.error()));
    if (!*erased) return problemResponse({ProblemType::notFound, fmt::format("there is no `{}`", id)});
    return Response{204, "", "", {}};
  });
}

}  // namespace regard::server
