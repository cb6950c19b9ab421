#pragma once
// One thread owns writing. Commands queue up; what waits together is committed together (group commit), and each
// caller learns the outcome of its own command. Acknowledged as kDurable means on disk.

#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/cell.h"
#include "base/result.h"
#include "engine/catalog/catalog.h"
#include "engine/store/lmdb_env.h"

namespace regard {

class Transaction;

/// What became of rows of a history.
struct RowCounts {
  std::uint64_t added = 0;
  std::uint64_t duplicates = 0;  ///< a row of that key was there: nothing was done
  std::uint64_t closed = 0;      ///< rows that were there and open
  std::uint64_t changed = 0;     ///< rows that took the place of those of their key
  std::uint64_t tooOld = 0;      ///< from before what the bounded history still holds: nothing was done
  std::uint64_t rolledUp = 0;    ///< rows, new ones too, that only their totals tell of now

  RowCounts& operator+=(const RowCounts& more) {
    added += more.added;
    duplicates += more.duplicates;
    closed += more.closed;
    changed += more.changed;
    tooOld += more.tooOld;
    rolledUp += more.rolledUp;
    return *this;
  }
};

/// What a command did. `value` counts commits of a store, from 1; every command of one group has the same.
struct Sequence {
  std::uint64_t value = 0;
  std::uint64_t replaced = 0;  ///< records that were there before: overwritten or erased
  RowCounts rows = {};
};

/// What the caller believes of the record it changes: its version, 0 for "not there". Empty: write whatever is there.
using ExpectedVersion = std::optional<std::uint64_t>;

enum class Durability : std::uint8_t {
  kDurable,  ///< the future is ready when the write is on disk
  kApplied,  ///< the future is ready when the write is in the transaction that is about to be committed: a crash or a
             ///< full disk in the next moment can still lose it
  kSoon      ///< as kDurable, but nobody waits: it goes with the next commit that somebody does wait for, or kSoonMax
             ///< later. Many such commands then wake the writer once, and share one commit
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
};  ///< the history and the key of what was logged too; no fault if it is not there: Sequence::replaced tells
struct PutCatalog {
  Catalog catalog;
  std::optional<Catalog> history = {};
};  ///< kConflict unless they extend the present ones

/// Rows that are added to a customer's history. kNotFound if there is no such customer.
struct AddRows {
  std::string key;                   ///< the customer id, unpadded
  std::vector<std::string> records;  ///< of the history's catalog: their lists hold the rows
  bool replace = false;              ///< a row takes the place of the one of its key, else that one stays
};
/// A run of them, for import: one transaction.
struct AddManyRows {
  std::vector<AddRows> customers;
};
/// A case was settled, or a promise kept: the one row of a stream that is open then and fits.
struct CloseRow {
  struct Field {
    std::uint32_t column = 0;  ///< index into the columns of the list
    Scalar value;
    std::string text;
  };
  std::string key;
  std::uint32_t list = 0;  ///< index into the attributes of the history's catalog
  std::string rowKey;      ///< empty: whichever
  std::vector<Field> where;
  std::int64_t atMs = 0;
};  ///< kNotFound if none is open, kInvalid if several are

/// The rules that decide, so that a replay needs nothing else. No fault if they are there.
struct PutBundle {
  std::string hash;  ///< 32 bytes
  std::string bytes;
};
/// A decision that was made. With it go at most kPrunedPerDecision of the oldest that are beyond the log's limits, so
/// that the log shrinks while it is written, and one wrong clock cannot empty it. kNotFound if there is no such
/// customer, or the bundle was not put; kConflict if the id is there.
struct LogDecision {
  std::string id;        ///< 16 bytes, in the order of time
  std::string customer;  ///< the customer id, unpadded
  std::int64_t nowMs = 0;
  std::uint64_t seed = 0;
  bool reserved = false;  ///< it took what is capped or budgeted
  std::string rules;      ///< the bundle's hash
  std::string content;    ///< what is sealed under the customer's own key
};
/// Work of the caller's on the writer's thread, which looks at what it then changes (transaction.h). It may be done
/// again after a fault of another command of its group, so it keeps nothing of an earlier run. It should be short, for
/// every other write waits, and must not wait for a write itself.
struct InTransaction {
  std::function<Result<Sequence>(Transaction&)> work;
};
/// How long decisions stay in the log from now on; 0 is without limit. What is beyond it goes with later commits.
struct SetLogLimits {
  std::uint64_t keepMs = 0, quotaBytes = 0;
};
/// Lets go of the oldest decisions that are beyond the limits. Sequence::replaced: how many; less than `most`: all.
struct PruneLog {
  std::int64_t nowMs = 0;
  std::uint64_t most = 0;
};
using Command = std::variant<PutProfile, PutProfiles, EraseProfile, PutCatalog, AddRows, AddManyRows, CloseRow,
                             InTransaction, PutBundle, LogDecision, SetLogLimits, PruneLog>;

class Writer {
 public:
  static constexpr std::size_t kQueueBytesMax = 512U << 20U;
  static constexpr std::size_t kGroupBytesMax = 64U << 20U;  ///< what one commit takes beyond its first command
  static constexpr std::size_t kGroupCommandsMax = 4096;
  static constexpr std::chrono::milliseconds kSoonMax{5};

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
