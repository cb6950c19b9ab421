#include "dsl/source/model_files.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "dsl/source/files.h"

namespace regard::dsl {

namespace fs = std::filesystem;

bool isPathOfRulebook(const std::string& path) {
  const fs::path parts(path);
  return !path.empty() && !parts.is_absolute() && path.find('\\') == std::string::npos &&
         std::none_of(parts.begin(), parts.end(), [](const fs::path& part) { return part == ".."; });
}

void addModelFiles(SourceSet& sources, std::vector<std::string> paths, const SourceLimits& limits) {
  if (sources.folder.empty()) return;
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  for (std::string& path : paths) {
    const fs::path file = fs::path(sources.folder) / path;
    std::error_code error;
    if (!isPathOfRulebook(path) || !fs::is_regular_file(file, error)) continue;
    auto text = readText(file, limits);
    if (!text) continue;
    sources.files.push_back({std::move(path), *std::move(text), SourceKind::kModel, file.string()});
    ++sources.modelFiles;
  }
}

std::optional<std::uint32_t> modelFile(const SourceSet& sources, const std::string& path) {
  for (std::size_t file = sources.files.size() - sources.modelFiles; file < sources.files.size(); ++file)
    if (sources.files[file].path == path) return static_cast<std::uint32_t>(file);
  return std::nullopt;
}

}  // namespace regard::dsl
