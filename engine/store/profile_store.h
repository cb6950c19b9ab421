#pragma once
// The store as the rest of the engine sees it: catalog, customers, writer.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/catalog/catalog.h"
#include "engine/store/lmdb_env.h"
#include "engine/store/profile_key.h"
#include "engine/store/record.h"
#include "engine/store/writer.h"

namespace regard {

class ProfileStore {
 public:
  /// Checks the format version in the meta table: a newer one is kUnsupported, nothing is changed. A writer makes what
  /// is missing. Faults as LmdbEnv::open.
  static Result<std::unique_ptr<ProfileStore>> open(const std::string& path, OpenMode mode,
                                                    const EnvOptions& options = {});

  /// As of now; an empty one before the first adopted rulebook. kCorrupt, kUnsupported.
  Result<Catalog> catalog() const;
  /// The same of what happens to customers.
  Result<Catalog> historyCatalog() const;
  Result<ReadTxn> read() const { return env_->read(); }  ///< Thread-safe
  /// The customer's record within `txn`, its checksum verified. kNotFound, kCorrupt, kUnsupported, kInvalid.
  Result<RecordView> find(const TableView& txn, std::string_view id) const;
  /// What happened to them within `txn`: empty if nothing was recorded. kCorrupt, kUnsupported, kInvalid.
  Result<RecordView> history(const TableView& txn, std::string_view id) const;
  /// Ids near a wrong one, for a message: the neighbours in key order with the longest common prefix. May be empty.
  std::vector<std::string> similarIds(const ReadTxn& txn, std::string_view id, std::size_t most = 3) const;
  bool isNew() const { return isNew_; }  ///< open() made it
  bool isWriter() const { return writer_ != nullptr; }
  Writer& writer();  ///< REQUIRES isWriter()
  const LmdbEnv& env() const { return *env_; }

 private:
  ProfileStore() = default;
  std::unique_ptr<LmdbEnv> env_;
  std::unique_ptr<Writer> writer_;
  bool isNew_ = false;
};

}  // namespace regard
