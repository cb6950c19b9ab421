#include "engine/store/apply.h"

#include <fmt/format.h>

#include <cstring>

#include "engine/store/meta.h"
#include "engine/store/profile_key.h"

namespace regard {
namespace {

/// The version in a stored record's header; 0 if it is too short to have one.
std::uint64_t versionOf(std::string_view record) {
  RecordHeader header;
  if (record.size() >= sizeof header) std::memcpy(&header, record.data(), sizeof header);
  return header.version;
}

Status checkProfile(const PutProfile& profile, std::string& buffer) {
  if (auto key = profileKey(profile.key, buffer); !key.ok()) return key.fault();
  if (auto record = RecordView::of(profile.record, false); !record.ok()) return invalid(record.fault().message);
  return Done{};
}

Result<Catalog> catalogIn(const WriteTxn& txn, std::string_view key) {
  auto bytes = txn.get(Table::kMeta, key);
  if (!bytes.ok()) return bytes.fault();
  return *bytes ? Catalog::fromBytes(**bytes) : Catalog{};
}

}  // namespace

void Applier::begin(WriteTxn& txn) {
  txn_ = &txn;
  changed_ = knowsLast_ = false;
  builder_.reset();
  catalog_.reset();
  merger_.reset();
  history_.reset();
  limits_.reset();
}

Result<Sequence> Applier::apply(Command& command, ExpectedVersion expected) {
  const bool isOneProfile =
      std::holds_alternative<PutProfile>(command) || std::holds_alternative<EraseProfile>(command);
  if (expected && !isOneProfile) return invalid("only the change of one profile can expect a version");
  expected_ = expected;
  return std::visit([&](auto& which) { return run(which); }, command);
}

Result<Sequence> Applier::run(PutProfile& command) {
  if (auto fine = checkProfile(command, key_); !fine.ok()) return fine.fault();
  if (auto fine = checkVersion(command.key, key_); !fine.ok()) return fine.fault();
  auto replaced = put(command, nullptr);
  if (!replaced.ok()) return replaced.fault();
  return Sequence{.replaced = *replaced ? 1U : 0U};
}

Result<Sequence> Applier::run(PutProfiles& command) {
  for (const PutProfile& profile : command.profiles)
    if (auto fine = checkProfile(profile, key_); !fine.ok()) return fine.fault();
  if (command.merge) {
    if (auto known = learnCatalog(); !known.ok()) return known.fault();
    for (const std::uint32_t index : command.kept)
      if (index >= catalog_->attributes().size() || catalog_->attributes()[index].isKey)
        return invalid(fmt::format("attribute {} is not one that can be kept", index));
  }
  Sequence result;
  for (PutProfile& profile : command.profiles) {
    auto replaced = put(profile, command.merge ? &command : nullptr);
    if (!replaced.ok()) return replaced.fault();
    result.replaced += *replaced ? 1U : 0U;
  }
  return result;
}

Result<Sequence> Applier::run(EraseProfile& command) {
  auto key = profileKey(command.key, key_);
  if (!key.ok()) return key.fault();
  if (auto fine = checkVersion(command.key, *key); !fine.ok()) return fine.fault();
  auto erased = txn_->erase(Table::kProfiles, *key);
  if (!erased.ok()) return erased.fault();
  auto forgotten = txn_->erase(Table::kHistory, *key);
  if (!forgotten.ok()) return forgotten.fault();
  auto rolled = forgetRolled(*key);
  if (!rolled.ok()) return rolled.fault();
  auto unreadable = forgetKey(*key);
  if (!unreadable.ok()) return unreadable.fault();
  changed_ |= *erased || *forgotten || *rolled || *unreadable;
  knowsLast_ = false;
  return Sequence{.replaced = *erased ? 1U : 0U};
}

Result<Sequence> Applier::run(PutCatalog& command) {
  if (auto known = learnCatalog(); !known.ok()) return known.fault();
  if (auto known = learnHistory(); !known.ok()) return known.fault();
  if (!command.catalog.extends(*catalog_) || (command.history && !command.history->extends(*history_)))
    return Fault{FaultKind::kConflict, "the store's schema has changed meanwhile: read it again and redo the change"};
  if (command.catalog != *catalog_) {
    changed_ = true;
    builder_.reset();
    catalog_ = command.catalog;
    if (auto put = txn_->put(Table::kMeta, meta::kCatalogKey, catalog_->toBytes()); !put.ok()) return put.fault();
  }
  if (command.history && *command.history != *history_) {
    changed_ = true;
    merger_.reset();
    history_ = *command.history;
    if (auto put = txn_->put(Table::kMeta, meta::kHistoryCatalogKey, history_->toBytes()); !put.ok())
      return put.fault();
  }
  return Sequence{};
}

Status Applier::checkVersion(std::string_view id, std::string_view key) {
  if (!expected_) return Done{};
  auto present = txn_->get(Table::kProfiles, key);
  if (!present.ok()) return present.fault();
  const std::uint64_t version = *present ? versionOf(**present) : 0;
  if (version == *expected_) return Done{};
  return Fault{FaultKind::kConflict,
               fmt::format("customer `{}` has version {} and not {}: read it again and redo the change", id, version,
                           *expected_)};
}

Result<bool> Applier::isBeyondLast(std::string_view key) {
  if (!knowsLast_) {
    auto last = txn_->lastKey(Table::kProfiles);
    if (!last.ok()) return last.fault();
    lastKey_ = (*last).value_or("");
    knowsLast_ = true;
  }
  return key > lastKey_;
}

Result<bool> Applier::put(PutProfile& profile, const PutProfiles* mergeAs) {
  auto key = profileKey(profile.key, key_);
  if (!key.ok()) return key.fault();
  auto beyond = isBeyondLast(*key);
  if (!beyond.ok()) return beyond.fault();
  stampRecord(profile.record, 1);
  changed_ = true;
  if (*beyond) {  // appending fills pages whole, where inserting leaves them half empty
    lastKey_ = *key;
    if (auto done = txn_->append(Table::kProfiles, *key, profile.record); !done.ok()) return done.fault();
    return false;
  }
  auto present = txn_->insert(Table::kProfiles, *key, profile.record);
  if (!present.ok()) return present.fault();
  if (!*present) return false;

  std::string_view record = profile.record;
  if (mergeAs != nullptr) {
    auto merged = mergeRecords(profile, **present, *mergeAs);
    if (!merged.ok()) return merged.fault();
    record = *merged;
  } else {
    stampRecord(profile.record, versionOf(**present) + 1);
  }
  if (auto done = txn_->put(Table::kProfiles, *key, record); !done.ok()) return done.fault();
  return true;
}

Result<std::string_view> Applier::mergeRecords(const PutProfile& profile, std::string_view present,
                                               const PutProfiles& how) {
  auto fresh = RecordView::of(profile.record, false);
  if (!fresh.ok()) return fresh.fault();
  auto old = RecordView::of(present, true);
  if (!old.ok()) return Fault{old.fault().kind, fmt::format("customer `{}`: {}", profile.key, old.fault().message)};
  if (!builder_) builder_.emplace(*catalog_);
  builder_->loadFrom(*fresh);
  for (const std::uint32_t index : how.kept) builder_->copy(catalog_->attributes()[index], *old);
  if (builder_->bytes() > kRecordBytesMax)
    return invalid(
        fmt::format("customer `{}` would have more than {} bytes: leave some out", profile.key, kRecordBytesMax));
  return builder_->finish(old->version() + 1);
}

Status Applier::learnCatalog() {
  if (catalog_) return Done{};
  auto catalog = catalogIn(*txn_, meta::kCatalogKey);
  if (!catalog.ok()) return catalog.fault();
  catalog_ = *std::move(catalog);
  return Done{};
}

Result<const Catalog*> Applier::historyCatalog() {
  if (auto known = learnHistory(); !known.ok()) return known.fault();
  return &*history_;
}

Status Applier::learnHistory() {
  if (history_) return Done{};
  auto catalog = catalogIn(*txn_, meta::kHistoryCatalogKey);
  if (!catalog.ok()) return catalog.fault();
  history_ = *std::move(catalog);
  return Done{};
}

}  // namespace regard
