// The side of the public door that helps with writing rules (include/regard/assist.h).

#include "dsl/assist/format.h"
#include "dsl/shown.h"
#include "regard/assist.h"

namespace regard {
namespace {

Formatted formatted(const dsl::SourceSet& sources, std::uint32_t file) {
  dsl::DiagnosticSink sink;
  const dsl::SourceFile& source = sources.files[file];
  const auto text = dsl::assist::format(sources, file, {}, sink);
  return {source.path, source.location, source.text, text.value_or(source.text), dsl::shown(sink.take(), sources)};
}

}  // namespace

Expected<std::vector<Formatted>> formatRules(const std::string& path) {
  const Result<dsl::SourceSet> sources = dsl::loadSources(path);
  if (!sources) return dsl::errorOf(sources.fault());
  std::vector<Formatted> files;
  for (std::uint32_t file = 0; file < sources->files.size(); ++file) files.push_back(formatted(*sources, file));
  return files;
}

Formatted formatText(std::string_view text, const std::string& path) {
  return formatted({{{path, std::string(text)}}}, 0);
}

}  // namespace regard
