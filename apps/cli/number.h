#pragma once
// Numbers as options give them.

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>
#include <type_traits>

#include "apps/cli/arguments.h"

namespace regard::cli {

/// The number that `option` gives, from `least` to `most`, into `into`; unchanged if it is not given or is none, of
/// which the Error says what would be right. Without `most`: as much as a Number can be.
template <class Number>
std::optional<Error> readNumber(const Arguments& arguments, std::string_view option, std::type_identity_t<Number> least,
                                std::optional<std::type_identity_t<Number>> most, Number& into) {
  const auto text = arguments.value(option);
  if (!text) return std::nullopt;
  Number number{};
  const char* const end = text->data() + text->size();
  const auto [at, error] = std::from_chars(text->data(), end, number);
  if (error == std::errc() && at == end && number >= least && (!most || number <= *most)) {
    into = number;
    return std::nullopt;
  }
  constexpr const char* kKind = std::is_integral_v<Number> ? "whole number" : "number";
  const std::string range = most ? fmt::format("from {} to {}", least, *most) : fmt::format("from {} up", least);
  return Error{ErrorKind::invalid, fmt::format("`{} {}` should be a {} {}", option, *text, kKind, range)};
}

}  // namespace regard::cli
