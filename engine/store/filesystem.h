#pragma once
// What the store asks of the folder it lives in: that it is there, on a local disk, and held by one writer.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace regard {

enum class OpenMode : std::uint8_t { kReader, kWriter };

/// The name of a filesystem on which shared memory maps or locks cannot be trusted, or an empty text. `magic` is
/// statfs's f_type, `mountType` the type in the mount table (needed for FUSE only, which serves local and remote disks
/// alike).
std::string_view networkFilesystem(std::uint64_t magic, std::string_view mountType);

/// A folder ready to hold a store: a writer makes it if need be. kNotFound, kInvalid (no folder, or another program's),
/// kUnsupported (network filesystem), kIo, kFull.
Status prepareFolder(const std::string& path, OpenMode mode);

/// LMDB says "input/output error" when a write came out short, which is how a full disk begins. Asking for room tells
/// the two apart.
int causeOfFailedWrite(int code, const std::string& path);

/// A data file shorter than its header says would end the process with SIGBUS when the missing part is read. Zeros in
/// its place are found by LMDB as damage. (LMDB may leave pages at the end unwritten that nothing refers to, so short
/// alone is no fault.) It is never shortened: another process may be growing it meanwhile. kCorrupt, kIo.
Status completeFile(const std::string& file, std::uint64_t bytes);

/// A new file is only safe once the folder that names it is on disk. kIo.
Status syncFolder(const std::string& path);

/// Takes a store's files away, and its folder if asked to and nothing else is in it. REQUIRES the writer's lock, held
/// by this process. Without the folder its lock file stays, for others may be waiting on it.
void removeStore(const std::string& path, bool folderToo);

/// Fault of a failed system call on `path`, with what to do about it.
Fault systemFault(int errorNumber, std::string_view doing, const std::string& path);

/// Two locks in the file `regard.lock` of a store: byte 0 for its one writer process, and one byte per process number,
/// because LMDB breaks its own locks if one process opens a store twice. Both are open-file-description locks: they
/// end with the process, however it ends, so a stale lock does not exist. The file holds the writer's process number.
class StoreLock {
 public:
  StoreLock() = default;
  StoreLock(StoreLock&& other) noexcept;
  StoreLock& operator=(StoreLock&& other) noexcept;
  ~StoreLock();
  /// kBusy, kIo.
  static Result<StoreLock> take(const std::string& folder, OpenMode mode);

 private:
  int file_ = -1;
};

}  // namespace regard
