// What the commands about a customer's history do.

#include <fmt/format.h>

#include "engine/store/apply.h"
#include "engine/store/profile_key.h"

namespace regard {

Result<Sequence> Applier::run(AddRows& command) {
  if (auto known = learnHistory(); !known.ok()) return known.fault();
  if (!merger_) merger_.emplace(*history_);
  std::vector<RecordView> arriving;
  for (const std::string& record : command.records) {
    auto view = RecordView::of(record, false);
    if (!view.ok()) return Fault{FaultKind::kInvalid, view.fault().message};
    arriving.push_back(*view);
  }
  auto present = historyAt(command.key);
  if (!present.ok()) return present.fault();
  RowCounts counts;
  auto merged = merger_->add(*present, arriving, command.replace, counts);
  return put(command.key, std::move(merged), counts);
}

Result<Sequence> Applier::run(AddManyRows& command) {
  Sequence all;
  for (AddRows& rows : command.customers) {
    auto one = run(rows);
    if (!one.ok()) return one.fault();
    all.rows += one->rows;
  }
  return all;
}

Result<Sequence> Applier::run(CloseRow& command) {
  if (auto known = learnHistory(); !known.ok()) return known.fault();
  if (!merger_) merger_.emplace(*history_);
  const auto& attributes = history_->attributes();
  if (command.list >= attributes.size() || !attributes[command.list].isList)
    return Fault{FaultKind::kInvalid, fmt::format("attribute {} of the history has no rows", command.list)};
  for (const CloseRow::Field& field : command.where)
    if (field.column >= attributes[command.list].columns.size())
      return Fault{FaultKind::kInvalid, fmt::format("a row has no column {}", field.column)};
  auto present = historyAt(command.key);
  if (!present.ok()) return present.fault();
  RowCounts counts;
  auto merged = merger_->close(*present, command, counts);
  return put(command.key, std::move(merged), counts);
}

Result<RecordView> Applier::historyAt(const std::string& id) {
  auto key = profileKey(id, key_);
  if (!key.ok()) return key.fault();
  auto profile = txn_->get(Table::kProfiles, *key);
  if (!profile.ok()) return profile.fault();
  if (!*profile) return Fault{FaultKind::kNotFound, fmt::format("there is no customer `{}` in the store", id)};
  auto bytes = txn_->get(Table::kHistory, *key);
  if (!bytes.ok()) return bytes.fault();
  return historyOf(*bytes, id);
}

/// Under key_, unless nothing changed.
Result<Sequence> Applier::put(const std::string& id, Result<std::string_view> merged, RowCounts counts) {
  if (!merged.ok()) return Fault{merged.fault().kind, fmt::format("customer `{}`: {}", id, merged.fault().message)};
  if (!merged->empty()) {
    changed_ = true;
    if (auto done = txn_->put(Table::kHistory, key_, *merged); !done.ok()) return done.fault();
  }
  return Sequence{.rows = counts};
}

}  // namespace regard
