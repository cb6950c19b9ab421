#pragma once
// Clusters of customers, for people and for programs.

#include <string>

#include "apps/render/style.h"
#include "regard/discover.h"

namespace regard::render {

std::string discoverProgress(const DiscoverProgressInfo& progress, double seconds);
/// With the ladder, if it goes nowhere else.
std::string discoverText(const Discovery& found, bool withLadder, const Style& style);
/// Keys: docs/cli.md.
std::string discoverJson(const Discovery& found);

}  // namespace regard::render
