#pragma once
// `use "lib/contact"`: the libraries of a rulebook.
//
// A library is a file `X.regard`, else a folder X of such files. It is looked for in the rulebook's folder, then in
// each folder above it that holds a folder `lib`, the nearest first, no higher than the one that holds `.git`. A
// library's own `use` is looked for in the same places, so that a name means one library in the whole rulebook.

#include <string>
#include <vector>

#include "dsl/source/diagnostic.h"
#include "dsl/source/source.h"

namespace regard::dsl {

/// A `use` as written.
struct Use {
  std::string library;  ///< escapes undone
  Span span;            ///< of the text in quotes
};

/// The `use` declarations of a file, in text order: dsl/syntax/uses.h knows how they are written.
using UsesIn = std::vector<Use> (*)(const SourceFile& file, std::uint32_t index);

/// Adds the files of all libraries that `sources` use, directly or through each other, each once. A name that is none
/// (E0014), a library that is not there (E0012) and libraries in a circle (E0013) are reported. True if all are there:
/// if not, nobody can say which names are unknown.
bool addLibraries(SourceSet& sources, UsesIn usesIn, const SourceLimits& limits, DiagnosticSink& sink);

}  // namespace regard::dsl
