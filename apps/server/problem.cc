#include "apps/server/problem.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace regard::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr ProblemKind kProblems[] = {
    {"malformed-request", 400, "The request is no HTTP that can be read in one way"},
    {"no-such-path", 404, "Nothing is served at this path"},
    {"method-not-allowed", 405, "The path does not take this method"},
    {"wrong-host", 421, "This is not the host that was asked for"},
    {"unauthenticated", 401, "Who asks is not known"},
    {"forbidden", 403, "Who asks may not do that"},
    {"too-often", 429, "This key asks too often"},
    {"too-large", 413, "A limit on the size of requests is exceeded"},
    {"expectation-failed", 417, "The request expects something that is not done here"},
    {"version-not-supported", 505, "The version of HTTP is not spoken here"},
    {"unsupported-media-type", 415, "The body has another format"},
    {"malformed-body", 400, "The body cannot be read"},
    {"unknown-member", 400, "The body has a member that is not known"},
    {"invalid-value", 400, "A value does not fit"},
    {"not-found", 404, "It is not there"},
    {"conflict", 409, "It does not fit what is there"},
    {"version-mismatch", 412, "It has been changed meanwhile"},
    {"key-in-use", 409, "A request with this key is being worked on"},
    {"key-reused", 422, "The key was given to another request"},
    {"overloaded", 503, "Too much waits already"},
    {"late", 503, "There was no time left to answer"},
    {"draining", 503, "The server is stopping"},
    {"storage-full", 507, "The disk is full"},
    {"storage-failed", 503, "The store cannot do that now"},
    {"not-supported", 422, "This store or these rules cannot do that"},
    {"rulebook-refused", 422, "These rules cannot decide here"},
    {"fault", 500, "A fault of this server"},
};
static_assert(std::size(kProblems) == static_cast<std::size_t>(ProblemType::count_));

/// Bytes that are no UTF-8 become U+FFFD.
std::string textOf(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

const ProblemKind& kindOf(ProblemType type) { return kProblems[static_cast<std::size_t>(type)]; }

int statusOf(const Problem& problem) { return problem.status != 0 ? problem.status : kindOf(problem.type).status; }

std::string problemJson(const Problem& problem) {
  const ProblemKind& kind = kindOf(problem.type);
  Json json = {{"type", fmt::format("urn:regard:problem:{}", kind.name)},
               {"title", kind.title},
               {"status", statusOf(problem)},
               {"detail", problem.detail}};
  if (!problem.pointer.empty()) json["pointer"] = problem.pointer;
  return textOf(json);
}

Response problemResponse(const Problem& problem) {
  const int status = statusOf(problem);
  Response response{status, "application/problem+json", problemJson(problem) + '\n', {}};
  if (status == 503) response.fields.emplace_back("Retry-After", "1");
  return response;
}

Problem problemOf(const Error& error) {
  const auto type = [&] {
    switch (error.kind) {
      case ErrorKind::invalid: return ProblemType::invalidValue;
      case ErrorKind::notFound: return ProblemType::notFound;
      case ErrorKind::conflict: return ProblemType::conflict;
      case ErrorKind::busy: return ProblemType::overloaded;
      case ErrorKind::unsupported: return ProblemType::notSupported;
      case ErrorKind::full: return ProblemType::storageFull;
      case ErrorKind::corrupt:
      case ErrorKind::io: break;
    }
    return ProblemType::storageFailed;
  }();
  return {type, error.message};
}

}  // namespace regard::server
