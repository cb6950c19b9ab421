#pragma once
// What most tests of the public door begin with.

#include <catch2/catch.hpp>

#include <string>
#include <utility>

#include "regard/result.h"
#include "regard/rulebook.h"

namespace regard::support {

/// REQUIRES that `text` compiles.
inline Rulebook rulebook(const std::string& text) {
  CompileResult result = compileText(text);
  for (const Diagnostic& d : result.diagnostics) UNSCOPED_INFO(d.line << ": " << d.message);
  REQUIRE(result.rulebook.has_value());
  return *result.rulebook;
}

/// REQUIRES that it went well.
template <class T>
T good(Expected<T> expected) {
  INFO((expected.ok() ? std::string() : expected.error().message));
  REQUIRE(expected.ok());
  return *std::move(expected);
}

}  // namespace regard::support
