#pragma once
// What the JSON of this folder has in common. Only its .cc files include it.

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "regard/engine.h"
#include "regard/rulebook.h"
#include "regard/store.h"
#include "regard/value.h"

namespace regard::render {

using Json = nlohmann::ordered_json;  // keys in the order in which a reader wants them

/// Exact kinds stay text: money and percent are decimal strings, dates and choices their spelling. A flag is a JSON
/// boolean, a number a JSON number. What has no value is null.
inline Json valueJson(const Value& value) {
  if (value.state != ValueState::known) return nullptr;
  switch (value.kind) {
    case ValueKind::flag: return value.text == "yes";
    case ValueKind::number: return std::strtod(value.digits.c_str(), nullptr);
    case ValueKind::money:
    case ValueKind::percent: return value.digits;
    default: return value.text;
  }
}

inline Json figureJson(const Figure& figure) { return figure.isKnown() ? Json(figure.digits()) : Json(); }

inline Json orNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

/// One document as a command prints it. Bytes that are no UTF-8 (customer data may hold any) become U+FFFD.
inline std::string jsonText(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

/// import_json.cc. Objects by column, or bare values; null for a list that is not known.
Json rowsJson(const AttributeValue& list);
/// decision_json.cc. Keys: docs/cli.md.
Json offeredJson(const OfferedAction& action, const std::string& currency);
Json decisionDocument(const DecisionResult& result, const DecisionRequest& asked);
/// diagnostic_json.cc. Keys: docs/cli.md.
Json diagnosticsJson(const std::vector<Diagnostic>& diagnostics);

}  // namespace regard::render
