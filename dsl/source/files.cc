#include "dsl/source/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <system_error>

namespace regard::dsl {

namespace fs = std::filesystem;

bool isRules(const fs::path& file) { return file.extension() == kRuleExtension; }

bool isCases(const fs::path& file) { return file.filename().string().ends_with(".cases.csv"); }

Result<std::string> readText(const fs::path& path, const SourceLimits& limits) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Fault{FaultKind::kIo, fmt::format("cannot open `{}` for reading", path.string())};
  std::error_code error;
  const std::size_t bytesMax = limits.fileBytesMax + 1;
  const std::uintmax_t size = fs::file_size(path, error);
  const std::size_t bytesToRead = error ? bytesMax : std::min<std::size_t>(size, bytesMax);
  std::string text(bytesToRead, '\0');
  in.read(text.data(), static_cast<std::streamsize>(bytesToRead));
  if (in.bad()) return Fault{FaultKind::kIo, fmt::format("reading `{}` failed", path.string())};
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

Result<std::vector<fs::path>> filesBelow(const fs::path& folder, bool (*wanted)(const fs::path&),
                                         const SourceLimits& limits, std::size_t entriesMax) {
  std::vector<fs::path> files;
  std::error_code error;
  fs::recursive_directory_iterator it(folder, error);
  for (const fs::recursive_directory_iterator end; !error && it != end && entriesMax > 0; it.increment(error)) {
    --entriesMax;
    const bool hidden = it->path().filename().string().starts_with('.');
    if (hidden && it->is_directory()) it.disable_recursion_pending();
    if (!hidden && wanted(it->path()) && !it->is_directory()) files.push_back(it->path());
  }
  if (error)
    return Fault{FaultKind::kIo, fmt::format("cannot read the folder `{}`: {}", folder.string(), error.message())};
  std::sort(files.begin(), files.end());
  if (files.size() > limits.filesMax) files.resize(limits.filesMax + 1);
  return files;
}

}  // namespace regard::dsl
