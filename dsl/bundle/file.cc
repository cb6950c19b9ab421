#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "dsl/bundle/bundle.h"

namespace regard::bundle {
namespace {

/// At most one byte more than a bundle may have: a file that lies about its size costs no more than that.
Result<std::string> readBytes(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status))
    return Fault{FaultKind::kNotFound, fmt::format("there is no bundle `{}`", path)};
  if (!std::filesystem::is_regular_file(status))
    return Fault{FaultKind::kInvalid, fmt::format("`{}` is not a file; a bundle is one", path)};
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  std::ifstream in(path, std::ios::binary);
  if (error || !in) return Fault{FaultKind::kIo, fmt::format("cannot open `{}`: {}", path, std::strerror(errno))};
  std::string bytes(std::min<std::uintmax_t>(size, kBundleBytesMax + 1), '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (in.bad()) return Fault{FaultKind::kIo, fmt::format("reading `{}` failed", path)};
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

}  // namespace

bool isBundlePath(std::string_view path) { return path.ends_with(kExtension); }

Result<Bundle> openFile(const std::string& path) {
  auto bytes = readBytes(path);
  if (!bytes) return bytes.fault();
  auto bundle = fromBytes(*bytes);
  if (!bundle) return Fault{bundle.fault().kind, fmt::format("`{}`: {}", path, bundle.fault().message)};
  return bundle;
}

}  // namespace regard::bundle
