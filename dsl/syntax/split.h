#pragma once
// Tokens to declarations: each is parsed by itself, so that one faulty declaration hides no other and the parse tree
// never holds more than one of them. Matches brackets, and refuses what would nest too deeply for a parser.

#include <cstdint>
#include <vector>

#include "dsl/source/diagnostic.h"
#include "dsl/source/source.h"
#include "dsl/syntax/token.h"

namespace regard::dsl {

/// Tokens [begin, end) of one declaration.
struct Slice {
  std::uint32_t begin = 0, end = 0;
  bool unbalanced = false;  ///< a bracket fault was reported: syntax faults that follow from it are not
};

/// Sets the depth of each token. Declarations beyond a limit are reported (E0003, E0011) and left out.
std::vector<Slice> splitDeclarations(LexedFile& file, const SourceLimits& limits, DiagnosticSink& sink);

/// All tokens as one piece (an expression by itself), or an empty slice if a limit is exceeded or there are none.
Slice wholeSlice(LexedFile& file, const SourceLimits& limits, DiagnosticSink& sink);

/// Words that begin a declaration.
bool beginsDeclaration(std::string_view word);

}  // namespace regard::dsl
