#pragma once
// Faults as the public door shows them: spans become lines, columns and the text that stands there.

#include <vector>

#include "dsl/source/diagnostic.h"
#include "regard/rulebook.h"

namespace regard::dsl {

Error errorOf(const Fault& fault);

/// `sources` are those that the spans point into.
std::vector<regard::Diagnostic> shown(const std::vector<Diagnostic>& diagnostics, const SourceSet& sources);

}  // namespace regard::dsl
