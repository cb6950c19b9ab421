#pragma once
// One line of JSON, written as it is told: what a service answers by the thousand needs no tree.

#include <fmt/format.h>

#include <concepts>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "regard/value.h"

namespace regard::render {

/// The text that a tree of the same members gives, to the byte. Commas are its own; brackets are the caller's to close.
///
/// Idea: whatever is written brings the comma behind it, and what closes writes over it, so nothing asks whether it is
/// the first. Names are literals, whose bytes the compiler lays down whole.
class JsonWriter {
 public:
  /// `bytes`: about how long it gets.
  explicit JsonWriter(std::size_t bytes) : text_(bytes, '\0') {}

  JsonWriter& open(char bracket) {
    *room(1) = bracket;
    ++size_;
    return *this;
  }
  JsonWriter& close(char bracket) {
    if (text_[size_ - 1] == ',') --size_;
    char* const at = room(2);
    at[0] = bracket;
    at[1] = ',';
    size_ += 2;
    return *this;
  }
  /// `name` needs no escapes.
  template <std::size_t Size>
  JsonWriter& key(const char (&name)[Size]) {
    char* const at = room(Size + 2);
    at[0] = '"';
    std::memcpy(at + 1, name, Size - 1);
    at[Size] = '"';
    at[Size + 1] = ':';
    size_ += Size + 2;
    return *this;
  }
  /// A name that may hold anything.
  JsonWriter& name(std::string_view name) {
    quoted(name, ':');
    return *this;
  }
  JsonWriter& text(std::string_view value) {
    quoted(value, ',');
    return *this;
  }
  JsonWriter& textOrNull(std::string_view value) { return value.empty() ? null() : text(value); }
  JsonWriter& null() { return raw("null"); }
  JsonWriter& flag(bool value) { return value ? raw("true") : raw("false"); }
  template <std::integral Integer>
  JsonWriter& number(Integer value) {
    const fmt::format_int digits(value);
    return raw(std::string_view(digits.data(), digits.size()));
  }
  JsonWriter& number(double value);
  JsonWriter& figure(const Figure& figure) {
    if (!figure.isKnown()) return null();
    const std::string digits = figure.digits();
    char* const at = room(digits.size() + 3);
    at[0] = '"';
    std::memcpy(at + 1, digits.data(), digits.size());
    std::memcpy(at + 1 + digits.size(), "\",", 2);
    size_ += digits.size() + 3;
    return *this;
  }
  /// All of it, with its line end. REQUIRES that every bracket is closed.
  std::string line() {
    text_[size_ - 1] = '\n';
    text_.resize(size_);
    return std::move(text_);
  }

 private:
  /// Where the next `bytes` go.
  char* room(std::size_t bytes) {
    if (text_.size() - size_ < bytes) grow(bytes);
    return text_.data() + size_;
  }
  void grow(std::size_t bytes);
  JsonWriter& raw(std::string_view json) {
    char* const at = room(json.size() + 1);
    std::memcpy(at, json.data(), json.size());
    at[json.size()] = ',';
    size_ += json.size() + 1;
    return *this;
  }
  void quoted(std::string_view value, char behind);

  std::string text_;  ///< longer than what is written
  std::size_t size_ = 0;
};

}  // namespace regard::render
