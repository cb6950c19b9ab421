#pragma once
// Rule files on disk: what loading a rulebook and looking for its libraries share. Inside dsl/source only.

#include <filesystem>
#include <string>
#include <vector>

#include "dsl/source/source.h"

namespace regard::dsl {

inline constexpr std::string_view kRuleExtension = ".regard";

bool isRules(const std::filesystem::path& file);
bool isCases(const std::filesystem::path& file);  ///< a table of tests

/// A file's text; of one larger than the limit a byte more than that, so that the parser sees that there was more and
/// memory stays bounded.
Result<std::string> readText(const std::filesystem::path& path, const SourceLimits& limits);

/// Those files of a folder and the folders below it that are `wanted`, sorted; of more than the limit one more than
/// that, likewise. Hidden files and folders are left out: they belong to editors and version control. Looks at no more
/// than `entriesMax` files and folders of any kind.
Result<std::vector<std::filesystem::path>> filesBelow(const std::filesystem::path& folder,
                                                      bool (*wanted)(const std::filesystem::path&),
                                                      const SourceLimits& limits,
                                                      std::size_t entriesMax = static_cast<std::size_t>(-1));

}  // namespace regard::dsl
