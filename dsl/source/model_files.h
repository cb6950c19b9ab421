#pragma once
// The files that `model … from "models/orders.json"` names, read with the rules: what they say is part of the rulebook.

#include <optional>
#include <string>
#include <vector>

#include "dsl/source/source.h"

namespace regard::dsl {

/// Whether a path stays inside of the rulebook's folder, however it is written.
bool isPathOfRulebook(const std::string& path);

/// Adds those of the files that can be read, each once, in the order of their paths; paths are relative to the
/// rulebook's folder, and one that lies in none has none. Of too large a file a byte more than the limit is read.
void addModelFiles(SourceSet& sources, std::vector<std::string> paths, const SourceLimits& limits);

/// Its index in `sources.files`.
std::optional<std::uint32_t> modelFile(const SourceSet& sources, const std::string& path);

}  // namespace regard::dsl
