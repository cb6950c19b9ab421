// A table's rows from a CSV (include/regard/assist.h): read, put in their place, judged there with the whole rulebook.
// What is wrong with a row is told where it stands in the CSV, because that is what its author has before them.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/nearest.h"
#include "dsl/assist/format.h"
#include "dsl/assist/sound.h"
#include "dsl/assist/table.h"
#include "dsl/assist/table_rows.h"
#include "dsl/bundle/bundle.h"
#include "dsl/compile.h"
#include "dsl/shown.h"
#include "dsl/source/library.h"
#include "dsl/syntax/uses.h"
#include "regard/assist.h"

namespace regard {
namespace {

using dsl::assist::Replacement;

struct Found {
  std::uint32_t file = 0;
  dsl::Outline outline;
  dsl::assist::WrittenTable table;
};

/// The table of that name, if there is one; every name there is goes to `names`.
std::optional<Found> find(const std::string& name, const dsl::SourceSet& sources, std::vector<std::string>& names,
                          dsl::DiagnosticSink& sink) {
  std::optional<Found> found;
  for (std::uint32_t file = 0; file < sources.files.size(); ++file) {
    if (sources.files[file].kind != dsl::SourceKind::kRules) continue;
    const std::optional<dsl::Outline> outline = dsl::assist::soundOutline(sources, file, {}, sink);
    if (!outline) continue;
    for (dsl::assist::WrittenTable& table : dsl::assist::tablesIn(*outline, sink)) {
      names.push_back(table.name);
      if (table.name == name && !found) found = Found{file, *outline, std::move(table)};
    }
  }
  return found;
}

Error noSuchTable(const std::string& name, const std::vector<std::string>& names) {
  const std::string nearest = didYouMean(name, names);
  return {ErrorKind::notFound, fmt::format("there is no table `{}`{}", name, nearest.empty() ? "" : ": " + nearest)};
}

/// What compiling says of the new rows, in the CSV, which is the last of `sources`.
std::vector<dsl::Diagnostic> ofRows(std::vector<dsl::Diagnostic> diagnostics, std::uint32_t file,
                                    const Replacement& replacement, const dsl::SourceSet& sources) {
  const auto csvFile = static_cast<std::uint32_t>(sources.files.size() - 1);
  const auto move = [&](Span& span) {
    const auto place = span.file == file ? replacement.inCsv(span) : std::nullopt;
    if (place) span = {csvFile, place->begin, place->end};
    return place.has_value();
  };
  std::vector<dsl::Diagnostic> kept;
  for (dsl::Diagnostic& d : diagnostics) {
    if (!move(d.span)) continue;
    for (dsl::Note& note : d.notes) move(note.span);
    kept.push_back(std::move(d));
  }
  std::stable_sort(kept.begin(), kept.end(), [](const dsl::Diagnostic& a, const dsl::Diagnostic& b) {
    return a.span.begin < b.span.begin;  // columns may stand in another order than the table's
  });
  return kept;
}

/// Judges the file with its new rows and formats their table; fills in what is left of `change`.
void apply(const Replacement& replacement, const Found& found, dsl::SourceSet rules, const dsl::SourceFile& csv,
           TableChange& change) {
  rules.files[found.file].text = replacement.text;
  dsl::Compiled compiled = dsl::compile(rules);
  compiled.sources.files.push_back(csv);
  change.diagnostics =
      dsl::shown(ofRows(std::move(compiled.diagnostics), found.file, replacement, compiled.sources), compiled.sources);
  if (!change.isSound()) return;
  dsl::DiagnosticSink sink;
  const auto text = dsl::assist::formatDeclaration(rules, found.file, found.table.index, {}, sink);
  if (text) change.after = *text;
  if (!text) change.diagnostics = dsl::shown(sink.take(), rules);  // too long a table, say: no row's fault
}

}  // namespace

bool TableChange::isSound() const {
  return std::none_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& d) { return d.isError; });
}

Expected<TableChange> tableFromCsv(const std::string& path, const std::string& name, std::string_view csv,
                                   const std::string& csvPath) {
  if (bundle::isBundlePath(path))
    return Error{ErrorKind::invalid,
                 fmt::format("`{}` is a bundle: its tables are changed in the rules it is made from", path)};
  Result<dsl::SourceSet> rules = dsl::loadSources(path);
  if (!rules) return dsl::errorOf(rules.fault());

  dsl::DiagnosticSink sink;
  dsl::SourceSet all = *rules;
  dsl::addLibraries(all, dsl::usesIn, {}, sink);
  std::vector<std::string> names;
  const std::optional<Found> found = find(name, all, names, sink);
  TableChange change;
  change.diagnostics = dsl::shown(sink.take(), all);
  if (!change.isSound()) return change;
  if (!found) return noSuchTable(name, names);
  const dsl::SourceFile& source = all.files[found->file];
  if (all.isLibrary(found->file))
    return Error{ErrorKind::invalid,
                 fmt::format("`{}` is a table of the library {}: give that file as the rules", name, source.location)};
  change = {source.path, source.location, source.text, source.text, found->table.rows.size(), 0, 0, {}};

  const dsl::SourceFile csvFile{csvPath, std::string(csv), dsl::SourceKind::kCases, csvPath};
  const auto rows = dsl::assist::rowsFromCsv(found->table, csvFile, 0, sink);
  if (!rows) {
    change.diagnostics = dsl::shown(sink.take(), {{csvFile}});
    return change;
  }
  const Replacement replacement = dsl::assist::replaceRows(found->outline, found->table, *rows);
  change.rowsAfter = rows->size();
  change.lostCommentLines = replacement.lostCommentLines;
  if (replacement.text != change.before) apply(replacement, *found, *std::move(rules), csvFile, change);
  return change;
}

}  // namespace regard
