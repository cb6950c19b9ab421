#include <algorithm>

#include "apps/render/import.h"
#include "apps/render/json.h"

namespace regard::render {
namespace {

const char* kindText(ValueKind kind) {
  constexpr const char* kNames[] = {"flag",    "number",   "percent", "money",  "text", "date",
                                    "instant", "duration", "period",  "choice", "list"};
  return kNames[static_cast<std::size_t>(kind)];
}

const char* stateText(ValueState state) {
  constexpr const char* kNames[] = {"known", "unknown", "error"};
  return kNames[static_cast<std::size_t>(state)];
}

}  // namespace

Json rowsJson(const AttributeValue& list) {
  if (list.value.state != ValueState::known) return nullptr;
  Json rows = Json::array();
  for (const std::vector<Value>& row : list.rows) {
    if (list.columns.empty()) {
      rows.push_back(valueJson(row.front()));
      continue;
    }
    Json object = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) object[list.columns[i]] = valueJson(row[i]);
    rows.push_back(std::move(object));
  }
  return rows;
}

namespace {

bool holdsMoney(const AttributeValue& attribute) {
  if (attribute.value.kind == ValueKind::money) return true;
  const auto isMoney = [](const Value& value) { return value.kind == ValueKind::money; };
  return !attribute.rows.empty() && std::any_of(attribute.rows.front().begin(), attribute.rows.front().end(), isMoney);
}

}  // namespace

std::string importJson(const ImportReport& report, const std::string& store) {
  Json unknown = Json::object();
  for (const auto& [attribute, cells] : report.unknownCells) unknown[attribute] = cells;
  return jsonText({{"store", store},
                   {"rows", report.rows},
                   {"imported", report.imported},
                   {"rejected", report.rejected},
                   {"replaced", report.replaced},
                   {"duplicates", report.duplicates},
                   {"closed", report.closed},
                   {"too_old", report.tooOld},
                   {"reject_file", report.rejectPath},
                   {"first_rejects", report.firstRejects},
                   {"unknown_cells", unknown},
                   {"missing_attributes", report.missingAttributes},
                   {"unused_columns", report.unusedColumns},
                   {"seconds", report.seconds},
                   {"store_bytes", report.storeBytes}});
}

std::string proposalJson(const ProfileProposal& proposal, const std::string& path) {
  return jsonText({{"path", path},
                   {"rows", proposal.rows},
                   {"unread_rows", proposal.unreadRows},
                   {"has_key", proposal.hasKey},
                   {"guesses", proposal.guesses},
                   {"text", proposal.text}});
}

namespace {

Json earlierJson(const std::optional<EarlierRows>& earlier) {
  if (!earlier) return nullptr;
  Json sums = Json::object();
  for (const auto& [column, sum] : earlier->sums) sums[column] = valueJson(sum);
  return {{"before", valueJson(earlier->before)}, {"count", valueJson(earlier->count)}, {"sums", sums}};
}

}  // namespace

std::string profileJson(const CustomerProfile& profile) {
  Json attributes = Json::array();
  for (const AttributeValue& attribute : profile.attributes) {
    Json entry = {{"name", attribute.name},
                  {"title", attribute.title},
                  {"kind", kindText(attribute.value.kind)},
                  {"state", stateText(attribute.value.state)},
                  {"value", attribute.value.kind == ValueKind::list ? rowsJson(attribute) : valueJson(attribute.value)},
                  {"text", attribute.value.text},
                  {"private", attribute.isPrivate}};
    if (holdsMoney(attribute)) entry["currency"] = profile.currency;
    attributes.push_back(std::move(entry));
  }
  Json history = Json::array();
  for (const AttributeValue& list : profile.history) {
    Json entry = {{"name", list.name},
                  {"rows", rowsJson(list)},
                  {"earlier", earlierJson(list.earlier)},
                  {"private", list.isPrivate}};
    if (holdsMoney(list)) entry["currency"] = profile.currency;
    history.push_back(std::move(entry));
  }
  return jsonText({{"id", profile.id}, {"version", profile.version}, {"attributes", attributes}, {"history", history}});
}

std::string schemaJson(const std::string& schema) { return jsonText({{"schema", schema}}); }

std::string storeJson(const StoreFacts& facts) {
  return jsonText({{"path", facts.path},
                   {"customers", facts.customers},
                   {"attributes", facts.attributes},
                   {"bytes", facts.bytes},
                   {"first_ids", facts.firstIds}});
}

}  // namespace regard::render
