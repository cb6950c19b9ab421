#include "apps/server/bodies.h"

namespace regard::server {
namespace {

const char* readOptional(const Json& value, std::optional<std::string>& into) {
  return readText(value, into.emplace());
}
const char* readOptional(const Json& value, std::optional<std::uint64_t>& into) {
  return readCount(value, into.emplace());
}

constexpr Member<DecisionBody> kDecision[] = {
    {"customer", true, [](const Json& j, DecisionBody& b) { return readText(j, b.asked.customer); }},
    {"request", false, [](const Json& j, DecisionBody& b) { return readValues(j, b.asked.request); }},
    {"channels", false, [](const Json& j, DecisionBody& b) { return readTexts(j, b.asked.channels); }},
    {"set", false, [](const Json& j, DecisionBody& b) { return readValues(j, b.asked.overrides); }},
    {"on", false, [](const Json& j, DecisionBody& b) { return readOptional(j, b.asked.on); }},
    {"now", false, [](const Json& j, DecisionBody& b) { return readOptional(j, b.asked.now); }},
    {"seed", false, [](const Json& j, DecisionBody& b) { return readOptional(j, b.asked.seed); }},
    {"keep", false, [](const Json& j, DecisionBody& b) { return readOptional(j, b.keep); }},
    {"why", false, [](const Json& j, DecisionBody& b) { return readFlag(j, b.asked.explain); }},
    {"reserve", false, [](const Json& j, DecisionBody& b) { return readFlag(j, b.asked.reserve); }},
    {"deadline_ms", false, [](const Json& j, DecisionBody& b) { return readOptional(j, b.deadlineMs); }},
};

const char* readDecisions(const Json& value, BatchBody& into) {
  if (!value.is_array() || value.empty() || value.size() > kBatchMax) return "a list of 1 to 1000 decisions";
  into.decisions.assign(value.begin(), value.end());
  return nullptr;
}

constexpr Member<BatchBody> kBatch[] = {
    {"decisions", true, readDecisions},
    {"deadline_ms", false, [](const Json& j, BatchBody& b) { return readOptional(j, b.deadlineMs); }},
};

constexpr Member<OutcomeRequest> kOutcome[] = {
    {"decision", true, [](const Json& j, OutcomeRequest& b) { return readText(j, b.decision); }},
    {"action", true, [](const Json& j, OutcomeRequest& b) { return readText(j, b.action); }},
    {"outcome", true, [](const Json& j, OutcomeRequest& b) { return readText(j, b.outcome); }},
    {"amount", false, [](const Json& j, OutcomeRequest& b) { return readValue(j, b.amount); }},
    {"at", false, [](const Json& j, OutcomeRequest& b) { return readOptional(j, b.at); }},
};

constexpr Member<EventRequest> kEvent[] = {
    {"customer", true, [](const Json& j, EventRequest& b) { return readText(j, b.customer); }},
    {"event", true, [](const Json& j, EventRequest& b) { return readText(j, b.name); }},
    {"fields", false, [](const Json& j, EventRequest& b) { return readValues(j, b.fields); }},
    {"at", false, [](const Json& j, EventRequest& b) { return readOptional(j, b.at); }},
    {"key", false, [](const Json& j, EventRequest& b) { return readText(j, b.key); }},
    {"close", false, [](const Json& j, EventRequest& b) { return readFlag(j, b.close); }},
};

constexpr Member<ProfileBody> kProfile[] = {
    {"id", false, [](const Json& j, ProfileBody& b) { return readText(j, b.id); }},
    {"version", false, [](const Json& j, ProfileBody& b) { return readOptional(j, b.version); }},
    {"attributes", true, [](const Json& j, ProfileBody& b) { return readValues(j, b.attributes); }},
};

}  // namespace

std::span<const Member<DecisionBody>> decisionMembers() { return kDecision; }
std::span<const Member<BatchBody>> batchMembers() { return kBatch; }
std::span<const Member<OutcomeRequest>> outcomeMembers() { return kOutcome; }
std::span<const Member<EventRequest>> eventMembers() { return kEvent; }
std::span<const Member<ProfileBody>> profileMembers() { return kProfile; }

std::optional<Problem> readCloudEvent(const Json& json, EventRequest& into) {
  if (!json.is_object()) return Problem{ProblemType::invalidValue, "a CloudEvent is an object"};
  const auto text = [&](const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  if (text("specversion") != "1.0")
    return Problem{ProblemType::invalidValue, "`specversion` should be 1.0", "/specversion"};
  for (const char* name : {"id", "source", "type", "subject"})
    if (text(name).empty())
      return Problem{ProblemType::invalidValue, std::string("`") + name + "` should be text that is not empty",
                     std::string("/") + name};
  const std::string type = text("type");
  into.name = type.substr(type.rfind('.') + 1);  // all of it if there is no dot
  into.customer = text("subject");
  into.key = text("source") + " " + text("id");
  if (json.contains("time")) into.at = text("time");
  if (const auto data = json.find("data"); data != json.end())
    if (const char* const should = readValues(*data, into.fields))
      return Problem{ProblemType::invalidValue, std::string("`data` should be ") + should, "/data"};
  return std::nullopt;
}

}  // namespace regard::server
