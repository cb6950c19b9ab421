// What the commands about a customer's history do.

#include <fmt/format.h>

#include <algorithm>

#include "engine/store/apply.h"
#include "engine/store/crc32c.h"
#include "engine/store/profile_key.h"

namespace regard {
namespace {

/// Of one customer: what all keys of theirs begin with. A zero byte, for one padded id can begin another.
std::string rolledPrefix(std::string_view key) { return std::string(key) + '\0'; }

/// Rows that were rolled up are found by a checksum; what is kept there is all of what they were called, so that no two
/// are taken for one.
std::string rolledKey(std::string_view customerKey, std::string_view entry) {
  const std::uint32_t sum = crc32c(entry);
  std::string key = rolledPrefix(customerKey);
  for (int shift = 0; shift < 32; shift += 8) key += static_cast<char>((sum >> shift) & 0xFFU);
  return key;
}

/// The list, a zero byte, the row's key; before them how long that is.
std::string rolledEntry(const RolledKey& row) {
  const std::string name = row.list + '\0' + row.key;
  const auto size = static_cast<std::uint16_t>(name.size());
  return std::string{static_cast<char>(size & 0xFFU), static_cast<char>(size >> 8U)} + name;
}

bool holds(std::string_view entries, std::string_view wanted) {
  while (entries.size() >= 2) {
    const std::size_t size = std::size_t{2} + static_cast<unsigned char>(entries[0]) +
                             (std::size_t{static_cast<unsigned char>(entries[1])} << 8U);
    if (entries.substr(0, size) == wanted) return true;
    entries.remove_prefix(std::min(size, entries.size()));
  }
  return false;
}

}  // namespace

Result<bool> Applier::knowsRolled(const RolledKey& row) {
  const std::string entry = rolledEntry(row);
  auto found = txn_->get(Table::kRolledKeys, rolledKey(key_, entry));
  if (!found.ok()) return found.fault();
  return *found && holds(**found, entry);
}

/// REQUIRES that it is not known.
Status Applier::rememberRolled(const RolledKey& row) {
  const std::string entry = rolledEntry(row), key = rolledKey(key_, entry);
  auto found = txn_->get(Table::kRolledKeys, key);
  if (!found.ok()) return found.fault();
  return txn_->put(Table::kRolledKeys, key, std::string((*found).value_or("")) + entry);
}

Result<bool> Applier::forgetRolled(std::string_view key) {
  const std::string prefix = rolledPrefix(key);
  std::vector<std::string> all;
  const auto visit = [&](std::string_view found, std::string_view) {
    if (!found.starts_with(prefix)) return false;
    all.emplace_back(found);
    return true;
  };
  if (auto scanned = txn_->scan(Table::kRolledKeys, prefix, visit); !scanned.ok()) return scanned.fault();
  for (const std::string& one : all)
    if (auto erased = txn_->erase(Table::kRolledKeys, one); !erased.ok()) return erased.fault();
  return !all.empty();
}

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
  const auto knows = [this](const RolledKey& row) { return knowsRolled(row); };
  auto merged = merger_->add(*present, arriving, command.replace, knows, counts);
  auto done = put(command.key, std::move(merged), counts);
  if (!done.ok()) return done;
  for (const RolledKey& row : merger_->rolledKeys())
    if (auto kept = rememberRolled(row); !kept.ok()) return kept.fault();
  return done;
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
