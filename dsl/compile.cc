#include "dsl/compile.h"

#include "dsl/lower/lower.h"
#include "dsl/lower/warnings.h"
#include "dsl/sema/check.h"
#include "dsl/syntax/parse.h"

namespace regard::dsl {

Compiled compile(const SourceSet& sources, const SourceLimits& limits) {
  DiagnosticSink sink(limits.diagnosticsMax);
  Compiled compiled;
  ast::Book book = parse(sources, limits, sink);
  const CheckedBook checked = check(sources, book, sink);
  if (!sink.hasErrors()) {
    compiled.program = lower(sources, checked);
    warn(checked, *compiled.program, sink);
    if (sink.hasErrors()) compiled.program.reset();
  }
  compiled.diagnostics = sink.take();
  compiled.suppressed = sink.suppressed();
  return compiled;
}

}  // namespace regard::dsl
