#include "apps/server/body.h"

#include <fmt/format.h>

#include <set>

#include "apps/server/bodies.h"

namespace regard::server {
namespace {

/// How many brackets are open at once, at most.
int depthOf(std::string_view text) {
  int depth = 0, deepest = 0;
  bool isInText = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (isInText) {
      if (c == '\\') ++i;
      if (c == '"') isInText = false;
    } else if (c == '"') {
      isInText = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

Problem malformed(std::string detail) { return {ProblemType::malformedBody, std::move(detail)}; }

/// The library's own words behind its codes.
std::string reasonOf(const nlohmann::json::parse_error& error) {
  const std::string_view what = error.what();
  const std::size_t end = what.find("] ");
  return std::string(end == std::string_view::npos ? what : what.substr(end + 2));
}

template <class T>
Shape shapeOf(std::string_view schema, std::span<const Member<T>> members) {
  Shape shape{schema, {}};
  for (const Member<T>& member : members) shape.members.emplace_back(member.name, member.isRequired);
  return shape;
}

constexpr const char* kValue = "text, a number, true, false or null, or a list of such";

}  // namespace

std::variant<Json, Problem> parseBody(std::string_view text) {
  if (text.empty()) return malformed("there is no body");
  if (depthOf(text) > kBodyDepthMax) return malformed(fmt::format("more than {} brackets are open", kBodyDepthMax));
  std::vector<std::set<std::string>> names;
  std::string twice;
  const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) names.emplace_back();
    if (event == Json::parse_event_t::object_end) names.pop_back();
    if (event == Json::parse_event_t::key && !names.back().insert(parsed.get<std::string>()).second)
      twice = parsed.get<std::string>();
    return true;
  };
  try {
    Json json = Json::parse(text, watch);
    if (!twice.empty()) return malformed(fmt::format("`{}` is named twice", twice));
    return json;
  } catch (const nlohmann::json::parse_error& error) { return malformed(reasonOf(error)); }
}

const char* readText(const Json& value, std::string& into) {
  if (!value.is_string() || value.get_ref<const std::string&>().empty()) return "text that is not empty";
  into = value.get<std::string>();
  return nullptr;
}

const char* readFlag(const Json& value, bool& into) {
  if (!value.is_boolean()) return "true or false";
  into = value.get<bool>();
  return nullptr;
}

const char* readCount(const Json& value, std::uint64_t& into) {
  if (!value.is_number_unsigned()) return "a whole number from 0 up";
  into = value.get<std::uint64_t>();
  return nullptr;
}

const char* readValue(const Json& value, std::string& into) {
  switch (value.type()) {
    case Json::value_t::string: into = value.get<std::string>(); return nullptr;
    case Json::value_t::boolean: into = value.get<bool>() ? "yes" : "no"; return nullptr;
    case Json::value_t::null: into = "unknown"; return nullptr;
    case Json::value_t::object:
    case Json::value_t::binary:
    case Json::value_t::discarded: return kValue;
    default: into = value.dump(); return nullptr;
  }
}

const char* readValues(const Json& value, std::map<std::string, std::string>& into) {
  if (!value.is_object()) return "an object of names and values";
  for (const auto& [name, member] : value.items()) {
    if (!member.is_object()) {
      if (const char* const should = readValue(member, into[name])) return should;
      continue;
    }
    for (const auto& [inner, part] : member.items())
      if (const char* const should = readValue(part, into[name + "." + inner])) return should;
  }
  return nullptr;
}

std::vector<Shape> shapes() {
  return {shapeOf<DecisionBody>("DecisionRequest", decisionMembers()),
          shapeOf<BatchBody>("BatchRequest", batchMembers()),
          shapeOf<OutcomeRequest>("OutcomeRequest", outcomeMembers()),
          shapeOf<EventRequest>("EventRequest", eventMembers()), shapeOf<ProfileBody>("Customer", profileMembers())};
}

}  // namespace regard::server
