#pragma once
// Text without faults of syntax: only that can be changed without losing what somebody meant.

#include <optional>

#include "dsl/source/diagnostic.h"
#include "dsl/syntax/outline.h"

namespace regard::dsl::assist {

/// The outline of a file, or nothing and its faults in `sink`.
std::optional<Outline> soundOutline(const SourceSet& sources, std::uint32_t file, const SourceLimits& limits,
                                    DiagnosticSink& sink);

}  // namespace regard::dsl::assist
