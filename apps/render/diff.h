#pragma once
// Two texts as what changed between them.

#include <string>
#include <string_view>

#include "apps/render/style.h"

namespace regard::render {

/// The unified format of `diff -u` and git, with three lines around each change; empty if the texts are the same.
/// `path` is what both are called.
std::string unifiedDiff(std::string_view before, std::string_view after, const std::string& path, const Style& style);

}  // namespace regard::render
