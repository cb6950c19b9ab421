#pragma once
// One thread owns writing. Commands queue up; what waits together is committed together (group commit), and each
// caller learns the outcome of its own command. Acknowledged as kDurable means on disk.

#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "engine/catalog/catalog.h"
#include "engine/store/lmdb_env.h"

namespace regard {

/// What a command did. `value` counts commits of a store, from 1; every command of one group has the same.
struct Sequence {
  std::uint64_t value = 0;
  std::uint64_t replaced = 0;  ///< records that were there before: overwritten or erased
};

/// What the caller believes of the record it changes: its version, 0 for "not there". Empty: write whatever is there.
using ExpectedVersion = std::optional<std::uint64_t>;

enum class Durability : std::uint8_t {
  kDurable,  ///< the future is ready when the write is on disk
  kApplied,  ///< the future is ready when the write is in the transaction that is about to be committed: a crash or a
             ///< full disk in the next moment can still lose it
};

/// One record, new or instead of the present one.
struct PutProfile {
  std::string key;     ///< the customer id, unpadded
  std::string record;  ///< header and struct; the writer sets version and checksum
};
/// A whole run of records, for import: one transaction. Fastest in ascending key order, and fastest of all beyond the
/// last key present. All of it is written or none.
struct PutProfiles {
  std::vector<PutProfile> profiles;
  bool merge = false;               ///< keep, from an existing record, the attributes listed in `kept`
  std::vector<std::uint32_t> kept;  ///< indices into the attributes of the store's catalog; not the key
};
struct EraseProfile {
  std::string key;
};  ///< no fault if it is not there: Sequence::replaced tells
struct PutCatalog {
  Catalog catalog;
};  ///< kConflict unless it extends the present one
using Command = std::variant<PutProfile, PutProfiles, EraseProfile, PutCatalog>;

class Writer {
 public:
  static constexpr std::size_t kQueueBytesMax = 512U << 20U;
  static constexpr std::size_t kGroupBytesMax = 64U << 20U;  ///< what one commit takes beyond its first command
  static constexpr std::size_t kGroupCommandsMax = 4096;

  /// Starts the thread. REQUIRES env opened as kWriter and outliving this.
  explicit Writer(LmdbEnv& env);
  ~Writer();  ///< finishes what is queued
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Thread-safe; waits while kQueueBytesMax are queued. kConflict if the version had moved, kFull, kIo, kCorrupt (a
  /// record to merge with is damaged), kInvalid (key empty, with NUL, or longer than 496 bytes; not a record; an
  /// `expected` for anything but one profile). A fault of one command leaves the others of its group alone.
  std::future<Result<Sequence>> submit(Command command, ExpectedVersion expected = {},
                                       Durability durability = Durability::kDurable);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace regard
