#include "dsl/source/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

namespace regard::dsl {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kExtension = ".regard", kCasesEnding = ".cases.csv";

/// At most one byte more than the limit, so that the parser sees that there was more and memory stays bounded.
Result<std::string> readText(const fs::path& path, std::size_t bytesMax) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Fault{FaultKind::kIo, fmt::format("cannot open `{}` for reading", path.string())};
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  const std::size_t bytesToRead = error ? bytesMax + 1 : std::min<std::size_t>(size, bytesMax + 1);
  std::string text(bytesToRead, '\0');
  in.read(text.data(), static_cast<std::streamsize>(bytesToRead));
  if (in.bad()) return Fault{FaultKind::kIo, fmt::format("reading `{}` failed", path.string())};
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

bool isCases(const fs::path& file) { return file.filename().string().ends_with(kCasesEnding); }

/// The rule files and tables of cases of a folder and the folders below it, in no order. Hidden files and folders are
/// left out: they belong to editors and version control.
Result<std::vector<fs::path>> filesBelow(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const bool hidden = it->path().filename().string().starts_with('.');
    if (hidden && it->is_directory()) it.disable_recursion_pending();
    const bool ours = it->path().extension() == kExtension || isCases(it->path());
    if (!hidden && ours && !it->is_directory()) files.push_back(it->path());
  }
  if (error)
    return Fault{FaultKind::kIo, fmt::format("cannot read the folder `{}`: {}", folder.string(), error.message())};
  return files;
}

/// The files at `path` and what each is called.
Result<std::vector<std::pair<fs::path, std::string>>> rulesAt(const fs::path& path, bool isFolder,
                                                              const SourceLimits& limits) {
  if (!isFolder) {
    if (path.extension() == kExtension) return std::vector{std::pair(path, path.filename().string())};
    return Fault{FaultKind::kInvalid,
                 fmt::format("`{}` is not a rule file: its name should end in `.regard`", path.string())};
  }
  auto files = filesBelow(path);
  if (!files) return files.fault();
  if (std::all_of(files->begin(), files->end(), isCases)) {
    return Fault{FaultKind::kNotFound, fmt::format("the folder `{}` has no file ending in `.regard`", path.string())};
  }
  if (files->size() > limits.filesMax) {  // the parser reports E0002; reading on would only cost memory
    std::sort(files->begin(), files->end());
    files->resize(limits.filesMax + 1);
  }
  std::vector<std::pair<fs::path, std::string>> called;
  for (const fs::path& file : *files) called.emplace_back(file, file.lexically_relative(path).generic_string());
  return called;
}

}  // namespace

Result<SourceSet> loadSources(const std::string& path, const std::vector<std::string>& cases,
                              const SourceLimits& limits) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return Fault{FaultKind::kNotFound, fmt::format("there is no file or folder `{}`", path)};
  auto files = rulesAt(path, fs::is_directory(status), limits);
  if (!files) return files.fault();
  for (const std::string& table : cases) {
    if (!fs::exists(table, error)) return Fault{FaultKind::kNotFound, fmt::format("there is no file `{}`", table)};
    const bool isThere = std::any_of(files->begin(), files->end(),
                                     [&](const auto& file) { return fs::equivalent(file.first, table, error); });
    if (!isThere) files->emplace_back(table, table);
  }
  SourceSet sources;
  for (auto& [file, shown] : *files) {
    auto text = readText(file, limits.fileBytesMax);
    if (!text) return text.fault();
    const bool isTable = file.extension() != kExtension;
    sources.files.push_back({std::move(shown), *std::move(text), isTable ? SourceKind::kCases : SourceKind::kRules});
  }
  std::sort(sources.files.begin(), sources.files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return sources;
}

}  // namespace regard::dsl
