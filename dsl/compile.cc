#include "dsl/compile.h"

#include <algorithm>

#include "dsl/lower/lower.h"
#include "dsl/lower/warnings.h"
#include "dsl/prove/prove.h"
#include "dsl/sema/arbitration.h"
#include "dsl/sema/check.h"
#include "dsl/source/library.h"
#include "dsl/source/model_files.h"
#include "dsl/syntax/parse.h"
#include "dsl/syntax/uses.h"

namespace regard::dsl {
namespace {

/// Where the late answer is named, if one is.
Span lateAnswerOf(const ast::Book& book) {
  const ast::Arbitrate* arbitrate = arbitrateOf(book);
  return arbitrate == nullptr || arbitrate->lateAnswers.empty() ? Span{} : arbitrate->lateAnswers.front().span;
}

/// Whether a file or a declaration was refused before it was read.
bool hasUnread(const SourceSet& sources, DiagnosticSink& sink) {
  const std::vector<Diagnostic>& told = sink.soFar();
  return std::any_of(told.begin(), told.end(), [&](const Diagnostic& d) {
    const bool isNul = d.code == Code::E0005 && sources.files[d.span.file].text[d.span.begin] == '\0';
    return isNul || d.code == Code::E0001 || d.code == Code::E0002 || d.code == Code::E0004 || d.code == Code::E0011;
  });
}

std::vector<std::string> modelPathsIn(const ast::Book& book) {
  std::vector<std::string> paths;
  for (const ast::Item& item : book.items)
    if (const auto* model = std::get_if<ast::Model>(&item)) paths.push_back(model->path.text);
  return paths;
}

}  // namespace

Compiled compile(SourceSet sources, const SourceLimits& limits) {
  DiagnosticSink sink(limits.diagnosticsMax);
  Compiled compiled;
  const bool isComplete = addLibraries(sources, usesIn, limits, sink);
  ast::Book book = parse(sources, limits, sink);
  if (isComplete && !hasUnread(sources, sink)) {  // else every name that stands there would be one more fault
    addModelFiles(sources, modelPathsIn(book), limits);
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
