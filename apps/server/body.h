#pragma once
// Bodies: JSON that is read strictly, by tables of the members that there are. What is not in the table is refused by
// name with the nearest that is.

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "apps/server/problem.h"
#include "regard/nearest.h"

namespace regard::server {

using Json = nlohmann::ordered_json;

inline constexpr std::size_t kBodyDepthMax = 16;

/// RFC 8259 in UTF-8, no deeper than kBodyDepthMax, no name twice in one object.
std::variant<Json, Problem> parseBody(std::string_view text);

/// A member of a body that becomes a T. `read` returns what the value should be, or nothing if it is that.
template <class T>
struct Member {
  std::string_view name;
  bool isRequired = false;
  const char* (*read)(const Json& value, T& into) = nullptr;
};

const char* readText(const Json& value, std::string& into);                ///< not empty
const char* readTexts(const Json& value, std::vector<std::string>& into);  ///< at least one, none empty
const char* readFlag(const Json& value, bool& into);
const char* readCount(const Json& value, std::uint64_t& into);  ///< from 0 up
/// Names and values in the language's spelling: numbers by their digits, flags as `yes` and `no`, null as `unknown`, a
/// list as JSON, an object's members as `name.member`.
const char* readValues(const Json& value, std::map<std::string, std::string>& into);
/// One such value.
const char* readValue(const Json& value, std::string& into);

/// Members of an object by their table, into `into`; `at` is where it stands in the body, as a JSON pointer.
template <class T>
std::optional<Problem> readMembers(const Json& object, std::span<const Member<T>> members, const std::string& at,
                                   T& into) {
  if (!object.is_object()) return Problem{ProblemType::invalidValue, "it should be an object", at};
  for (const auto& [name, value] : object.get_ref<const Json::object_t&>()) {
    const Member<T>* found = nullptr;
    for (const Member<T>& member : members)
      if (member.name == name) found = &member;
    if (found == nullptr) {
      std::vector<std::string> names;
      for (const Member<T>& member : members) names.emplace_back(member.name);
      const std::string nearest = didYouMean(name, names);
      return Problem{ProblemType::unknownMember,
                     "there is no member `" + name + "`" + (nearest.empty() ? "" : ": " + nearest), at + "/" + name};
    }
    if (const char* const should = found->read(value, into))
      return Problem{ProblemType::invalidValue, "`" + name + "` should be " + should, at + "/" + name};
  }
  for (const Member<T>& member : members)
    if (member.isRequired && !object.contains(member.name))
      return Problem{ProblemType::invalidValue, "`" + std::string(member.name) + "` is missing", at};
  return std::nullopt;
}

/// A schema of the description and the members that are read for it.
struct Shape {
  std::string_view schema;
  std::vector<std::pair<std::string_view, bool>> members;  ///< name, whether it must be there
};
/// All bodies: a test holds docs/api/openapi.json to them.
std::vector<Shape> shapes();

}  // namespace regard::server
