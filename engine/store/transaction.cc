#include "engine/store/transaction.h"

#include "engine/store/apply.h"

namespace regard {

Status Transaction::put(Table table, std::string_view key, std::string_view value) {
  applier_.changes();
  return txn_.put(table, key, value);
}

Result<bool> Transaction::erase(Table table, std::string_view key) {
  auto erased = txn_.erase(table, key);
  if (erased.ok() && *erased) applier_.changes();
  return erased;
}

Result<const Catalog*> Transaction::historyCatalog() { return applier_.historyCatalog(); }

Result<Sequence> Transaction::apply(Command command) { return applier_.apply(command, {}); }

Status Transaction::scanWith(Table table, std::string_view from, bool back, VisitEntry visit, void* self) const {
  const auto each = [&](std::string_view key, std::string_view value) { return visit(self, key, value); };
  return back ? txn_.scanBack(table, from, each) : txn_.scan(table, from, each);
}

Result<Sequence> Applier::run(InTransaction& command) {
  Transaction transaction(*this, *txn_);
  return command.work(transaction);
}

}  // namespace regard
