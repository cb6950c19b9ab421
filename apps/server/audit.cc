#include "apps/server/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "apps/server/digest.h"
#include "apps/server/durable_file.h"

namespace regard::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kChanges[] = {"given", "published", "activated", "rolled_back"};
constexpr std::string_view kHashMember = ",\"hash\":\"";
const std::string kBeforeTheFirst(64, '0');

/// All of a line but its own hash.
std::string bodyOf(const AuditEntry& entry, const std::string& previous) {
  const auto orNull = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  const Json json = {{"number", entry.number},
                     {"at", entry.at},
                     {"change", nameOf(entry.change)},
                     {"key", orNull(entry.author.key)},
                     {"name", orNull(entry.author.name)},
                     {"from", entry.author.from},
                     {"rulebook", entry.rulebook},
                     {"previous", previous}};
  std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  text.pop_back();
  return text;
}

std::string textOf(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Why a line is not the one that follows `previous`; nothing if it is, which `into` then holds.
std::optional<std::string> readLine(std::string_view line, std::uint64_t number, const std::string& previous,
                                    AuditEntry& into) {
  const std::size_t end = line.rfind(kHashMember);
  const Json json = Json::parse(line, nullptr, false);
  if (end == std::string_view::npos || !json.is_object()) return "it is no entry";
  into.number = json.value("number", Json()).is_number_unsigned() ? json["number"].get<std::uint64_t>() : 0;
  into.at = textOf(json, "at");
  into.author = {textOf(json, "key"), textOf(json, "name"), textOf(json, "from")};
  into.rulebook = textOf(json, "rulebook");
  into.hash = textOf(json, "hash");
  const std::string change = textOf(json, "change");
  const auto* const found = std::find(std::begin(kChanges), std::end(kChanges), change);
  if (found == std::end(kChanges)) return fmt::format("`{}` is no change", change);
  into.change = static_cast<Change>(found - std::begin(kChanges));
  if (into.hash != hexOf(sha256(line.substr(0, end)))) return "its hash is not that of its text";
  if (into.number != number) return fmt::format("it is number {}", into.number);
  if (textOf(json, "previous") != previous) return "it does not follow the entry before it";
  return std::nullopt;
}

}  // namespace

const char* nameOf(Change change) { return kChanges[static_cast<std::size_t>(change)]; }

Expected<AuditReport> readAudit(const std::string& path) {
  AuditReport report;
  const auto text = readFile(path);
  if (!text && text.error().kind == ErrorKind::notFound) return report;
  if (!text) return text.error();
  std::string previous = kBeforeTheFirst;
  for (std::string_view rest = *text; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    report.isCutShort = end == std::string_view::npos;
    if (report.isCutShort) break;
    AuditEntry entry;
    const std::uint64_t number = report.entries.size() + 1;
    if (const auto wrong = readLine(rest.substr(0, end), number, previous, entry)) {
      report.fault = fmt::format("line {}: {}", number, *wrong);
      break;
    }
    previous = entry.hash;
    report.entries.push_back(std::move(entry));
    report.wholeBytes += end + 1;
    rest.remove_prefix(end + 1);
  }
  return report;
}

Expected<AuditTrail> AuditTrail::open(const std::string& path) {
  auto report = readAudit(path);
  if (!report) return report.error();
  if (!report->fault.empty())
    return Error{ErrorKind::corrupt, fmt::format("the audit trail `{}` was changed: {}", path, report->fault)};
  if (report->isCutShort) {
    std::error_code error;
    std::filesystem::resize_file(path, report->wholeBytes, error);
    if (error) return Error{ErrorKind::io, fmt::format("`{}`: {}", path, error.message())};
  }
  AuditTrail trail;
  trail.path_ = path;
  trail.entries_ = std::move(report->entries);
  return trail;
}

Expected<bool> AuditTrail::append(Change change, const Author& author, const std::string& rulebook,
                                  const std::string& at) {
  AuditEntry entry{entries_.size() + 1, at, change, author, rulebook, {}};
  const std::string body = bodyOf(entry, entries_.empty() ? kBeforeTheFirst : entries_.back().hash);
  entry.hash = hexOf(sha256(body));
  auto done = appendDurably(path_, fmt::format("{}{}{}\"}}\n", body, kHashMember, entry.hash));
  if (done) entries_.push_back(std::move(entry));
  return done;
}

}  // namespace regard::server
