#include "dsl/shown.h"

#include <algorithm>

namespace regard::dsl {
namespace {

constexpr ErrorKind kErrorKinds[] = {ErrorKind::invalid,     ErrorKind::notFound, ErrorKind::conflict, ErrorKind::busy,
                                     ErrorKind::unsupported, ErrorKind::corrupt,  ErrorKind::full,     ErrorKind::io};

/// Lines of the files, found once: a diagnostic then costs a search instead of a walk through the file.
class Places {
 public:
  explicit Places(const SourceSet& sources) : sources_(sources) {
    for (const SourceFile& file : sources.files) {
      std::vector<std::uint32_t>& starts = lines_.emplace_back(1, 0);
      for (std::size_t at = file.text.find('\n'); at != std::string::npos; at = file.text.find('\n', at + 1))
        starts.push_back(static_cast<std::uint32_t>(at) + 1);
    }
  }

  bool has(std::uint32_t file) const { return file < lines_.size(); }
  const SourceFile& file(std::uint32_t file) const { return sources_.files[file]; }

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

  const SourceSet& sources_;
  std::vector<std::vector<std::uint32_t>> lines_;
};

regard::Diagnostic show(const Diagnostic& from, const Places& places) {
  const CodeInfo& info = infoOf(from.code);
  regard::Diagnostic shown;
  shown.code = info.name;
  shown.isError = info.severity == Severity::kError;
  shown.title = info.title;
  shown.message = from.message;
  shown.hint = from.hint;
  shown.byteBegin = from.span.begin;
  shown.byteEnd = from.span.end;
  if (!places.has(from.span.file)) return shown;
  shown.path = places.file(from.span.file).path;
  shown.location = places.file(from.span.file).location;
  const Place begin = places.at(from.span.file, from.span.begin), end = places.at(from.span.file, from.span.end);
  shown.line = begin.line;
  shown.column = begin.column;
  shown.endLine = end.line;
  shown.endColumn = end.column;
  shown.sourceLine = places.line(from.span.file, from.span.begin);
  for (const Note& note : from.notes) {
    if (!places.has(note.span.file)) continue;
    const Place place = places.at(note.span.file, note.span.begin);
    const SourceFile& file = places.file(note.span.file);
    shown.notes.push_back({file.path, note.message, place.line, place.column, file.location});
  }
  return shown;
}

}  // namespace

Error errorOf(const Fault& fault) { return {kErrorKinds[static_cast<std::size_t>(fault.kind)], fault.message}; }

std::vector<regard::Diagnostic> shown(const std::vector<Diagnostic>& diagnostics, const SourceSet& sources) {
  const Places places(sources);
  std::vector<regard::Diagnostic> all;
  all.reserve(diagnostics.size());
  for (const Diagnostic& diagnostic : diagnostics) all.push_back(show(diagnostic, places));
  return all;
}

}  // namespace regard::dsl
