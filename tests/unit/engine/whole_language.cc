// The one rulebook that uses everything: it compiles, and its own tests hold on both evaluators.

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "regard/rulebook.h"

namespace regard {

TEST_CASE("every construct of the language runs", "[language]") {
  std::ifstream file(REGARD_SPEC_DIR "/whole_language.regard");
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  const CompileResult compiled = compileText(text.str());
  for (const Diagnostic& d : compiled.diagnostics) CHECK_FALSE(d.isError);
  REQUIRE(compiled.rulebook);
  const std::vector<TestResult> results = runTests(*compiled.rulebook);
  REQUIRE(results.size() == 4);
  for (const TestResult& result : results) {
    INFO(result.title);
    for (const TestFailure& failure : result.failures) FAIL_CHECK(failure.expectation << ": " << failure.found);
  }
}

}  // namespace regard
