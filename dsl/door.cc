// The compiler's side of the public door (include/regard/rulebook.h).

#include <algorithm>

#include "dsl/bundle/bundle.h"
#include "dsl/compile.h"
#include "dsl/ir/print.h"
#include "dsl/syntax/parse.h"
#include "regard/rulebook.h"

namespace regard {
namespace {

constexpr ErrorKind kErrorKinds[] = {ErrorKind::invalid,     ErrorKind::notFound, ErrorKind::conflict, ErrorKind::busy,
                                     ErrorKind::unsupported, ErrorKind::corrupt,  ErrorKind::full,     ErrorKind::io};

Error errorOf(const Fault& fault) { return {kErrorKinds[static_cast<std::size_t>(fault.kind)], fault.message}; }

/// Lines of the files, found once: a diagnostic then costs a search instead of a walk through the file.
class Places {
 public:
  explicit Places(const dsl::SourceSet& sources) : sources_(sources) {
    for (const dsl::SourceFile& file : sources.files) {
      std::vector<std::uint32_t>& starts = lines_.emplace_back(1, 0);
      for (std::size_t at = file.text.find('\n'); at != std::string::npos; at = file.text.find('\n', at + 1))
        starts.push_back(static_cast<std::uint32_t>(at) + 1);
    }
  }

  bool has(std::uint32_t file) const { return file < lines_.size(); }
  const std::string& path(std::uint32_t file) const { return sources_.files[file].path; }

  Place at(std::uint32_t file, std::uint32_t byte) const {
    const std::uint32_t line = lineOf(file, byte);
    const std::uint32_t start = lines_[file][line];
    const std::string_view before = std::string_view(sources_.files[file].text).substr(start, byte - start);
    return {line + 1, placeOf(before, static_cast<std::uint32_t>(before.size())).column};
  }

  std::string line(std::uint32_t file, std::uint32_t byte) const {
    const std::string& text = sources_.files[file].text;
    const std::uint32_t start = lines_[file][lineOf(file, byte)];
    std::string line = text.substr(start, text.find('\n', start) - start);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
  }

 private:
  std::uint32_t lineOf(std::uint32_t file, std::uint32_t byte) const {
    const std::vector<std::uint32_t>& starts = lines_[file];
    return static_cast<std::uint32_t>(std::upper_bound(starts.begin(), starts.end(), byte) - starts.begin()) - 1;
  }

  const dsl::SourceSet& sources_;
  std::vector<std::vector<std::uint32_t>> lines_;
};

Diagnostic show(const dsl::Diagnostic& from, const Places& places) {
  const dsl::CodeInfo& info = dsl::infoOf(from.code);
  Diagnostic shown;
  shown.code = info.name;
  shown.isError = info.severity == dsl::Severity::kError;
  shown.title = info.title;
  shown.message = from.message;
  shown.hint = from.hint;
  shown.byteBegin = from.span.begin;
  shown.byteEnd = from.span.end;
  if (!places.has(from.span.file)) return shown;
  shown.path = places.path(from.span.file);
  const Place begin = places.at(from.span.file, from.span.begin), end = places.at(from.span.file, from.span.end);
  shown.line = begin.line;
  shown.column = begin.column;
  shown.endLine = end.line;
  shown.endColumn = end.column;
  shown.sourceLine = places.line(from.span.file, from.span.begin);
  for (const dsl::Note& note : from.notes) {
    if (!places.has(note.span.file)) continue;
    const Place place = places.at(note.span.file, note.span.begin);
    shown.notes.push_back({places.path(note.span.file), note.message, place.line, place.column});
  }
  return shown;
}

CompileResult compileSources(const dsl::SourceSet& sources) {
  dsl::Compiled compiled = dsl::compile(sources);
  CompileResult result;
  const Places places(sources);
  for (const dsl::Diagnostic& diagnostic : compiled.diagnostics) result.diagnostics.push_back(show(diagnostic, places));
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
  const Result<dsl::SourceSet> sources = dsl::loadSources(path, cases);
  if (!sources.ok()) return errorOf(sources.fault());
  return compileSources(*sources);
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
  const Result<dsl::SourceSet> sources = dsl::loadSources(path);
  if (!sources.ok()) return errorOf(sources.fault());
  if (stage == Stage::ast) {
    dsl::DiagnosticSink sink;
    return dsl::print(dsl::parse(*sources, {}, sink));
  }
  const dsl::Compiled compiled = dsl::compile(*sources);
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
