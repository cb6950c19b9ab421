// The compiler's side of the public door (include/regard/rulebook.h).

#include "dsl/bundle/bundle.h"
#include "dsl/compile.h"
#include "dsl/ir/print.h"
#include "dsl/shown.h"
#include "dsl/source/library.h"
#include "dsl/syntax/parse.h"
#include "dsl/syntax/uses.h"
#include "regard/rulebook.h"

namespace regard {

using dsl::errorOf;

namespace {

CompileResult compileSources(dsl::SourceSet sources) {
  dsl::Compiled compiled = dsl::compile(std::move(sources));
  CompileResult result;
  result.diagnostics = dsl::shown(compiled.diagnostics, compiled.sources);
  result.suppressed = compiled.suppressed;
  if (compiled.program) {
    const auto hash = bundle::hashOf(*compiled.program);
    result.rulebook =
        Rulebook(std::make_shared<const ir::Program>(*std::move(compiled.program)), hash ? *hash : std::string());
  }
  return result;
}

CodeHelp helpOf(const dsl::CodeInfo& info) {
  return {info.name, info.title, info.story, info.severity == dsl::Severity::kError};
}

}  // namespace

Expected<CompileResult> compile(const std::string& path, const std::vector<std::string>& cases) {
  if (bundle::isBundlePath(path)) {
    if (!cases.empty())
      return Error{ErrorKind::invalid, "a bundle brings its own tests; tests from a table need the rules as text"};
    auto opened = bundle::openFile(path);
    if (!opened) return errorOf(opened.fault());
    CompileResult result;
    result.rulebook =
        Rulebook(std::make_shared<const ir::Program>(std::move(opened->program)), std::move(opened->hash));
    return result;
  }
  Result<dsl::SourceSet> sources = dsl::loadSources(path, cases);
  if (!sources.ok()) return errorOf(sources.fault());
  return compileSources(*std::move(sources));
}

CompileResult compileText(std::string_view text, const std::string& path) {
  return compileSources({{{path, std::string(text)}}});
}

Expected<std::string> dump(const std::string& path, Stage stage) {
  if (bundle::isBundlePath(path)) {
    if (stage == Stage::ast) return Error{ErrorKind::invalid, "a bundle keeps no tree; its `ir` can be printed"};
    const auto opened = bundle::openFile(path);
    if (!opened) return errorOf(opened.fault());
    return ir::print(opened->program);
  }
  Result<dsl::SourceSet> sources = dsl::loadSources(path);
  if (!sources.ok()) return errorOf(sources.fault());
  if (stage == Stage::ast) {
    dsl::DiagnosticSink sink;
    dsl::addLibraries(*sources, dsl::usesIn, {}, sink);
    return dsl::print(dsl::parse(*sources, {}, sink));
  }
  const dsl::Compiled compiled = dsl::compile(*std::move(sources));
  if (!compiled.program)
    return Error{ErrorKind::invalid,
                 "the rulebook has errors, so there is no program to print; `regard check " + path + "` lists them"};
  return ir::print(*compiled.program);
}

std::optional<CodeHelp> explainCode(std::string_view code) {
  const dsl::CodeInfo* info = dsl::findCode(code);
  return info == nullptr ? std::nullopt : std::optional(helpOf(*info));
}

std::vector<CodeHelp> allCodes() {
  std::vector<CodeHelp> all;
  for (std::uint16_t i = 0; i < static_cast<std::uint16_t>(dsl::Code::kCount); ++i)
    all.push_back(helpOf(dsl::infoOf(static_cast<dsl::Code>(i))));
  return all;
}

}  // namespace regard
