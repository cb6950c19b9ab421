#include "apps/server/customer_json.h"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>

namespace regard::server {
namespace {

using Json = nlohmann::ordered_json;

Json valueJson(const Value& value) {
  if (value.state != ValueState::known) return nullptr;
  if (value.kind == ValueKind::flag) return value.text == "yes";
  if (value.kind == ValueKind::number) return Json::parse(value.digits, nullptr, false);
  return value.text;
}

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

/// What is left of rows that were let go to bound a history; null if none were.
Json earlierJson(const std::optional<EarlierRows>& earlier) {
  if (!earlier) return nullptr;
  Json sums = Json::object();
  for (const auto& [column, sum] : earlier->sums) sums[column] = valueJson(sum);
  return {{"before", valueJson(earlier->before)}, {"count", valueJson(earlier->count)}, {"sums", sums}};
}

/// Customer data may hold bytes that are no UTF-8: they become U+FFFD.
std::string textOf(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n'; }

}  // namespace

std::string customerJson(const CustomerProfile& profile) {
  Json attributes = Json::object();
  for (const AttributeValue& attribute : profile.attributes)
    attributes[attribute.name] =
        attribute.value.kind == ValueKind::list ? rowsJson(attribute) : valueJson(attribute.value);
  return textOf({{"id", profile.id}, {"version", profile.version}, {"attributes", attributes}});
}

std::string historyJson(const CustomerProfile& profile) {
  Json history = Json::object(), earlier = Json::object();
  for (const AttributeValue& list : profile.history) {
    history[list.name] = rowsJson(list);
    earlier[list.name] = earlierJson(list.earlier);
  }
  return textOf({{"id", profile.id}, {"history", history}, {"earlier", earlier}});
}

std::string receiptJson(const std::string& id, const ProfileReceipt& receipt) {
  return textOf({{"id", id}, {"version", receipt.version}, {"created", receipt.created}});
}

}  // namespace regard::server
