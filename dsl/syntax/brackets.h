#pragma once
// Brackets that do not match by themselves, matched by how the lines are indented.

#include <cstdint>

#include "dsl/source/diagnostic.h"
#include "dsl/syntax/token.h"

namespace regard::dsl {

/// REQUIRES that the brackets of tokens [begin, end) do not match. Reports each that is at fault (E0009), and changes
/// the tokens so that they match: a closing bracket of no length, marked faulty, where one is missing; one that closes
/// nothing is taken out. Sets the tokens' depths. Returns where the range ends now.
std::uint32_t matchBrackets(LexedFile& file, std::uint32_t begin, std::uint32_t end, DiagnosticSink& sink);

}  // namespace regard::dsl
