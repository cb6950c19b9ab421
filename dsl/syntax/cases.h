#pragma once
// A table of cases as rule text: each row becomes the `test` that its cells say, so that there is one grammar and one
// kind of test. Every piece of that text remembers the cell it comes from.

#include <string>
#include <vector>

#include "dsl/source/diagnostic.h"
#include "dsl/source/source.h"
#include "dsl/syntax/token.h"

namespace regard::dsl {

/// One declaration. Words that no cell holds (`test`, `expect`, brackets) stand where the cell stands that they serve.
struct CaseText {
  std::string text;
  std::vector<Piece> pieces;  ///< in text order, without gaps
};

/// Reports what is wrong with the table (E0120), its headings (E0121) and its cells (E0122), and leaves that out.
std::vector<CaseText> casesOf(const SourceFile& file, std::uint32_t number, DiagnosticSink& sink);

}  // namespace regard::dsl
