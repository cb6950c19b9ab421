#pragma once
// Work that looks and then writes, in the writer's own transaction: nothing can move between the two.

#include <string_view>

#include "engine/store/writer.h"

namespace regard {

class Applier;

/// The store in the middle of a write. On the writer's thread only, and only while the work runs.
class Transaction final : public TableView {
 public:
  Transaction(Applier& applier, WriteTxn& txn) : applier_(applier), txn_(txn) {}

  /// Valid until the next change.
  Result<Found> get(Table table, std::string_view key) const override { return txn_.get(table, key); }
  Status put(Table table, std::string_view key, std::string_view value);
  Result<bool> erase(Table table, std::string_view key);  ///< whether it was there
  /// Of what happens to customers, as the transaction has it; valid until it is put anew.
  Result<const Catalog*> historyCatalog();
  /// Another command as part of this one.
  Result<Sequence> apply(Command command);

 private:
  Status scanWith(Table table, std::string_view from, bool back, VisitEntry visit, void* self) const override;

  Applier& applier_;
  WriteTxn& txn_;
};

}  // namespace regard
