#pragma once
// Rule text to a plan, for tests: what does not compile fails the test with the diagnostics in words.

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <utility>

#include "dsl/compile.h"
#include "engine/plan/plan.h"

namespace regard::support {

inline std::string inWords(const dsl::SourceSet& sources, const dsl::Diagnostic& diagnostic) {
  const std::string& text = sources.files[diagnostic.span.file].text;
  const Place place = placeOf(text, diagnostic.span.begin);
  return std::string(dsl::infoOf(diagnostic.code).name) + " at " + std::to_string(place.line) + ":" +
         std::to_string(place.column) + ": " + diagnostic.message + " (" + diagnostic.hint + ")\n";
}

/// A plan over an empty store. Fails the test if `text` has errors.
inline Plan planOfText(const std::string& text) {
  const dsl::SourceSet sources{{{"book.regard", text}}};
  dsl::Compiled compiled = dsl::compile(sources);
  if (!compiled.program) {
    std::string words;
    for (const dsl::Diagnostic& diagnostic : compiled.diagnostics) words += inWords(sources, diagnostic);
    FAIL(words << text);
  }
  auto plan = makePlan(std::make_shared<const ir::Program>(*std::move(compiled.program)), Catalog{});
  REQUIRE(plan.ok());
  return *std::move(plan);
}

}  // namespace regard::support
