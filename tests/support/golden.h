#pragma once
// Golden files: an input, beside it what the program says about it. REGARD_UPDATE_GOLDEN=1 in the environment writes
// the second anew, to be reviewed as a change of behaviour like any other.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/source/diagnostic.h"
#include "dsl/source/source.h"

namespace regard::support {

/// Diagnostics as plain text: `path:line:column: error: message [E0103]`, the line of the source with the place
/// marked, the hint and the notes.
std::string shown(const dsl::SourceSet& sources, const std::vector<dsl::Diagnostic>& diagnostics);

/// Files of `folder` that end in `extension`, sorted. REQUIRES that the folder exists.
std::vector<std::filesystem::path> goldenInputs(const std::filesystem::path& folder, std::string_view extension);

/// What is expected of `input`: the text of the file beside it that ends in `.expected`; empty if there is none. If
/// an update is asked for, `actual` is written there first.
std::string goldenText(const std::filesystem::path& input, const std::string& actual);

std::string readFile(const std::filesystem::path& path);

}  // namespace regard::support
