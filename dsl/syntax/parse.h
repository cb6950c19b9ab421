#pragma once
// Text to tree. The only folder that knows ANTLR; every exception of its runtime ends here.

#include <string>

#include "dsl/source/diagnostic.h"
#include "dsl/source/source.h"
#include "dsl/syntax/ast.h"

namespace regard::dsl {

/// Whether a file may be read at all. If not, says so at its first byte (E0001, E0002).
bool withinLimits(const SourceSet& sources, std::uint32_t file, const SourceLimits& limits, DiagnosticSink& sink);

/// Parses all files, declaration by declaration, so that memory does not grow with the tree and one faulty
/// declaration hides no other. Faults go to `sink`; what could be read is in the book. Thread-safe.
ast::Book parse(const SourceSet& sources, const SourceLimits& limits, DiagnosticSink& sink);

/// One expression (a `{{token}}` of a text, a what-if), whose text begins at byte `offset` of file `file`.
ast::ExprId parseExpression(std::string_view text, std::uint32_t file, ast::Book& into, DiagnosticSink& sink,
                            std::uint32_t offset = 0, const SourceLimits& limits = {});

/// The tree as text, for `--dump=ast` and golden tests.
std::string print(const ast::Book& book);

}  // namespace regard::dsl
