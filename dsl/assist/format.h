#pragma once
// Rule text as it should look.

#include <cstdint>
#include <optional>
#include <string>

#include "dsl/source/diagnostic.h"
#include "dsl/source/source.h"

namespace regard::dsl::assist {

/// A file formatted: the same tokens and comments in the same order, the same line ends, other blanks and, between
/// declarations and the items of a block, other lines. Formatting what is formatted changes nothing. Nothing if the
/// file has faults of syntax: they are reported.
std::optional<std::string> format(const SourceSet& sources, std::uint32_t file, const SourceLimits& limits,
                                  DiagnosticSink& sink);

/// The file with only the declaration formatted that is the `index`th of it, counted from 0.
std::optional<std::string> formatDeclaration(const SourceSet& sources, std::uint32_t file, std::size_t index,
                                             const SourceLimits& limits, DiagnosticSink& sink);

}  // namespace regard::dsl::assist
