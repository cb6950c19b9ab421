#pragma once
// What each command does to a write transaction. One object per store, on the writer's thread.

#include <optional>
#include <string>

#include "engine/store/decision_record.h"
#include "engine/store/history_merger.h"
#include "engine/store/record_builder.h"
#include "engine/store/writer.h"

namespace regard {

class Applier {
 public:
  /// Begins a transaction's worth of commands: forgets what was known of the store.
  void begin(WriteTxn& txn);
  /// Sequence::value is left 0. After a fault, changed() tells whether the transaction can still be committed for
  /// others.
  Result<Sequence> apply(Command& command, ExpectedVersion expected);
  /// Whether anything was written since begin().
  bool changed() const { return changed_; }
  Result<const Catalog*> historyCatalog();
  void changes() { changed_ = true; }  ///< somebody wrote to the transaction

 private:
  Result<Sequence> run(PutProfile& command);
  Result<Sequence> run(PutProfiles& command);
  Result<Sequence> run(EraseProfile& command);
  Result<Sequence> run(PutCatalog& command);
  Result<Sequence> run(AddRows& command);
  Result<Sequence> run(AddManyRows& command);
  Result<Sequence> run(CloseRow& command);
  Result<Sequence> run(InTransaction& command);
  Result<Sequence> run(PutBundle& command);
  Result<Sequence> run(LogDecision& command);
  Result<Sequence> run(SetLogLimits& command);
  Result<Sequence> run(PruneLog& command);

  Status checkVersion(std::string_view id, std::string_view key);
  Result<bool> put(PutProfile& profile, const PutProfiles* mergeAs);  ///< whether it replaced one
  Result<std::string_view> mergeRecords(const PutProfile& profile, std::string_view present, const PutProfiles& how);
  Status learnCatalog();
  Result<bool> isBeyondLast(std::string_view key);

  Status learnHistory();
  /// The history of a customer who must be there; empty if nothing was recorded. Sets key_.
  Result<RecordView> historyAt(const std::string& id);
  Result<Sequence> put(const std::string& id, Result<std::string_view> merged, RowCounts counts);
  /// Keys of rows that were rolled up, of the customer under key_.
  Result<bool> knowsRolled(const RolledKey& row);
  Status rememberRolled(const RolledKey& row);
  Result<bool> forgetRolled(std::string_view key);  ///< whether there were any

  /// Number and key of a customer who must be there; made when they are first needed. Sets key_.
  Result<CustomerKey> keyOf(const std::string& id);
  /// Whether there was one. What was logged of the customer can never be read again.
  Result<bool> forgetKey(std::string_view key);
  /// How many of the oldest decisions went, at most `most`.
  Result<std::uint64_t> pruneLog(std::uint64_t nowMs, std::uint64_t most);

  WriteTxn* txn_ = nullptr;
  ExpectedVersion expected_;
  bool changed_ = false;
  std::string key_;
  bool knowsLast_ = false;
  std::string lastKey_;  ///< of the profiles, if knowsLast_; empty: there are none
  std::optional<Catalog> catalog_;
  std::optional<RecordBuilder> builder_;  ///< for *catalog_
  std::optional<Catalog> history_;
  std::optional<HistoryMerger> merger_;  ///< for *history_
  std::optional<LogLimits> limits_;
  Sealer sealer_;
};

}  // namespace regard
