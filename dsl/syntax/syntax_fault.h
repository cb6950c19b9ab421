#pragma once
// What to say where the parser cannot go on: the fact and one fix, never the set of all tokens that would fit.

#include <string>
#include <string_view>
#include <vector>

#include "dsl/source/diagnostic.h"
#include "dsl/syntax/split.h"
#include "dsl/syntax/token.h"

namespace regard::dsl {

struct SyntaxFault {
  std::uint32_t token = 0;            ///< index of the first token that does not fit
  std::string_view rule;              ///< the grammar's rule it should have continued
  bool inList = false;                ///< a clause, field or row of `rule` should begin here, or its bracket close
  std::vector<std::string> expected;  ///< words and signs that would fit, names and literals apart
  bool nameFits = false, valueFits = false, endFits = false;
};

/// Reports it, unless it follows from a fault already reported. Returns the token where reading may go on if that is
/// not the faulty one: a clause's first word that was taken for a name, because the clause before it has no end.
std::uint32_t reportSyntaxFault(const LexedFile& file, const Slice& slice, const SyntaxFault& fault,
                                DiagnosticSink& sink);

/// Does a clause, field or row of some declaration begin with this word?
bool beginsClause(std::string_view word);

}  // namespace regard::dsl
