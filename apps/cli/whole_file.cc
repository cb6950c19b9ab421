#include "apps/cli/whole_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace regard::cli {
namespace {

namespace fs = std::filesystem;

bool writeAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

std::optional<Error> writeWhole(const std::string& path, std::string_view bytes) {
  std::error_code ignored;
  const fs::file_status there = fs::status(path, ignored);
  const bool inPlace = fs::exists(there) && !fs::is_regular_file(there) && !fs::is_directory(there);
  const std::string target = fs::is_symlink(path, ignored) && !inPlace ? fs::weakly_canonical(path).string() : path;
  const std::string beside = inPlace ? path : fmt::format("{}.{}.part", target, ::getpid());
  const auto failed = [&](int cause) {
    const ErrorKind kind = cause == ENOSPC || cause == EDQUOT ? ErrorKind::full : ErrorKind::io;
    return Error{kind, fmt::format("could not write {}: {}", path, std::strerror(cause))};
  };
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return failed(errno);
  if (struct stat old{}; !inPlace && ::stat(target.c_str(), &old) == 0) ::fchmod(file, old.st_mode & 07777);
  int cause = writeAll(file, bytes) && (inPlace || ::fsync(file) == 0) ? 0 : errno;
  if (::close(file) != 0 && cause == 0) cause = errno;
  if (cause == 0 && !inPlace && std::rename(beside.c_str(), target.c_str()) != 0) cause = errno;
  if (cause == 0) return std::nullopt;
  if (!inPlace) ::unlink(beside.c_str());
  return failed(cause);
}

}  // namespace regard::cli
