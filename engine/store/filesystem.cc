#include "engine/store/filesystem.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

namespace regard {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kFuseMagic = 0x65735546;
constexpr const char* kLockFile = "regard.lock";
constexpr const char* kDataFile = "data.mdb";
constexpr const char* kLmdbLockFile = "lock.mdb";

struct KnownMagic {
  std::uint64_t magic;
  std::string_view name;
};
constexpr std::array kNetworkMagics = {KnownMagic{0x6969, "NFS"},       KnownMagic{0x517B, "SMB"},
                                       KnownMagic{0xFF53'4D42, "CIFS"}, KnownMagic{0xFE53'4D42, "SMB"},
                                       KnownMagic{0x0102'1997, "9P"},   KnownMagic{0x00C3'6400, "Ceph"},
                                       KnownMagic{0x5346'414F, "AFS"},  KnownMagic{0x6B41'4653, "AFS"},
                                       KnownMagic{0x7375'7245, "Coda"}, KnownMagic{0x0BD0'0BD0, "Lustre"}};
constexpr std::array<std::string_view, 12> kNetworkFuseTypes = {
    "fuse.sshfs",  "fuse.s3fs",      "fuse.rclone", "fuse.glusterfs", "fuse.gcsfuse",  "fuse.davfs",
    "fuse.goofys", "fuse.ceph-fuse", "fuse.ceph",   "fuse.curlftpfs", "fuse.smbnetfs", "fuse.blobfuse2"};

/// The type of the mount that holds the device, as in /proc/self/mountinfo: "… major:minor … - type source options".
std::string mountTypeOf(dev_t device) {
  const std::string wanted = fmt::format("{}:{}", major(device), minor(device));
  std::ifstream table("/proc/self/mountinfo");
  for (std::string line; std::getline(table, line);) {
    std::istringstream words(line);
    std::string word, number;
    words >> word >> word >> number;
    if (number != wanted) continue;
    while (words >> word && word != "-") continue;
    words >> word;
    return word;
  }
  return {};
}

Status refuseNetwork(const std::string& path) {
  struct statfs info {};
  struct stat file {};
  if (::statfs(path.c_str(), &info) != 0 || ::stat(path.c_str(), &file) != 0)
    return systemFault(errno, "look at", path);
  const auto magic = static_cast<std::uint32_t>(info.f_type);
  const std::string_view name = networkFilesystem(magic, magic == kFuseMagic ? mountTypeOf(file.st_dev) : "");
  if (name.empty()) return Done{};
  return Fault{FaultKind::kUnsupported,
               fmt::format("`{}` is on a network filesystem ({}), where a store could be damaged: "
                           "put it on a local disk",
                           path, name)};
}

/// An existing folder may hold a store or nothing: a writer must not settle among somebody's files.
Status refuseForeignFolder(const std::string& path) {
  std::error_code error;
  if (fs::exists(fs::path(path) / kDataFile, error)) return Done{};
  for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name != kLockFile && name != kLmdbLockFile)
      return Fault{FaultKind::kInvalid,
                   fmt::format("`{}` is a folder with other files (such as `{}`) and not a Regard store: "
                               "name a new or an empty folder",
                               path, name)};
  }
  if (error) return systemFault(error.value(), "look into", path);
  return Done{};
}

bool lockByte(int file, off_t at) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = at;
  lock.l_len = 1;
  return ::fcntl(file, F_OFD_SETLK, &lock) == 0;
}

std::string contentOf(int file) {
  std::array<char, 32> text{};
  const ssize_t size = ::pread(file, text.data(), text.size(), 0);
  std::string result(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  return result.substr(0, result.find('\n'));
}

}  // namespace

std::string_view networkFilesystem(std::uint64_t magic, std::string_view mountType) {
  for (const KnownMagic& known : kNetworkMagics)
    if (known.magic == magic) return known.name;
  if (magic == kFuseMagic)
    for (const std::string_view type : kNetworkFuseTypes)
      if (type == mountType) return type;
  return {};
}

Fault systemFault(int errorNumber, std::string_view doing, const std::string& path) {
  const auto make = [&](FaultKind kind, std::string_view advice) {
    return Fault{kind, fmt::format("cannot {} `{}`: {}{}{}", doing, path, std::generic_category().message(errorNumber),
                                   advice.empty() ? "" : ": ", advice)};
  };
  switch (errorNumber) {
    case ENOENT: return make(FaultKind::kNotFound, "");
    case EACCES:
    case EPERM: return make(FaultKind::kIo, "give this user read and write permission on it and its folder");
    case EROFS: return make(FaultKind::kIo, "the disk is mounted read-only");
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return make(FaultKind::kFull, "free some space, then try again");
    default: return make(FaultKind::kIo, "");
  }
}

