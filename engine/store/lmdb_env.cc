// LMDB as the store uses it. Growing a map needs a moment without a live transaction, so a large range of addresses is
// reserved at once; it costs nothing until it is used. Never MDB_WRITEMAP (a stray pointer would write into the file),
// MDB_NOSYNC or MDB_NOMETASYNC (a commit would no longer mean "on disk"). MDB_NOTLS lets a reader move between threads.

#include "engine/store/lmdb_env.h"

#include <fmt/format.h>
#include <lmdb.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>
#include <vector>

namespace regard {

struct LmdbEnv::State {
  std::string path;
  StoreLock lock;
  MDB_env* env = nullptr;
  std::array<MDB_dbi, kTableCount> tables{};
  std::uint64_t mapBytes = 0;

  ~State() {
    if (env != nullptr) mdb_env_close(env);  // before the lock goes
  }
  MDB_dbi dbi(Table table) const { return tables[static_cast<std::size_t>(table)]; }
};

namespace {

constexpr std::uint64_t kMapBytesMin = 64ULL << 20U;
constexpr std::array<const char*, kTableCount> kTableNames = {
    "meta",     "profiles", "history", "decisions", "customer_keys", "customer_numbers", "bundles",
    "outcomes", "counters", "due",     "learned",   "rolled_keys",   "population"};
/// Tables that stores of earlier versions lack: a writer makes them, to a reader they are empty.
constexpr auto kFirstLaterTable = static_cast<std::size_t>(Table::kHistory);
constexpr MDB_dbi kNoTable = 0;         ///< LMDB's own table of free pages
constexpr mdb_mode_t kFileMode = 0660;  // customers' data: nothing for others

MDB_txn* txnOf(void* txn) { return static_cast<MDB_txn*>(txn); }
MDB_val valOf(std::string_view bytes) { return {bytes.size(), const_cast<char*>(bytes.data())}; }
/// Of a table that a store may lack: nothing.
MDB_stat statOf(void* txn, MDB_dbi table) {
  MDB_stat stat{};
  if (table == kNoTable) return stat;
  const int code = mdb_stat(txnOf(txn), table, &stat);
  REGARD_CHECK(code == MDB_SUCCESS, code);
  return stat;
}
std::uint64_t bytesOf(const MDB_stat& stat) {
  return (stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages) * stat.ms_psize;
}
std::string_view viewOf(const MDB_val& value) { return {static_cast<const char*>(value.mv_data), value.mv_size}; }

/// An LMDB or system error as a fault that says what to do.
Fault faultOf(int code, std::string_view doing, const std::string& path) {
  const auto make = [&](FaultKind kind, std::string_view advice) {
    return Fault{kind, fmt::format("cannot {} the store `{}`: {}", doing, path, advice)};
  };
  switch (code) {
    case MDB_INVALID: return make(FaultKind::kCorrupt, "its data.mdb is not a store's file, or is damaged");
    case MDB_VERSION_MISMATCH: return make(FaultKind::kUnsupported, "it was written by another version of LMDB");
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND: return make(FaultKind::kCorrupt, "its data.mdb is damaged: restore it from a copy");
    case MDB_PANIC: return make(FaultKind::kIo, "an earlier write failed badly: close the store and open it again");
    case MDB_MAP_FULL: return make(FaultKind::kFull, "the address space reserved for it is used up");
    case MDB_TXN_FULL: return make(FaultKind::kFull, "one write changes too much at once: write less at a time");
    case MDB_READERS_FULL: return make(FaultKind::kBusy, "too many processes and threads are reading it");
    case MDB_MAP_RESIZED:
      return make(FaultKind::kBusy,
                  "it has outgrown the address space reserved when it was opened: "
                  "open it again");
    case MDB_BAD_VALSIZE: return make(FaultKind::kInvalid, "a key is empty or too long");
    case ENOMEM: return make(FaultKind::kFull, "the system does not grant enough address space (see `ulimit -v`)");
    default: break;
  }
  if (code > 0) return systemFault(code, fmt::format("{} the store", doing), path);
  return make(FaultKind::kIo, mdb_strerror(code));
}

std::string dataFileOf(const std::string& path) { return path + "/data.mdb"; }

/// Opens the environment with as much address space as the system grants.
int openEnv(const std::string& path, unsigned flags, const EnvOptions& options, MDB_env*& env,
            std::uint64_t& mapBytes) {
  int code = ENOMEM;
  const auto isTooLarge = [&] { return code == ENOMEM || code == EINVAL; };  // valgrind says EINVAL
  for (mapBytes = options.mapBytes; isTooLarge() && mapBytes >= kMapBytesMin; mapBytes /= 2) {
    code = mdb_env_create(&env);
    if (code != MDB_SUCCESS) return code;
    mdb_env_set_maxdbs(env, options.tablesMax);
    mdb_env_set_maxreaders(env, options.readersMax);
    mdb_env_set_mapsize(env, mapBytes);
    code = mdb_env_open(env, path.c_str(), flags, kFileMode);
    if (code == MDB_SUCCESS) return code;
    mdb_env_close(env);
    env = nullptr;
  }
  return code;
}

/// How long the data file is by what its header says.
std::uint64_t fileBytes(MDB_env* env) {
  MDB_envinfo info{};
  MDB_stat stat{};
  mdb_env_info(env, &info);
  mdb_env_stat(env, &stat);
  return (info.me_last_pgno + 1) * stat.ms_psize;
}

/// Opens the tables that are there, and makes the first `made`. MDB_NOTFOUND if one is missing that every store has.
int openTables(MDB_env* env, unsigned txnFlags, std::size_t made, std::array<MDB_dbi, kTableCount>& tables,
               std::size_t& entries) {
  MDB_txn* txn = nullptr;
  int code = mdb_txn_begin(env, nullptr, txnFlags, &txn);
  if (code != MDB_SUCCESS) return code;
  MDB_dbi main = 0;
  MDB_stat stat{};
  code = mdb_dbi_open(txn, nullptr, 0, &main);
  if (code == MDB_SUCCESS) code = mdb_stat(txn, main, &stat);
  entries = stat.ms_entries;
  for (std::size_t i = 0; i < kTableCount && code == MDB_SUCCESS; ++i) {
    code = mdb_dbi_open(txn, kTableNames[i], i < made ? MDB_CREATE : 0, &tables[i]);
    if (code == MDB_NOTFOUND && i >= kFirstLaterTable) {
      tables[i] = kNoTable;
      code = MDB_SUCCESS;
    }
  }
  if (code == MDB_SUCCESS) return mdb_txn_commit(txn);
  mdb_txn_abort(txn);
  return code;
}

Status attachTables(MDB_env* env, OpenMode mode, const std::string& path, std::size_t made,
                    std::array<MDB_dbi, kTableCount>& tables) {
  std::size_t entries = 0;
  int code = openTables(env, MDB_RDONLY, 0, tables, entries);
  if ((code == MDB_NOTFOUND && entries != 0) || code == MDB_INCOMPATIBLE)
    return Fault{FaultKind::kInvalid, fmt::format("`{}` holds an LMDB database of another program, not a Regard store: "
                                                  "name another folder",
                                                  path)};
  if (code == MDB_NOTFOUND && mode == OpenMode::kReader)
    return Fault{FaultKind::kNotFound,
                 fmt::format("the store `{}` is empty: `regard import {} FILE.csv` fills it", path, path)};
  const bool lacksSome = code == MDB_SUCCESS && std::find(tables.begin(), tables.end(), kNoTable) != tables.end();
  if (code == MDB_NOTFOUND || (lacksSome && mode == OpenMode::kWriter))
    code = openTables(env, 0, made, tables, entries);
  if (code != MDB_SUCCESS) return faultOf(code, "open", path);
  return Done{};
}

/// A line of LMDB's list: process, thread and transaction, or "-" if the slot is idle; one line says so in words.
int noteReader(const char* line, void* open) {
  unsigned long long process = 0, thread = 0, transaction = 0;
  if (std::sscanf(line, "%llu %llx %llu", &process, &thread, &transaction) == 3)
    static_cast<std::vector<std::uint64_t>*>(open)->push_back(transaction);
  return 0;
}

Result<Found> foundOf(int code, const MDB_val& value, const std::string& path) {
  if (code == MDB_SUCCESS) return Found(viewOf(value));
  if (code == MDB_NOTFOUND) return Found();
  return faultOf(code, "read", path);
}

Result<Found> getFrom(MDB_txn* txn, MDB_dbi table, const std::string& path, std::string_view key) {
  MDB_val keyVal = valOf(key), value{};
  const int code = table == kNoTable ? MDB_NOTFOUND : mdb_get(txn, table, &keyVal, &value);
  return foundOf(code, value, path);
}

Status scanTable(MDB_txn* txn, MDB_dbi table, const std::string& path, std::string_view from, bool back,
                 bool (*visit)(void*, std::string_view, std::string_view), void* self) {
  if (table == kNoTable) return Done{};
  MDB_cursor* cursor = nullptr;
  int code = mdb_cursor_open(txn, table, &cursor);
  if (code != MDB_SUCCESS) return faultOf(code, "read", path);
  MDB_val key = valOf(from), value{};
  code = mdb_cursor_get(cursor, &key, &value, !from.empty() ? MDB_SET_RANGE : back ? MDB_LAST : MDB_FIRST);
  if (back && !from.empty() && (code == MDB_NOTFOUND || (code == MDB_SUCCESS && viewOf(key) != from)))
    code = mdb_cursor_get(cursor, &key, &value, code == MDB_NOTFOUND ? MDB_LAST : MDB_PREV);
  while (code == MDB_SUCCESS && visit(self, viewOf(key), viewOf(value)))
    code = mdb_cursor_get(cursor, &key, &value, back ? MDB_PREV : MDB_NEXT);
  mdb_cursor_close(cursor);
  return code == MDB_SUCCESS || code == MDB_NOTFOUND ? Status(Done{}) : faultOf(code, "read", path);
}

}  // namespace

LmdbEnv::LmdbEnv() : state_(std::make_unique<State>()) {}
LmdbEnv::~LmdbEnv() = default;

Result<std::unique_ptr<LmdbEnv>> LmdbEnv::open(const std::string& path, OpenMode mode, const EnvOptions& options) {
  if (auto ready = prepareFolder(path, mode); !ready.ok()) return ready.fault();
  struct stat file {};
  const bool isNew = ::stat(dataFileOf(path).c_str(), &file) != 0 && errno == ENOENT;
  if (isNew && mode == OpenMode::kReader)
    return Fault{FaultKind::kNotFound, fmt::format("`{}` is not a store: it has no data.mdb", path)};
  if (!isNew && file.st_size == 0 && mode == OpenMode::kReader)  // its making was cut short; a writer makes it whole
    return Fault{FaultKind::kNotFound, fmt::format("the store `{}` is empty: import into it first", path)};

  auto lock = StoreLock::take(path, mode);
  if (!lock.ok()) return lock.fault();
  std::unique_ptr<LmdbEnv> env(new LmdbEnv);
  State& state = *env->state_;
  state.path = path;
  state.lock = *std::move(lock);
  const unsigned flags = MDB_NOTLS | (mode == OpenMode::kReader ? MDB_RDONLY : 0U);
  if (const int code = openEnv(path, flags, options, state.env, state.mapBytes); code != MDB_SUCCESS)
    return faultOf(code, "open", path);
  if (auto whole = completeFile(dataFileOf(path), fileBytes(state.env)); !whole.ok()) return whole.fault();
  mdb_reader_check(state.env, nullptr);  // slots of processes that died would hold old pages for ever
  if (auto attached = attachTables(state.env, mode, path, options.tables, state.tables); !attached.ok())
    return attached.fault();
  if (isNew)
    if (auto synced = syncFolder(path); !synced.ok()) return synced.fault();
  return env;
}

Result<ReadTxn> LmdbEnv::read() const {
  MDB_txn* txn = nullptr;
  int code = mdb_txn_begin(state_->env, nullptr, MDB_RDONLY, &txn);
  if (code == MDB_READERS_FULL) {
    mdb_reader_check(state_->env, nullptr);
    code = mdb_txn_begin(state_->env, nullptr, MDB_RDONLY, &txn);
  }
  if (code != MDB_SUCCESS) return faultOf(code, "read", state_->path);
  ReadTxn read(txn, this);
  const Status whole = read.isAhead() ? read.renew() : Status(Done{});
  if (!whole.ok()) return whole.fault();
  return read;
}

Result<WriteTxn> LmdbEnv::write() {
  mdb_reader_check(state_->env, nullptr);
  MDB_txn* txn = nullptr;
  if (const int code = mdb_txn_begin(state_->env, nullptr, 0, &txn); code != MDB_SUCCESS)
    return faultOf(code, "write to", state_->path);
  return WriteTxn(txn, this);
}

Readers LmdbEnv::readers() const {
  MDB_envinfo info{};
  mdb_env_info(state_->env, &info);
  std::vector<std::uint64_t> open;  // the transaction that each sees
  mdb_reader_list(state_->env, &noteReader, &open);
  if (open.empty()) return {};
  const std::uint64_t oldest = *std::min_element(open.begin(), open.end()), last = info.me_last_txnid;
  return {open.size(), last > oldest ? last - oldest : 0};
}

std::uint64_t LmdbEnv::bytesOnDisk() const {
  struct stat file {};
  return ::stat(dataFileOf(state_->path).c_str(), &file) == 0 ? static_cast<std::uint64_t>(file.st_size) : 0;
}

std::uint64_t LmdbEnv::mapBytes() const { return state_->mapBytes; }
const std::string& LmdbEnv::path() const { return state_->path; }

ReadTxn::ReadTxn(ReadTxn&& other) noexcept : txn_(std::exchange(other.txn_, nullptr)), env_(other.env_) {}
ReadTxn& ReadTxn::operator=(ReadTxn&& other) noexcept {
  std::swap(txn_, other.txn_);
  std::swap(env_, other.env_);
  return *this;
}
ReadTxn::~ReadTxn() {
  if (txn_ != nullptr) mdb_txn_abort(txnOf(txn_));
}

Result<Found> ReadTxn::get(Table table, std::string_view key) const {
  return getFrom(txnOf(txn_), env_->state_->dbi(table), env_->path(), key);
}

std::uint64_t ReadTxn::count(Table table) const { return statOf(txn_, env_->state_->dbi(table)).ms_entries; }
std::uint64_t ReadTxn::bytes(Table table) const { return bytesOf(statOf(txn_, env_->state_->dbi(table))); }

Status ReadTxn::scanWith(Table table, std::string_view from, bool back, VisitEntry visit, void* self) const {
  return scanTable(txnOf(txn_), env_->state_->dbi(table), env_->path(), from, back, visit, self);
}

Result<Found> ReadTxn::keyBefore(Table table, std::string_view key) const {
  if (env_->state_->dbi(table) == kNoTable) return Found();
  MDB_cursor* cursor = nullptr;
  int code = mdb_cursor_open(txnOf(txn_), env_->state_->dbi(table), &cursor);
  if (code != MDB_SUCCESS) return faultOf(code, "read", env_->path());
  MDB_val at = valOf(key), value{};
  code = mdb_cursor_get(cursor, &at, &value, MDB_SET_RANGE);
  code = mdb_cursor_get(cursor, &at, &value, code == MDB_NOTFOUND ? MDB_LAST : MDB_PREV);
  mdb_cursor_close(cursor);
  return foundOf(code, at, env_->path());
}

bool ReadTxn::isAhead() const {
  MDB_envinfo info{};
  mdb_env_info(env_->state_->env, &info);
  return info.me_last_txnid > mdb_txn_id(txnOf(txn_)) + 1;
}

Status ReadTxn::renew() {
  do {
    mdb_txn_reset(txnOf(txn_));
    if (const int code = mdb_txn_renew(txnOf(txn_)); code != MDB_SUCCESS) return faultOf(code, "read", env_->path());
  } while (isAhead());
  return Done{};
}

WriteTxn::WriteTxn(WriteTxn&& other) noexcept
    : txn_(std::exchange(other.txn_, nullptr)), env_(other.env_), cursors_(other.cursors_) {}
WriteTxn::~WriteTxn() {
  if (txn_ != nullptr) mdb_txn_abort(txnOf(txn_));  // and its cursors
}

Result<Found> WriteTxn::get(Table table, std::string_view key) const {
  return getFrom(txnOf(txn_), env_->state_->dbi(table), env_->path(), key);
}

Status WriteTxn::scanWith(Table table, std::string_view from, bool back, VisitEntry visit, void* self) const {
  return scanTable(txnOf(txn_), env_->state_->dbi(table), env_->path(), from, back, visit, self);
}

int WriteTxn::cursorOf(Table table, void*& cursor) const {
  void*& kept = cursors_[static_cast<std::size_t>(table)];
  MDB_cursor* opened = static_cast<MDB_cursor*>(kept);
  const int code = opened != nullptr ? MDB_SUCCESS : mdb_cursor_open(txnOf(txn_), env_->state_->dbi(table), &opened);
  cursor = kept = opened;
  return code;
}

Status WriteTxn::put(Table table, std::string_view key, std::string_view value) {
  void* cursor = nullptr;
  int code = cursorOf(table, cursor);
  MDB_val keyVal = valOf(key), data = valOf(value);
  if (code == MDB_SUCCESS) code = mdb_cursor_put(static_cast<MDB_cursor*>(cursor), &keyVal, &data, 0);
  if (code != MDB_SUCCESS) return faultOf(code, "write to", env_->path());
  return Done{};
}

Result<Found> WriteTxn::insert(Table table, std::string_view key, std::string_view value) {
  void* cursor = nullptr;
  int code = cursorOf(table, cursor);
  MDB_val keyVal = valOf(key), data = valOf(value);
  if (code == MDB_SUCCESS) code = mdb_cursor_put(static_cast<MDB_cursor*>(cursor), &keyVal, &data, MDB_NOOVERWRITE);
  if (code == MDB_SUCCESS) return Found();
  if (code == MDB_KEYEXIST) return Found(viewOf(data));
  return faultOf(code, "write to", env_->path());
}

Status WriteTxn::append(Table table, std::string_view key, std::string_view value) {
  void* cursor = nullptr;
  int code = cursorOf(table, cursor);
  MDB_val keyVal = valOf(key), data = valOf(value);
  if (code == MDB_SUCCESS) code = mdb_cursor_put(static_cast<MDB_cursor*>(cursor), &keyVal, &data, MDB_APPEND);
  REGARD_CHECK(code != MDB_KEYEXIST, key);
  if (code != MDB_SUCCESS) return faultOf(code, "write to", env_->path());
  return Done{};
}

Result<bool> WriteTxn::erase(Table table, std::string_view key) {
  MDB_val keyVal = valOf(key);
  const int code = mdb_del(txnOf(txn_), env_->state_->dbi(table), &keyVal, nullptr);
  if (code == MDB_SUCCESS) return true;
  if (code == MDB_NOTFOUND) return false;
  return faultOf(code, "write to", env_->path());
}

Result<std::optional<std::string>> WriteTxn::firstKey(Table table) const { return edgeKey(table, false); }
Result<std::optional<std::string>> WriteTxn::lastKey(Table table) const { return edgeKey(table, true); }
std::uint64_t WriteTxn::bytes(Table table) const { return bytesOf(statOf(txn_, env_->state_->dbi(table))); }

Result<std::optional<std::string>> WriteTxn::edgeKey(Table table, bool last) const {
  void* cursor = nullptr;
  int code = cursorOf(table, cursor);
  MDB_val key{}, value{};
  const MDB_cursor_op edge = last ? MDB_LAST : MDB_FIRST;
  if (code == MDB_SUCCESS) code = mdb_cursor_get(static_cast<MDB_cursor*>(cursor), &key, &value, edge);
  if (code == MDB_SUCCESS) return std::optional<std::string>(viewOf(key));
  if (code == MDB_NOTFOUND) return std::optional<std::string>();
  return faultOf(code, "read", env_->path());
}

Status WriteTxn::commit() {
  cursors_ = {};  // LMDB frees them with the transaction
  if (const int code = mdb_txn_commit(txnOf(std::exchange(txn_, nullptr))); code != MDB_SUCCESS)
    return faultOf(causeOfFailedWrite(code, env_->path()), "write to", env_->path());
  return Done{};
}

}  // namespace regard
