// The rules that decide: brought, activated, taken back, and who did so.

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "apps/render/diagnostic.h"
#include "apps/render/rulebook_facts.h"
#include "apps/server/request_body.h"
#include "apps/server/service.h"

namespace regard::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kBundleType = "application/octet-stream";

Response jsonResponse(const Json& json) {
  return {200, "application/json", json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n', {}};
}

Json orNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

/// Of what was published, activated or taken back.
Response problemOfRules(const Error& error, ProblemType conflict) {
  Problem problem = problemOf(error);
  switch (error.kind) {
    case ErrorKind::conflict: problem.type = conflict; break;
    case ErrorKind::invalid:
    case ErrorKind::unsupported:
    case ErrorKind::corrupt: problem.type = ProblemType::rulebookRefused; break;
    default: break;
  }
  return problemResponse(problem);
}

Response activeResponse(const Active& active) {
  return jsonResponse(
      {{"hash", active.rulebook.hash()}, {"name", active.rulebook.name()}, {"title", active.rulebook.title()}});
}

}  // namespace

Response Service::rulebook() const {
  const auto rules = active();
  return {200, "application/json", render::rulebookJson(render::factsOf(rules->rulebook), rules->rulebook.hash()), {}};
}

Response Service::rulebooks() const {
  Json list = Json::array();
  for (const ShelvedRulebook& book : publishing_->shelf())
    list.push_back({{"hash", book.hash},
                    {"published_at", book.publishedAt},
                    {"published_by", book.publishedBy},
                    {"active", book.isActive}});
  return jsonResponse({{"rulebooks", list}});
}

Response Service::audit() const {
  Json list = Json::array();
  for (const AuditEntry& entry : publishing_->audit())
    list.push_back({{"number", entry.number},
                    {"at", entry.at},
                    {"change", nameOf(entry.change)},
                    {"key", orNull(entry.author.key)},
                    {"name", orNull(entry.author.name)},
                    {"from", entry.author.from},
                    {"rulebook", entry.rulebook},
                    {"hash", entry.hash}});
  return jsonResponse({{"entries", list}});
}

/// Tests of large rules take their time.
Answer Service::change(const Request& request, std::function<Response()> run) const {
  Answer answer = write(request, std::move(run));
  if (auto* const task = std::get_if<Task>(&answer)) task->deadline = request.arrived + options_.deadlineMax;
  return answer;
}

Answer Service::publish(const Request& request, const Author& author) {
  if (!hasType(request, kBundleType))
    return problemResponse(
        {ProblemType::unsupportedMediaType, fmt::format("`Content-Type` should be {}: a bundle", kBundleType)});
  auto bundle = std::make_shared<const std::string>(request.body);
  return change(request, [publishing = publishing_, bundle, author, journal = options_.journal] {
    const auto receipt = publishing->publish(*bundle, author);
    if (!receipt) return problemOfRules(receipt.error(), ProblemType::rulebookRefused);
    const Rulebook& rulebook = receipt->rulebook;
    if (journal)
      journal->say(Journal::Level::info, "rulebook_published", rulebook.name(),
                   {{"rulebook", rulebook.hash()}, {"key", author.key}});
    Response response = jsonResponse({{"hash", rulebook.hash()},
                                      {"name", rulebook.name()},
                                      {"title", rulebook.title()},
                                      {"tests", rulebook.testCount()},
                                      {"new", receipt->isNew}});
    response.status = receipt->isNew ? 201 : 200;
    return response;
  });
}

Answer Service::activate(const Request& request, const std::string& hash, const Author& author) {
  return change(request, [publishing = publishing_, hash, author, journal = options_.journal] {
    const auto active = publishing->activate(hash, author);
    if (!active) return problemOfRules(active.error(), ProblemType::forbidden);
    if (journal)
      journal->say(Journal::Level::info, "rulebook_activated", (*active)->rulebook.name(),
                   {{"rulebook", hash}, {"key", author.key}});
    return activeResponse(**active);
  });
}

Answer Service::rollBack(const Request& request, const Author& author) {
  return change(request, [publishing = publishing_, author, journal = options_.journal] {
    const auto active = publishing->rollBack(author);
    if (!active) return problemOfRules(active.error(), ProblemType::conflict);
    if (journal)
      journal->say(Journal::Level::warning, "rulebook_rolled_back", (*active)->rulebook.name(),
                   {{"rulebook", (*active)->rulebook.hash()}, {"key", author.key}});
    return activeResponse(**active);
  });
}

}  // namespace regard::server
