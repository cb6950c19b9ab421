#include "apps/server/durable_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace regard::server {
namespace {

class File {
 public:
  File(const std::string& path, int flags) : file_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (file_ >= 0) ::close(file_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool isOpen() const { return file_ >= 0; }
  int number() const { return file_; }

 private:
  int file_;
};

Error failed(const std::string& path, int cause) {
  const bool isFull = cause == ENOSPC || cause == EDQUOT || cause == EFBIG;
  const ErrorKind kind = isFull ? ErrorKind::full : cause == ENOENT ? ErrorKind::notFound : ErrorKind::io;
  return {kind, fmt::format("`{}`: {}", path, std::strerror(cause))};
}

bool writeAll(const File& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// A name is on disk when its folder is.
bool syncFolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const File file(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
  return file.isOpen() && ::fsync(file.number()) == 0;
}

}  // namespace

Expected<bool> writeDurably(const std::string& path, std::string_view bytes) {
  const std::string beside = path + ".part";
  {
    const File file(beside, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.isOpen()) return failed(path, errno);
    if (!writeAll(file, bytes) || ::fsync(file.number()) != 0) {
      const int cause = errno;
      ::unlink(beside.c_str());
      return failed(path, cause);
    }
  }
  if (::rename(beside.c_str(), path.c_str()) != 0 || !syncFolderOf(path)) return failed(path, errno);
  return true;
}

Expected<bool> appendDurably(const std::string& path, std::string_view bytes) {
  const File file(path, O_WRONLY | O_CREAT | O_APPEND);
  struct stat facts {};
  if (!file.isOpen() || ::fstat(file.number(), &facts) != 0) return failed(path, errno);
  if (!writeAll(file, bytes) || ::fdatasync(file.number()) != 0) {
    const int cause = errno;
    if (::ftruncate(file.number(), facts.st_size) != 0) return failed(path, errno);
    return failed(path, cause);
  }
  if (facts.st_size == 0 && !syncFolderOf(path)) return failed(path, errno);
  return true;
}

Expected<std::string> readFile(const std::string& path) {
  const File file(path, O_RDONLY);
  if (!file.isOpen()) return failed(path, errno);
  std::string text;
  char buffer[65536];
  for (;;) {
    const ssize_t got = ::read(file.number(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(path, errno);
    if (got == 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
  }
}

}  // namespace regard::server
