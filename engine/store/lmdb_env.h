#pragma once
// The only owner of lmdb.h. An environment with named tables, read and write transactions, and faults that say what
// to do. One writer process (held by a lock file), any number of read-only ones beside it.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/result.h"
#include "engine/store/filesystem.h"

namespace regard {

enum class Table : std::uint8_t {
  kMeta,
  kProfiles,
  kHistory,
  kDecisions,        ///< logged decisions by id
  kCustomerKeys,     ///< under what key a customer's decisions are sealed, and their number
  kCustomerNumbers,  ///< customer by number
  kBundles,          ///< rules that decided, by hash
  kOutcomes,         ///< what came of what was offered, by decision, action and outcome
  kCounters,         ///< what everybody shares, by counter and time
  kDue,              ///< what happens by itself, by when: a reservation lapses, silence becomes an answer
  kLearned,          ///< answers by action, channel and cell
  kRolledKeys,       ///< keys of rows of histories that were rolled up, by customer
  kPopulation,       ///< pictures of how all customers stand
  kCount
};
inline constexpr std::size_t kTableCount = static_cast<std::size_t>(Table::kCount);

struct EnvOptions {
  std::uint64_t mapBytes = 1ULL << 40U;  ///< address space to reserve; halved until the system grants it
  unsigned tablesMax = 32;
  unsigned readersMax = 512;
  /// How many tables a writer makes, in the order of Table; fewer: as an earlier version of regard would (tests).
  std::size_t tables = kTableCount;
};

class LmdbEnv;

/// Bytes in the map, or nothing if there is no such key.
using Found = std::optional<std::string_view>;

/// What can be looked things up in: a snapshot, or what a write has made of the store so far.
class TableView {
 public:
  virtual ~TableView() = default;
  /// What it points to is valid while the transaction lives and changes nothing. kCorrupt, kIo.
  virtual Result<Found> get(Table table, std::string_view key) const = 0;

  /// Entries in key order from `from` on. Calls `visit(key, value)` until it returns false. kCorrupt, kIo.
  template <class Visit>
  Status scan(Table table, std::string_view from, Visit&& visit) const {
    return scanWith(table, from, false, &callVisit<Visit>, const_cast<void*>(static_cast<const void*>(&visit)));
  }
  /// The same in reverse, from the greatest key that is not above `from`; empty: the last.
  template <class Visit>
  Status scanBack(Table table, std::string_view from, Visit&& visit) const {
    return scanWith(table, from, true, &callVisit<Visit>, const_cast<void*>(static_cast<const void*>(&visit)));
  }

 protected:
  using VisitEntry = bool (*)(void* self, std::string_view key, std::string_view value);
  virtual Status scanWith(Table table, std::string_view from, bool back, VisitEntry visit, void* self) const = 0;

 private:
  template <class Visit>
  static bool callVisit(void* self, std::string_view key, std::string_view value) {
    return (*static_cast<std::remove_reference_t<Visit>*>(self))(key, value);
  }
};

/// A consistent view. Move-only; ends when destroyed. Not for two threads at once; may move between threads.
class ReadTxn final : public TableView {
 public:
  ReadTxn(ReadTxn&& other) noexcept;
  ReadTxn& operator=(ReadTxn&& other) noexcept;
  ~ReadTxn() override;
  Result<Found> get(Table table, std::string_view key) const override;
  std::uint64_t count(Table table) const;
  std::uint64_t bytes(Table table) const;  ///< of the pages it takes, all in use
  /// The greatest key below `key`, or nothing.
  Result<Found> keyBefore(Table table, std::string_view key) const;
  /// Gives up the snapshot and takes the newest one: cheaper than a new transaction.
  Status renew();

 private:
  friend class LmdbEnv;
  ReadTxn(void* txn, const LmdbEnv* env) : txn_(txn), env_(env) {}
  /// Whether its roots may be newer than its number. LMDB keeps the roots of its last two commits in two places by
  /// turns, and a reader reads the newest commit's number first and its roots after. One that is held up between the
  /// two while two commits pass sees the second, maybe before that is on the disk, and in its next snapshot an older
  /// one.
  bool isAhead() const;
  Status scanWith(Table table, std::string_view from, bool back, VisitEntry visit, void* self) const override;
  void* txn_ = nullptr;
  const LmdbEnv* env_ = nullptr;
};

/// All or nothing. Aborts unless committed. Begins, works and ends on one thread. What a call gives points into the map
/// and is valid until the next change.
class WriteTxn final : public TableView {
 public:
  WriteTxn(WriteTxn&& other) noexcept;
  ~WriteTxn() override;
  Result<Found> get(Table table, std::string_view key) const override;
  /// kFull, kIo, kInvalid (key empty or longer than 511 bytes).
  Status put(Table table, std::string_view key, std::string_view value);
  /// Puts unless the key is there; then changes nothing and gives the present value.
  Result<Found> insert(Table table, std::string_view key, std::string_view value);
  Status append(Table table, std::string_view key, std::string_view value);  ///< REQUIRES key above every key present
  Result<bool> erase(Table table, std::string_view key);                     ///< whether it was there
  Result<std::optional<std::string>> firstKey(Table table) const;
  Result<std::optional<std::string>> lastKey(Table table) const;
  std::uint64_t bytes(Table table) const;  ///< of the pages it takes
  /// On disk when this returns (fdatasync). After a fault nothing of it is there.
  Status commit();

 private:
  friend class LmdbEnv;
  WriteTxn(void* txn, const LmdbEnv* env) : txn_(txn), env_(env) {}
  Status scanWith(Table table, std::string_view from, bool back, VisitEntry visit, void* self) const override;
  int cursorOf(Table table, void*& cursor) const;
  Result<std::optional<std::string>> edgeKey(Table table, bool last) const;
  void* txn_ = nullptr;
  const LmdbEnv* env_ = nullptr;
  mutable std::array<void*, kTableCount> cursors_{};  ///< kept between puts: the next key is often on the same page
};

/// Reads that are open, in all processes.
struct Readers {
  std::uint64_t count = 0;
  /// Commits since the oldest of them began. What was freed since cannot be used again while it is open.
  std::uint64_t oldestBehind = 0;
};

class LmdbEnv {
 public:
  /// `path` is a folder; a writer makes it. kNotFound, kBusy (a second writer, with its process id; or this process has
  /// it open), kUnsupported (network filesystem, newer LMDB format), kCorrupt, kInvalid (not a store), kFull, kIo.
  static Result<std::unique_ptr<LmdbEnv>> open(const std::string& path, OpenMode mode, const EnvOptions& options = {});
  ~LmdbEnv();
  LmdbEnv(const LmdbEnv&) = delete;
  LmdbEnv& operator=(const LmdbEnv&) = delete;

  Result<ReadTxn> read() const;  ///< Thread-safe. kBusy: every reader slot is taken by a living process
  Result<WriteTxn> write();      ///< REQUIRES kWriter. Waits for another write transaction of this process to end
  Readers readers() const;
  std::uint64_t bytesOnDisk() const;
  std::uint64_t mapBytes() const;  ///< address space that was granted
  const std::string& path() const;

 private:
  friend class ReadTxn;
  friend class WriteTxn;
  struct State;
  LmdbEnv();
  std::unique_ptr<State> state_;
};

}  // namespace regard
