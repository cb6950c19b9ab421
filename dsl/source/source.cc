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

constexpr std::string_view kExtension = ".regard";

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

/// The rule files of a folder and the folders below it, in no order. Hidden files and folders are left out: they
/// belong to editors and version control.
Result<std::vector<fs::path>> filesBelow(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const bool hidden = it->path().filename().string().starts_with('.');
    if (hidden && it->is_directory()) it.disable_recursion_pending();
    if (!hidden && it->path().extension() == kExtension && !it->is_directory()) files.push_back(it->path());
  }
  if (error)
    return Fault{FaultKind::kIo, fmt::format("cannot read the folder `{}`: {}", folder.string(), error.message())};
  return files;
}

}  // namespace

Result<SourceSet> loadSources(const std::string& path, const SourceLimits& limits) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return Fault{FaultKind::kNotFound, fmt::format("there is no file or folder `{}`", path)};

  SourceSet sources;
  const auto add = [&](const fs::path& file, std::string shown) -> std::optional<Fault> {
    auto text = readText(file, limits.fileBytesMax);
    if (!text) return text.fault();
    sources.files.push_back({std::move(shown), *std::move(text)});
    return std::nullopt;
  };

  if (!fs::is_directory(status)) {
    if (fs::path(path).extension() != kExtension) {
      return Fault{FaultKind::kInvalid, fmt::format("`{}` is not a rule file: its name should end in `.regard`", path)};
    }
    if (auto fault = add(path, fs::path(path).filename().string())) return *fault;
    return sources;
  }
  auto files = filesBelow(path);
  if (!files) return files.fault();
  if (files->empty()) {
    return Fault{FaultKind::kNotFound, fmt::format("the folder `{}` has no file ending in `.regard`", path)};
  }
  if (files->size() > limits.filesMax) {  // the parser reports E0002; reading on would only cost memory
    std::sort(files->begin(), files->end());
    files->resize(limits.filesMax + 1);
  }
  for (const fs::path& file : *files) {
    if (auto fault = add(file, file.lexically_relative(path).generic_string())) return *fault;
  }
  std::sort(sources.files.begin(), sources.files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return sources;
}

}  // namespace regard::dsl
