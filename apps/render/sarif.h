#pragma once
// Faults and failing tests as SARIF 2.1.0, which code hosts and editors read.
// Format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

#include <string>
#include <vector>

#include "apps/render/diagnostic.h"
#include "regard/rulebook.h"

namespace regard::render {

/// A result per diagnostic; of `codes` the stories of those that occur. `version` is Regard's.
std::string checkSarif(const CheckReport& report, const std::vector<CodeHelp>& codes, const std::string& version);

/// A result per expectation that does not hold. The paths of `results` begin in `folder`.
std::string testsSarif(const std::vector<TestResult>& results, const std::string& folder, const std::string& version);

}  // namespace regard::render