Status prepareFolder(const std::string& path, OpenMode mode) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    if (mode == OpenMode::kReader)
      return Fault{FaultKind::kNotFound,
                   fmt::format("there is no store at `{}`: `regard import {} FILE.csv` makes one", path, path)};
    fs::create_directories(path, error);
    if (error) return systemFault(error.value(), "make the folder", path);
  } else if (error) {
    return systemFault(error.value(), "look at", path);
  } else if (status.type() != fs::file_type::directory) {
    return Fault{FaultKind::kInvalid, fmt::format("`{}` is a file, and a store is a folder", path)};
  }
  if (auto local = refuseNetwork(path); !local.ok()) return local;
  return mode == OpenMode::kWriter ? refuseForeignFolder(path) : Status(Done{});
}

int causeOfFailedWrite(int code, const std::string& path) {
  constexpr off_t kRoom = 1 << 20;
  const int handle = code == EIO ? ::open((fs::path(path) / kDataFile).c_str(), O_RDWR | O_CLOEXEC) : -1;
  if (handle < 0) return code;
  struct stat file {};
  if (::fstat(handle, &file) == 0 && ::fallocate(handle, 0, file.st_size, kRoom) != 0 && errno != EOPNOTSUPP)
    code = errno;
  ::close(handle);
  return code;
}

Status completeFile(const std::string& file, std::uint64_t bytes) {
  const auto needed = static_cast<off_t>(bytes);
  struct stat onDisk {};
  if (::stat(file.c_str(), &onDisk) != 0) return systemFault(errno, "look at", file);
  if (onDisk.st_size >= needed) return Done{};
  const int handle = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  const bool done = handle >= 0 && ::fallocate(handle, 0, onDisk.st_size, needed - onDisk.st_size) == 0;
  if (handle >= 0) ::close(handle);
  if (done) return Done{};
  return Fault{FaultKind::kCorrupt,
               fmt::format("`{}` has {} bytes of {}: restore it from a copy", file, onDisk.st_size, needed)};
}

Status syncFolder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return systemFault(errno, "open", path);
  const int code = ::fsync(folder) == 0 ? 0 : errno;
  ::close(folder);
  if (code != 0 && code != EINVAL) return systemFault(code, "sync", path);
  return Done{};
}

void removeStore(const std::string& path, bool folderToo) {
  std::error_code ignored;
  for (const char* file : {kDataFile, kLmdbLockFile}) fs::remove(fs::path(path) / file, ignored);
  if (!folderToo) return;
  fs::remove(fs::path(path) / kLockFile, ignored);
  fs::remove(path, ignored);
}

StoreLock::StoreLock(StoreLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
StoreLock& StoreLock::operator=(StoreLock&& other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}
StoreLock::~StoreLock() {
  if (file_ >= 0) ::close(file_);
}

Result<StoreLock> StoreLock::take(const std::string& folder, OpenMode mode) {
  const std::string path = (fs::path(folder) / kLockFile).string();
  StoreLock lock;
  lock.file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0660);
  if (lock.file_ < 0) {
    if (mode == OpenMode::kReader && errno == EROFS) return lock;  // nobody can write there, so nobody can conflict
    return systemFault(errno, "open", path);
  }
  const auto process = static_cast<off_t>(::getpid());
  if (!lockByte(lock.file_, 1 + process)) {
    if (errno != EAGAIN && errno != EACCES) return systemFault(errno, "lock", path);
    return Fault{
        FaultKind::kBusy,
        fmt::format("this process (number {}) already has the store `{}` open: share that one", process, folder)};
  }
  if (mode == OpenMode::kReader) return lock;
  if (!lockByte(lock.file_, 0)) {
    if (errno != EAGAIN && errno != EACCES) return systemFault(errno, "lock", path);
    return Fault{FaultKind::kBusy, fmt::format("process {} is writing to the store `{}`: wait until it has finished",
                                               contentOf(lock.file_), folder)};
  }
  const std::string number = fmt::format("{}\n", process);
  const bool written = ::ftruncate(lock.file_, 0) == 0 &&
                       ::pwrite(lock.file_, number.data(), number.size(), 0) == static_cast<ssize_t>(number.size());
  if (!written) return systemFault(errno, "write", path);
  return lock;
}

}  // namespace regard
