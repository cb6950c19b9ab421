#include "engine/ingest/json_cell.h"

#include <fmt/format.h>

#include "base/format.h"

namespace regard {

namespace ondemand = simdjson::ondemand;

namespace {

std::string fault(std::string_view what, std::string_view key) {
  return key.empty() ? std::string(what) : fmt::format("{} at key `{}`", what, key);
}

std::string readNumber(ondemand::value value, std::string_view key, SpelledNumbers& numbers, std::string_view& cell) {
  std::string_view digits = value.raw_json_token();
  digits = digits.substr(0, digits.find_last_not_of(" \t\r\n") + 1);
  double number = 0;
  if (value.get_double().get(number)) return fault("has no valid number", key);
  cell = digits;
  if (digits.find_first_of("eE") != std::string_view::npos) cell = numbers.emplace_back(formatNumber(number));
  return {};
}

}  // namespace

std::string readJsonCell(ondemand::value value, std::string_view key, SpelledNumbers& numbers, std::string_view& cell) {
  ondemand::json_type type{};
  if (value.type().get(type)) return fault("is not JSON", key);
  switch (type) {
    case ondemand::json_type::array:
    case ondemand::json_type::object:
      return fault("has a nested value", key) + ": only text, numbers, true, false and null are read there";
    case ondemand::json_type::string:
      if (value.get_string().get(cell)) return fault("has text that is not JSON", key);
      if (cell.find('\0') != std::string_view::npos) return fault("holds a NUL", key);
      return {};
    case ondemand::json_type::boolean: {
      bool flag = false;
      if (value.get_bool().get(flag)) return fault("is not JSON", key);
      cell = flag ? "true" : "false";
      return {};
    }
    case ondemand::json_type::null: {
      bool isNull = false;
      if (value.is_null().get(isNull) || !isNull) return fault("is not JSON", key);
      return {};
    }
    case ondemand::json_type::number: return readNumber(value, key, numbers, cell);
  }
  return {};
}

}  // namespace regard
