#pragma once
// One line of JSON, written as it is told: what a service answers by the thousand needs no tree.

#include <fmt/format.h>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

#include "apps/render/json.h"

namespace regard::render {

/// The text that a tree of the same members gives, to the byte. Commas are its own; brackets are the caller's to close.
class JsonWriter {
 public:
  explicit JsonWriter(std::size_t bytes) { text_.reserve(bytes); }

  JsonWriter& open(char bracket) {
    comma();
    text_ += bracket;
    isFirst_ = true;
    return *this;
  }
  JsonWriter& close(char bracket) {
    text_ += bracket;
    isFirst_ = false;
    return *this;
  }
  /// `name` needs no escapes.
  JsonWriter& key(std::string_view name) {
    comma();
    text_.append("\"").append(name).append("\":");
    isFirst_ = true;
    return *this;
  }
  JsonWriter& text(std::string_view value) {
    comma();
    quoted(value);
    return *this;
  }
  JsonWriter& textOrNull(std::string_view value) { return value.empty() ? raw("null") : text(value); }
  template <std::integral Integer>
  JsonWriter& number(Integer value) {
    return raw(fmt::format_int(value).c_str());
  }
  JsonWriter& number(double value) { return raw(Json(value).dump()); }
  JsonWriter& flag(bool value) { return raw(value ? "true" : "false"); }
  /// As valueJson.
  JsonWriter& value(const Value& value) {
    if (value.state != ValueState::known) return raw("null");
    switch (value.kind) {
      case ValueKind::flag: return flag(value.text == "yes");
      case ValueKind::number: return raw(valueJson(value).dump());
      case ValueKind::money:
      case ValueKind::percent: return text(value.digits);
      default: return text(value.text);
    }
  }
  std::string take() { return std::move(text_); }

 private:
  void comma() {
    if (!isFirst_) text_ += ',';
    isFirst_ = false;
  }
  JsonWriter& raw(std::string_view json) {
    comma();
    text_ += json;
    return *this;
  }
  /// What is no plain ASCII is left to the library, which knows UTF-8 and what to do where it is none.
  void quoted(std::string_view value) {
    const auto isPlain = [](char c) { return c >= ' ' && c < '\x7F' && c != '"' && c != '\\'; };
    for (const char c : value)
      if (!isPlain(c)) {
        text_ += Json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
        return;
      }
    text_.append("\"").append(value).append("\"");
  }

  std::string text_;
  bool isFirst_ = true;
};

}  // namespace regard::render
