#include "tests/support/golden.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace regard::support {

namespace fs = std::filesystem;

namespace {

/// The line around a place, and `^~~` below what the span covers of it. Columns count code points.
std::string excerpt(std::string_view text, Span span) {
  const std::size_t at = std::min<std::size_t>(span.begin, text.size());
  const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const std::size_t end = std::min(text.find('\n', at), text.size());
  const auto columns = [](std::string_view part) {
    return static_cast<std::size_t>(std::count_if(part.begin(), part.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  };
  const std::size_t last = std::min<std::size_t>(span.end, end);
  const std::size_t width = last > at ? columns(text.substr(at, last - at)) : 1;
  return fmt::format("  {}\n  {}^{}\n", text.substr(begin, end - begin),
                     std::string(columns(text.substr(begin, at - begin)), ' '),
                     std::string(width - std::min<std::size_t>(width, 1), '~'));
}

std::string placed(const dsl::SourceSet& sources, Span span, std::string_view what) {
  const dsl::SourceFile& file = sources.files[span.file];
  const Place place = placeOf(file.text, span.begin);
  return fmt::format("{}:{}:{}: {}\n{}", file.path, place.line, place.column, what, excerpt(file.text, span));
}

}  // namespace

std::string shown(const dsl::SourceSet& sources, const std::vector<dsl::Diagnostic>& diagnostics) {
  std::string out;
  for (const dsl::Diagnostic& d : diagnostics) {
    const dsl::CodeInfo& info = dsl::infoOf(d.code);
    const char* severity = info.severity == dsl::Severity::kError ? "error" : "warning";
    out += placed(sources, d.span, fmt::format("{}: {} [{}]", severity, d.message, info.name));
    if (!d.hint.empty()) out += fmt::format("  hint: {}\n", d.hint);
    for (const dsl::Note& note : d.notes) out += placed(sources, note.span, fmt::format("note: {}", note.message));
  }
  return out;
}

std::vector<fs::path> goldenInputs(const fs::path& folder, std::string_view extension) {
  std::vector<fs::path> inputs;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension) inputs.push_back(entry.path());
  }
  std::sort(inputs.begin(), inputs.end());
  return inputs;
}

std::string readFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string goldenText(const fs::path& input, const std::string& actual) {
  const fs::path expected = fs::path(input).replace_extension(".expected");
  const char* update = std::getenv("REGARD_UPDATE_GOLDEN");
  if (update != nullptr && std::string_view(update) == "1") std::ofstream(expected, std::ios::binary) << actual;
  return readFile(expected);
}

}  // namespace regard::support
