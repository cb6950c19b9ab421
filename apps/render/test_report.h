#pragma once
// What a rulebook's own tests gave.

#include <string>
#include <vector>

#include "apps/render/style.h"
#include "regard/coverage.h"
#include "regard/rulebook.h"

namespace regard::render {

/// One line per test, each failure as expected and found with its place, and a last line `N passed, N failed`.
std::string testsText(const std::vector<TestResult>& results, const Style& style);
/// Keys: docs/cli.md. `coverage` may be null.
std::string testsJson(const std::vector<TestResult>& results, const Coverage* coverage = nullptr);

}  // namespace regard::render
