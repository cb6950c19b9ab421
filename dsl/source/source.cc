#include "dsl/source/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "dsl/source/files.h"

namespace regard::dsl {

namespace fs = std::filesystem;

namespace {

/// The files at `path` and what each is called.
Result<std::vector<std::pair<fs::path, std::string>>> rulesAt(const fs::path& path, bool isFolder,
                                                              const SourceLimits& limits) {
  if (!isFolder) {
    if (isRules(path)) return std::vector{std::pair(path, path.filename().string())};
    return Fault{FaultKind::kInvalid,
                 fmt::format("`{}` is not a rule file: its name should end in `.regard`", path.string())};
  }
  const auto files = filesBelow(
      path, [](const fs::path& file) { return isRules(file) || isCases(file); }, limits);
  if (!files) return files.fault();
  if (std::none_of(files->begin(), files->end(), isRules)) {
    return Fault{FaultKind::kNotFound, fmt::format("the folder `{}` has no file ending in `.regard`", path.string())};
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
  const bool isFolder = fs::is_directory(status);
  auto files = rulesAt(path, isFolder, limits);
  if (!files) return files.fault();
  for (const std::string& table : cases) {
    if (!fs::exists(table, error)) return Fault{FaultKind::kNotFound, fmt::format("there is no file `{}`", table)};
    const bool isThere = std::any_of(files->begin(), files->end(),
                                     [&](const auto& file) { return fs::equivalent(file.first, table, error); });
    if (!isThere) files->emplace_back(table, table);
  }
  SourceSet sources;
  const fs::path folder = isFolder ? fs::path(path) : fs::path(path).parent_path();
  sources.folder = folder.empty() ? "." : folder.string();
  for (auto& [file, shown] : *files) {
    auto text = readText(file, limits);
    if (!text) return text.fault();
    const SourceKind kind = isRules(file) ? SourceKind::kRules : SourceKind::kCases;
    sources.files.push_back({std::move(shown), *std::move(text), kind, file.string()});
  }
  std::sort(sources.files.begin(), sources.files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return sources;
}

}  // namespace regard::dsl
