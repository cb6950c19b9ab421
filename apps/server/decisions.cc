// Decisions: made, made by the hundred, looked up, and answered when there is no time to make them.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "apps/render/decision.h"
#include "apps/server/flat.h"
#include "apps/server/request_body.h"
#include "apps/server/service.h"
#include "regard/log.h"

namespace regard::server {
namespace {

using std::chrono::milliseconds;

/// Beyond so many that wait for the disk nothing more is logged: a disk that stands still takes no memory.
constexpr std::uint64_t kLogWaitingMax = 100'000;
/// What a batch gets beyond its deadline to be put together: the deadline is that of its decisions.
constexpr milliseconds kBatchGrace{100};

const char* wordOf(Late why) {
  switch (why) {
    case Late::overload: return "overload";
    case Late::waited: return "waited";
    case Late::working: break;
  }
  return "deadline";
}

Problem problemOf(Late why) {
  if (why == Late::overload) return {ProblemType::overloaded, "too many requests wait already: try again in a moment"};
  return {ProblemType::late, "the deadline has passed, and the rules name no late answer"};
}

struct Decided {
  std::optional<Problem> problem;
  std::string json;  ///< without a problem: the decision, with its line end
  Tally tally = {};
};

/// Enough to tell bundles apart by, and short enough for a string not to need memory of its own.
constexpr std::size_t kBundleDigits = 12;

Decided rendered(const DecisionBody& body, DecisionResult&& result, const std::string& degraded) {
  if (body.keep && result.offered.size() > *body.keep) result.offered.resize(*body.keep);
  Tally tally{result.offered.empty() ? "" : result.offered.front().action,
              degraded,
              {},
              {},
              result.rulebookHash.substr(0, kBundleDigits)};
  if (body.isFlat) return {{}, flatJson(result, degraded), std::move(tally)};
  return {{}, render::servedDecisionJson(result, body.asked, degraded), std::move(tally)};
}

DecisionRequest withoutLog(DecisionRequest asked) {
  asked.log = Logging::off;
  return asked;
}

/// A store that takes no more writes is no reason not to decide.
Decided decided(const Active& active, const DecisionBody& body) {
  std::string unlogged;
  if (body.asked.log == Logging::soon && active.engine.logStatus().waiting > kLogWaitingMax)
    unlogged = "the disk is slow";
  auto result = unlogged.empty() ? active.engine.decide(body.asked) : active.engine.decide(withoutLog(body.asked));
  if (!result && unlogged.empty() && body.asked.log != Logging::off && !body.asked.reserve &&
      (result.error().kind == ErrorKind::full || result.error().kind == ErrorKind::io)) {
    unlogged = result.error().message;
    result = active.engine.decide(withoutLog(body.asked));
  }
  if (!result) return {server::problemOf(result.error()), {}};
  if (!unlogged.empty()) result->notes.push_back(fmt::format("this decision is not in the log: {}", unlogged));
  return rendered(body, *std::move(result), "");
}

/// What the rules name for when there is no time; what is reserved cannot be made up.
Decided late(const Active& active, const DecisionBody& body, Late why) {
  if (body.asked.reserve) {
    if (why != Late::working) return {problemOf(why), {}};
    return {Problem{ProblemType::late,
                    "the deadline has passed, and the reservation is still being made: ask again with the same "
                    "Idempotency-Key, or let it lapse"},
            {}};
  }
  DecisionRequest asked = body.asked;
  asked.on.reset();
  auto answer = active.engine.lateAnswer(asked);
  if (!answer) return {server::problemOf(answer.error()), {}};
  if (!answer->has_value()) return {problemOf(why), {}};
  return rendered(body, **std::move(answer), wordOf(why));
}

Response responseOf(Decided decided) {
  if (decided.problem) return problemResponse(*decided.problem);
  Response response{200, "application/json", std::move(decided.json), {}};
  response.tally = std::move(decided.tally);
  return response;
}

/// Without its line end.
std::string jsonOf(Decided decided) {
  if (decided.problem) return problemJson(*decided.problem);
  decided.json.pop_back();
  return std::move(decided.json);
}

Response batchResponse(const std::vector<std::string>& answers) {
  return {200, "application/json", fmt::format("{{\"answers\":[{}]}}\n", fmt::join(answers, ",")), {}};
}

}  // namespace

Answer Service::decide(const Request& request, bool isFlat) {
  auto body = readBody(request, decisionMembers());
  if (auto* const problem = std::get_if<Problem>(&body)) return problemResponse(*problem);
  auto asked = std::make_shared<DecisionBody>(std::get<DecisionBody>(std::move(body)));
  asked->isFlat = isFlat;
  prepare(*asked);
  if (asked->asked.reserve && options_.isReadOnly) return problemResponse(readOnly());
  Task task;
  task.way = asked->asked.reserve || asked->asked.log == Logging::durable ? Way::write : Way::read;
  task.deadline = request.arrived + within(*asked);
  const auto rules = active();
  // Why takes the slow evaluator, and what waits for the disk waits.
  task.isShort = task.way == Way::read && !asked->asked.explain && rules->isWarm;
  task.run = [rules, asked] {
    const Clock::time_point begun = Clock::now();
    Response response = responseOf(decided(*rules, *asked));
    if (response.tally) response.tally->begun = begun, response.tally->ended = Clock::now();
    rules->isWarm = true;
    return response;
  };
  task.late = [rules, asked](Late why) {
    Response response = responseOf(server::late(*rules, *asked, why));
    response.standing = why == Late::working ? Standing::goesOn : Standing::passing;
    return response;
  };
  return task;
}

void Service::prepare(DecisionBody& body) const {
  // What if is no decision about the customer as they are, so it is not one to keep.
  body.asked.log = options_.isReadOnly || !body.asked.overrides.empty() ? Logging::off : options_.logging;
}

milliseconds Service::within(const DecisionBody& body) const {
  if (!body.deadlineMs) return body.asked.reserve ? options_.writeDeadline : options_.deadline;
  return std::min(milliseconds(std::min<std::uint64_t>(*body.deadlineMs, 1U << 30U)), options_.deadlineMax);
}

Answer Service::decideBatch(const Request& request) {
  auto read = readBody(request, batchMembers());
  if (auto* const problem = std::get_if<Problem>(&read)) return problemResponse(*problem);
  const auto& batch = std::get<BatchBody>(read);
  auto bodies = std::make_shared<std::vector<DecisionBody>>();
  for (std::size_t i = 0; i < batch.decisions.size(); ++i) {
    DecisionBody& body = bodies->emplace_back();
    const auto at = fmt::format("/decisions/{}", i);
    if (auto problem = readMembers(batch.decisions[i], decisionMembers(), at, body)) return problemResponse(*problem);
    if (body.asked.reserve || body.deadlineMs)
      return problemResponse({ProblemType::invalidValue, "a batch reserves nothing, and has one deadline for all",
                              at + (body.asked.reserve ? "/reserve" : "/deadline_ms")});
    prepare(body);
  }
  DecisionBody whole;
  whole.deadlineMs = batch.deadlineMs;
  const Clock::time_point deadline = request.arrived + within(whole);
  Task task;
  task.way = options_.logging == Logging::durable ? Way::write : Way::read;
  task.deadline = deadline + kBatchGrace;
  task.run = [active = active(), bodies, deadline] {
    std::vector<std::string> answers;
    for (const DecisionBody& body : *bodies)
      answers.push_back(
          jsonOf(Clock::now() < deadline ? decided(*active, body) : server::late(*active, body, Late::working)));
    return batchResponse(answers);
  };
  task.late = [](Late why) {
    Response response = problemResponse(problemOf(why));
    response.standing = why == Late::working ? Standing::goesOn : Standing::passing;
    return response;
  };
  return task;
}

Answer Service::decision(const Request& request, const std::string& id, bool why) const {
  return read(request, [store = store_, id, why] {
    const auto told = DecisionLog(store).tell(id, why);
    if (!told) return problemResponse(server::problemOf(told.error()));
    return Response{200, "application/json", render::servedDecisionJson(told->result, told->asked, ""), {}};
  });
}

}  // namespace regard::server
