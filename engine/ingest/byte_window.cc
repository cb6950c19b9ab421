#include "engine/ingest/byte_window.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace regard {

namespace {

constexpr std::size_t kFirstCapacity = 256U << 10U;  // fits the second-level cache beside what the rows become

Fault systemFault(FaultKind kind, const std::string& path, int error) {
  return {kind, fmt::format("`{}` cannot be read: {}", path, std::strerror(error))};
}

}  // namespace

Result<ByteWindow> ByteWindow::open(const std::string& path) {
  if (path == "-") return ByteWindow("standard input", STDIN_FILENO, 0);
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    if (errno == ENOENT) return Fault{FaultKind::kNotFound, fmt::format("there is no file `{}`", path)};
    return systemFault(FaultKind::kIo, path, errno);
  }
  struct stat about = {};
  if (::fstat(file, &about) != 0 || S_ISDIR(about.st_mode)) {
    ::close(file);
    return Fault{FaultKind::kInvalid, fmt::format("`{}` is a folder: name one data file", path)};
  }
  const bool sized = S_ISREG(about.st_mode);
  if (sized) ::posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL);
  return ByteWindow(path, file, sized ? static_cast<std::uint64_t>(about.st_size) : 0);
}

ByteWindow::ByteWindow(std::string path, int file, std::uint64_t totalBytes)
    : path_(std::move(path)),
      file_(file),
      buffer_(std::make_unique<char[]>(kFirstCapacity + kPadding)),
      capacity_(kFirstCapacity),
      totalBytes_(totalBytes) {}

ByteWindow::ByteWindow(ByteWindow&& other) noexcept
    : path_(std::move(other.path_)),
      file_(std::exchange(other.file_, -1)),
      buffer_(std::move(other.buffer_)),
      capacity_(other.capacity_),
      begin_(other.begin_),
      end_(other.end_),
      atEnd_(other.atEnd_),
      readBytes_(other.readBytes_),
      totalBytes_(other.totalBytes_),
      status_(std::move(other.status_)) {}

ByteWindow::~ByteWindow() {
  if (file_ > STDIN_FILENO) ::close(file_);
}

bool ByteWindow::more() {
  if (atEnd_) return false;
  if (size() > capacity_ / 2) {
    auto larger = std::make_unique<char[]>(capacity_ * 2 + kPadding);
    std::memcpy(larger.get(), begin(), size());
    buffer_ = std::move(larger);
    capacity_ *= 2;
  } else {
    std::memmove(buffer_.get(), begin(), size());
  }
  end_ = size();
  begin_ = 0;
  for (;;) {
    const ssize_t got = ::read(file_, buffer_.get() + end_, capacity_ - end_);
    if (got > 0) {
      end_ += static_cast<std::size_t>(got);
      readBytes_ += static_cast<std::uint64_t>(got);
      return true;
    }
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) status_ = systemFault(FaultKind::kIo, path_, errno);
    atEnd_ = true;
    return false;
  }
}

}  // namespace regard
