#pragma once
// The two formats, by their libraries. Messages say where in the file.

#include <string_view>

#include "engine/trees/tree_file.h"

namespace regard::trees {

/// What Booster.save_model("….json") writes. kInvalid, kUnsupported.
Result<TreeFile> readXgboost(std::string_view text, const TreeOptions& options);
/// What Booster.save_model("….txt") writes. kInvalid, kUnsupported.
Result<TreeFile> readLightgbm(std::string_view text, const TreeOptions& options);

/// How many rounds of `there` are taken. kInvalid if more are asked for.
Result<std::uint32_t> roundsTaken(std::uint32_t asked, std::size_t there);

}  // namespace regard::trees
