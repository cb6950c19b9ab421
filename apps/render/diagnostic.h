#pragma once
// Faults in rule text, what a rulebook holds, and the stories behind the codes.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/render/style.h"
#include "regard/rulebook.h"

namespace regard::render {

/// Place, message and code; the source line with carets under it; hint and notes.
std::string diagnosticText(const Diagnostic& diagnostic, const Style& style);

/// What a rulebook without errors holds.
struct RulebookFacts {
  std::string name, title, currency;
  std::vector<FieldInfo> attributes, request;
  std::vector<std::string> channels;
  std::vector<ActionInfo> actions;
  std::size_t segmentCount = 0, testCount = 0;
  std::uint64_t stepsMax = 0;  ///< of one decision
};

/// What checking `path` gave.
struct CheckReport {
  std::string path;
  std::vector<Diagnostic> diagnostics;
  std::size_t suppressed = 0;
  std::optional<RulebookFacts> rulebook;  ///< empty if there are errors
};

/// All diagnostics, then how many, or what is in the rulebook.
std::string checkText(const CheckReport& report, const Style& style);
/// Keys: docs/cli.md.
std::string checkJson(const CheckReport& report);

/// Of checkJson() the rulebook alone, with its hash.
std::string rulebookJson(const RulebookFacts& book, const std::string& hash);

std::string codeText(const CodeHelp& code, const Style& style);
std::string codesText(const std::vector<CodeHelp>& codes, const Style& style);
std::string codesJson(const std::vector<CodeHelp>& codes);

}  // namespace regard::render
