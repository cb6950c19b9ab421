#include "apps/render/sarif.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "apps/render/json.h"

namespace regard::render {
namespace {

constexpr const char* kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr const char* kTestRule = "test";

/// A file's name as a URI reference: whatever is more than a plain letter or a `/` is escaped.
std::string uriOf(const std::string& path) {
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                         std::string_view("/-._~").find(c) != std::string_view::npos;
    uri += isPlain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

Json textOf(const std::string& text) { return {{"text", text}}; }

Json locationOf(const std::string& file, Json region) {
  return {{"physicalLocation", {{"artifactLocation", {{"uri", uriOf(file)}}}, {"region", std::move(region)}}}};
}

/// The file to open, if there was one.
const std::string& fileOf(const std::string& location, const std::string& path) {
  return location.empty() ? path : location;
}

void relate(Json& result, const std::string& message, Json location) {
  Json& related = result["relatedLocations"];
  location["id"] = related.size() + 1;
  location["message"] = textOf(message);
  related.push_back(std::move(location));
}

std::string messageOf(const Diagnostic& d) {
  if (d.hint.empty()) return d.message;
  return fmt::format("{}. Hint: {}{}", d.message, d.hint, d.hint.ends_with('?') ? "" : ".");
}

Json resultOf(const Diagnostic& d, std::size_t ruleIndex) {
  Json region = {{"startLine", d.line},      {"startColumn", d.column},   {"endLine", d.endLine},
                 {"endColumn", d.endColumn}, {"byteOffset", d.byteBegin}, {"byteLength", d.byteEnd - d.byteBegin}};
  Json result = {{"ruleId", d.code},
                 {"ruleIndex", ruleIndex},
                 {"level", d.isError ? "error" : "warning"},
                 {"message", textOf(messageOf(d))},
                 {"locations", Json::array({locationOf(fileOf(d.location, d.path), std::move(region))})}};
  for (const Diagnostic::Note& note : d.notes)
    relate(result, note.message,
           locationOf(fileOf(note.location, note.path), {{"startLine", note.line}, {"startColumn", note.column}}));
  return result;
}

/// `folder` is where the paths begin; a reason that no rule gives has no place, so it goes into the message.
Json resultOf(const TestResult& test, const TestFailure& failure, const std::string& folder) {
  const auto fileAt = [&](const std::string& path) {
    return folder.empty() ? path : fmt::format("{}/{}", folder, path);
  };
  std::string message = fmt::format("{}: expected {}, found {}", test.title, failure.expected, failure.found);
  for (const TestFailure::Reason& reason : failure.because)
    if (reason.path.empty()) message += "; " + reason.text;
  Json region = {{"startLine", failure.line}, {"startColumn", failure.column}};
  Json result = {{"ruleId", kTestRule},
                 {"ruleIndex", 0},
                 {"level", "error"},
                 {"message", textOf(message)},
                 {"locations", Json::array({locationOf(fileAt(failure.path), std::move(region))})}};
  for (const TestFailure::Reason& reason : failure.because)
    if (!reason.path.empty())
      relate(result, reason.text, locationOf(fileAt(reason.path), {{"startLine", reason.line}}));
  return result;
}

Json ruleOf(const CodeHelp& code) {
  return {{"id", code.code},
          {"shortDescription", textOf(code.title)},
          {"fullDescription", textOf(code.story.substr(0, code.story.find("\n\n")))},
          {"help", textOf(code.story)},
          {"defaultConfiguration", {{"level", code.isError ? "error" : "warning"}}}};
}

std::string logOf(const std::string& version, Json rules, Json results, std::size_t suppressed) {
  Json driver = {{"name", "regard"}, {"version", version}, {"semanticVersion", version}, {"rules", std::move(rules)}};
  Json run = {
      {"tool", {{"driver", std::move(driver)}}}, {"columnKind", "unicodeCodePoints"}, {"results", std::move(results)}};
  if (suppressed > 0) run["properties"] = {{"suppressed", suppressed}};
  return jsonText({{"$schema", kSchema}, {"version", "2.1.0"}, {"runs", Json::array({std::move(run)})}});
}

}  // namespace

std::string checkSarif(const CheckReport& report, const std::vector<CodeHelp>& codes, const std::string& version) {
  std::set<std::string> occurring;
  for (const Diagnostic& d : report.diagnostics) occurring.insert(d.code);
  Json rules = Json::array(), results = Json::array();
  for (const CodeHelp& code : codes)
    if (occurring.contains(code.code)) rules.push_back(ruleOf(code));
  for (const Diagnostic& d : report.diagnostics) {
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const Json& r) { return r["id"] == d.code; });
    results.push_back(resultOf(d, static_cast<std::size_t>(rule - rules.begin())));
  }
  return logOf(version, std::move(rules), std::move(results), report.suppressed);
}

std::string testsSarif(const std::vector<TestResult>& results, const std::string& folder, const std::string& version) {
  Json failures = Json::array();
  for (const TestResult& test : results) {
    for (const TestFailure& failure : test.failures) failures.push_back(resultOf(test, failure, folder));
  }
  Json rule = {{"id", kTestRule},
               {"shortDescription", textOf("an expectation of a test does not hold")},
               {"defaultConfiguration", {{"level", "error"}}}};
  return logOf(version, Json::array({std::move(rule)}), std::move(failures), 0);
}

}  // namespace regard::render
