#pragma once
// How all customers stand, for people and for programs.

#include <string>

#include "apps/render/style.h"
#include "regard/profile.h"

namespace regard::render {

std::string profileProgress(std::uint64_t customers, std::uint64_t total, double seconds);
std::string profileText(const PopulationProfile& profile, const std::string& store, const Style& style);
/// Keys: docs/cli.md.
std::string profileJson(const PopulationProfile& profile);

/// One HTML file that needs nothing else: an overview, and of each attribute its spread, what is unknown, its drift.
std::string profilePage(const PopulationProfile& profile, const std::string& store);

/// "steady", "moved", "moved much": the drift by its convention.
std::string driftWord(double drift);
/// What an attribute looks like in a line: its quantiles and shape, or its most frequent members.
std::string spreadText(const AttributeProfile& attribute, const Style& style);

}  // namespace regard::render
