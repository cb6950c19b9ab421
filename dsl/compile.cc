#include "dsl/compile.h"

#include "dsl/lower/lower.h"
#include "dsl/lower/warnings.h"
#include "dsl/prove/prove.h"
#include "dsl/sema/arbitration.h"
#include "dsl/sema/check.h"
#include "dsl/source/library.h"
#include "dsl/syntax/parse.h"
#include "dsl/syntax/uses.h"

namespace regard::dsl {
namespace {

/// Where the late answer is named, if one is.
Span lateAnswerOf(const ast::Book& book) {
  const ast::Arbitrate* arbitrate = arbitrateOf(book);
  return arbitrate == nullptr || arbitrate->lateAnswers.empty() ? Span{} : arbitrate->lateAnswers.front().span;
}

}  // namespace

Compiled compile(SourceSet sources, const SourceLimits& limits) {
  DiagnosticSink sink(limits.diagnosticsMax);
  Compiled compiled;
  const bool isComplete = addLibraries(sources, usesIn, limits, sink);
  ast::Book book = parse(sources, limits, sink);
  if (isComplete) {  // else every name of a library that is missing would be told as one more fault
    const CheckedBook checked = check(sources, book, sink);
    if (!sink.hasErrors()) {
      compiled.program = lower(sources, checked);
      warn(checked, *compiled.program, sink);
      boundCost(*compiled.program, limits.stepsMax, sink);
      prove(*compiled.program, lateAnswerOf(book), sink);
      if (sink.hasErrors()) compiled.program.reset();
    }
  }
  compiled.sources = std::move(sources);
  compiled.diagnostics = sink.take();
  compiled.suppressed = sink.suppressed();
  return compiled;
}

}  // namespace regard::dsl
