#pragma once
/// Help with writing rules that changes nothing of what they mean.

#include <string>
#include <string_view>
#include <vector>

#include "regard/result.h"
#include "regard/rulebook.h"

namespace regard {

/// A rule file and how it should look.
struct Formatted {
  std::string path;      ///< as in diagnostics
  std::string location;  ///< the file that was read
  std::string before, after;
  std::vector<Diagnostic> faults;  ///< of syntax; then `after` is `before`
  bool isChanged() const { return before != after; }
};

/// Formats a `.regard` file, or each of a folder; writes nothing. Tokens, comments and their order stay: only blanks,
/// line ends between declarations and between the items of a block, and columns change. An Error only if a file could
/// not be read at all.
[[nodiscard]] Expected<std::vector<Formatted>> formatRules(const std::string& path);
/// The same for one text; `path` is what faults call it.
[[nodiscard]] Formatted formatText(std::string_view text, const std::string& path = "rules.regard");

}  // namespace regard
