#include "apps/server/body.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "apps/server/bodies.h"

namespace regard::server {
namespace {

Problem malformed(std::string detail) { return {ProblemType::malformedBody, std::move(detail)}; }

/// Makes the tree, and stops at what no body may have. Names are looked for by their hash where there are many, so that
/// a body of nothing but names takes no longer than others.
class Builder final : public Json::json_sax_t {
 public:
  explicit Builder(Json& root) : root_(root) { open_.reserve(kUsualDepth); }
  const std::string& fault() const { return fault_; }

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(std::int64_t value) override { return put(value); }
  bool number_unsigned(std::uint64_t value) override { return put(value); }
  bool number_float(double value, const std::string&) override { return put(value); }
  bool string(std::string& value) override { return put(std::move(value)); }
  bool binary(Json::binary_t&) override { return false; }  // JSON text has none
  bool start_object(std::size_t) override { return open(Json::value_t::object); }
  bool start_array(std::size_t) override { return open(Json::value_t::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(std::string& name) override {
    Level& level = open_.back();
    auto& members = level.value->get_ref<Json::object_t&>();
    bool isThere = false;
    if (members.size() < kFewMembers) {
      members.reserve(kUsualMembers);
      isThere = std::any_of(members.begin(), members.end(), [&](const auto& one) { return one.first == name; });
    } else {
      if (!level.names) {
        level.names.emplace();
        for (const auto& [known, value] : members) level.names->insert(known);
      }
      isThere = !level.names->insert(name).second;
    }
    if (isThere) return stop(fmt::format("`{}` is named twice", name));
    members.emplace_back(std::move(name), Json());
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    const std::string_view what = error.what();  // the library's own words behind its codes
    const std::size_t end = what.find("] ");
    return stop(std::string(end == std::string_view::npos ? what : what.substr(end + 2)));
  }

 private:
  static constexpr std::size_t kFewMembers = 16, kUsualMembers = 4, kUsualDepth = 4;
  struct Level {
    Json* value = nullptr;  ///< in its parent, which does not change while this is open
    std::optional<std::unordered_set<std::string>> names = {};  ///< once there are many
  };

  /// Where what comes next belongs.
  Json& place() {
    if (open_.empty()) return root_;
    Json& parent = *open_.back().value;
    if (parent.is_object()) return parent.get_ref<Json::object_t&>().back().second;
    return parent.emplace_back();
  }
  bool put(Json value) {
    place() = std::move(value);
    return true;
  }
  bool open(Json::value_t kind) {
    if (open_.size() == kBodyDepthMax) return stop(fmt::format("more than {} brackets are open", kBodyDepthMax));
    Json& here = place();
    here = Json(kind);
    open_.push_back({&here});
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }
  bool stop(std::string why) {
    fault_ = std::move(why);
    return false;
  }

  Json& root_;
  std::vector<Level> open_;
  std::string fault_;
};

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
  Json json;
  Builder builder(json);
  if (Json::sax_parse(text, &builder)) return json;
  return malformed(builder.fault());
}

const char* readText(const Json& value, std::string& into) {
  if (!value.is_string() || value.get_ref<const std::string&>().empty()) return "text that is not empty";
  into = value.get<std::string>();
  return nullptr;
}

const char* readTexts(const Json& value, std::vector<std::string>& into) {
  constexpr const char* kShould = "a list of texts, at least one";
  if (!value.is_array() || value.empty()) return kShould;
  for (const Json& one : value)
    if (readText(one, into.emplace_back()) != nullptr) return kShould;
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
  for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) {
    if (!member.is_object()) {
      if (const char* const should = readValue(member, into[name])) return should;
      continue;
    }
    for (const auto& [inner, part] : member.get_ref<const Json::object_t&>())
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
