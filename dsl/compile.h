#pragma once
// The front half in one call: text in, program or diagnostics out.

#include <optional>
#include <vector>

#include "dsl/ir/program.h"
#include "dsl/source/diagnostic.h"
#include "dsl/source/source.h"

namespace regard::dsl {

struct Compiled {
  SourceSet sources;                    ///< those given, and the libraries they use
  std::optional<ir::Program> program;   ///< empty if any diagnostic is an error
  std::vector<Diagnostic> diagnostics;  ///< in source order; may be warnings only
  std::size_t suppressed = 0;           ///< diagnostics beyond the limit
};

/// `sources` without libraries, as loadSources gives them.
Compiled compile(SourceSet sources, const SourceLimits& limits = {});

}  // namespace regard::dsl
