#include "apps/cli/whole_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

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

WholeFile::WholeFile(std::string path) : path_(std::move(path)) {
  std::error_code ignored;
  const fs::file_status there = fs::status(path_, ignored);
  inPlace_ = fs::exists(there) && !fs::is_regular_file(there) && !fs::is_directory(there);
  target_ = fs::is_symlink(path_, ignored) && !inPlace_ ? fs::weakly_canonical(path_).string() : path_;
  beside_ = inPlace_ ? path_ : fmt::format("{}.{}.part", target_, ::getpid());
  file_ = ::open(beside_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file_ < 0) cause_ = errno;
  if (struct stat old{}; file_ >= 0 && !inPlace_ && ::stat(target_.c_str(), &old) == 0)
    ::fchmod(file_, old.st_mode & 07777);
}

WholeFile::~WholeFile() {
  if (file_ < 0) return;
  ::close(file_);
  if (!inPlace_) ::unlink(beside_.c_str());
}

void WholeFile::write(std::string_view bytes) {
  constexpr std::size_t kBufferBytes = 1U << 16U;
  buffer_ += bytes;
  if (buffer_.size() >= kBufferBytes) flush();
}

void WholeFile::flush() {
  if (cause_ == 0 && !writeAll(file_, buffer_)) cause_ = errno;
  buffer_.clear();
}

std::optional<Error> WholeFile::finish() {
  flush();
  if (cause_ == 0 && !inPlace_ && ::fsync(file_) != 0) cause_ = errno;
  if (const int file = std::exchange(file_, -1); file >= 0 && ::close(file) != 0 && cause_ == 0) cause_ = errno;
  if (cause_ == 0 && !inPlace_ && std::rename(beside_.c_str(), target_.c_str()) != 0) cause_ = errno;
  if (cause_ == 0) return std::nullopt;
  if (!inPlace_) ::unlink(beside_.c_str());
  const ErrorKind kind = cause_ == ENOSPC || cause_ == EDQUOT ? ErrorKind::full : ErrorKind::io;
  return Error{kind, fmt::format("could not write {}: {}", path_, std::strerror(cause_))};
}

std::optional<Error> writeWhole(const std::string& path, std::string_view bytes) {
  WholeFile file(path);
  file.write(bytes);
  return file.finish();
}

}  // namespace regard::cli
