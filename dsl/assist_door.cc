// The side of the public door that helps with writing rules (include/regard/assist.h).

#include "dsl/assist/format.h"
#include "dsl/assist/sound.h"
#include "dsl/assist/table.h"
#include "dsl/bundle/bundle.h"
#include "dsl/shown.h"
#include "dsl/source/csv.h"
#include "dsl/source/library.h"
#include "dsl/syntax/uses.h"
#include "regard/assist.h"

namespace regard {
namespace {

using dsl::assist::WrittenTable;

Formatted formatted(const dsl::SourceSet& sources, std::uint32_t file) {
  dsl::DiagnosticSink sink;
  const dsl::SourceFile& source = sources.files[file];
  const auto text = dsl::assist::format(sources, file, {}, sink);
  return {source.path, source.location, source.text, text.value_or(source.text), dsl::shown(sink.take(), sources)};
}

/// A rulebook's own files and those of the libraries that it uses; of a bundle those it was made from.
Result<dsl::SourceSet> everySource(const std::string& path, dsl::DiagnosticSink& sink) {
  if (bundle::isBundlePath(path)) {
    const auto opened = bundle::openFile(path);
    if (!opened) return opened.fault();
    dsl::SourceSet sources;
    for (const auto& source : opened->program.sources) {
      const dsl::SourceKind kind = source.path.ends_with(".regard")      ? dsl::SourceKind::kRules
                                   : source.path.ends_with(".cases.csv") ? dsl::SourceKind::kCases
                                                                         : dsl::SourceKind::kModel;
      sources.files.push_back({source.path, source.text, kind});
    }
    return sources;
  }
  Result<dsl::SourceSet> sources = dsl::loadSources(path);
  if (sources) dsl::addLibraries(*sources, dsl::usesIn, {}, sink);
  return sources;
}

RuleTable shownTable(const WrittenTable& table, const dsl::SourceFile& source, const dsl::LexedFile& lexed) {
  RuleTable shown{table.name, table.title, table.type,      table.hit, table.columns, {},
                  {},         source.path, source.location, 1,         table.inputs};
  for (const auto& row : table.rows) shown.rows.push_back(row.cells);
  for (const auto& line : dsl::assist::csvRowsOf(table)) shown.csv += dsl::csvLine(line);
  shown.line = placeOf(source.text, lexed.tokens[table.begin].begin).line;
  return shown;
}

}  // namespace

Expected<std::vector<Formatted>> formatRules(const std::string& path) {
  const Result<dsl::SourceSet> sources = dsl::loadSources(path);
  if (!sources) return dsl::errorOf(sources.fault());
  std::vector<Formatted> files;
  for (std::uint32_t file = 0; file < sources->files.size(); ++file)
    if (sources->files[file].kind == dsl::SourceKind::kRules) files.push_back(formatted(*sources, file));
  return files;
}

Formatted formatText(std::string_view text, const std::string& path) {
  return formatted({{{path, std::string(text)}}}, 0);
}

Expected<RuleTables> tablesOf(const std::string& path) {
  dsl::DiagnosticSink sink;
  const Result<dsl::SourceSet> sources = everySource(path, sink);
  if (!sources) return dsl::errorOf(sources.fault());
  RuleTables all;
  for (std::uint32_t file = 0; file < sources->files.size(); ++file) {
    if (sources->files[file].kind != dsl::SourceKind::kRules) continue;
    const auto outline = dsl::assist::soundOutline(*sources, file, {}, sink);
    if (!outline) continue;
    for (const WrittenTable& table : dsl::assist::tablesIn(*outline, sink))
      all.tables.push_back(shownTable(table, sources->files[file], outline->lexed));
  }
  all.faults = dsl::shown(sink.take(), *sources);
  if (!all.faults.empty()) all.tables.clear();
  return all;
}

}  // namespace regard
