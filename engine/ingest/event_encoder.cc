#include "engine/ingest/event_encoder.h"

#include <fmt/format.h>

#include "engine/store/profile_key.h"

namespace regard {
namespace {

/// A snapshot held for long keeps the pages of its time from being used again.
constexpr std::uint64_t kLooksPerSnapshot = 4096;

/// As files call a column of a list: `reason` of a contact is kept under two names, and the customer's key has its own.
std::string calledBy(const HistoryList& list, const CatalogField& field, const CatalogAttribute& key) {
  if (field.name == key.name) return fmt::format("{}.{}", history::streamOf(list.rows->name), field.name);
  return field.name == "reason.text" ? "reason" : field.name;
}

}  // namespace

Result<Catalog> eventColumns(const Catalog& profiles, const HistoryList& list) {
  const CatalogAttribute* const key = profiles.key();
  if (key == nullptr) return Fault{FaultKind::kInvalid, "the store has no schema yet: import customers first"};
  ProfileSchema schema{profiles.profileName(), profiles.currency(), {*key}};
  for (const CatalogField& field : list.rows->columns) {
    CatalogAttribute attribute;
    static_cast<CatalogField&>(attribute) = field;
    attribute.name = calledBy(list, field, *key);
    if (&field == list.key && attribute.title.empty()) attribute.title = "key";
    if (&field == list.closed && attribute.title.empty()) attribute.title = "closed";
    // Of two that are called alike the later is that of today's rules.
    std::erase_if(schema.attributes, [&](const CatalogAttribute& a) { return !a.isKey && a.name == attribute.name; });
    schema.attributes.push_back(std::move(attribute));
  }
  return Catalog{}.merged(schema);
}

EventEncoder::EventEncoder(const ProfileStore& store, const Catalog& history, const HistoryList& list,
                           const Catalog& columns, const ColumnMap& map, const Zone* zone, std::int64_t nowMs)
    : store_(store), list_(list), map_(map), nowMs_(nowMs), builder_(history) {
  for (std::size_t column = 0; column < map.attributes.size(); ++column) {
    if (map.attributes[column] == nullptr) continue;
    const CatalogField* field = nullptr;
    for (const CatalogField& one : list.rows->columns)
      if (calledBy(list, one, *columns.key()) == map.attributes[column]->name) field = &one;
    filled_.push_back({column, field, CellReader(*field, columns.currency(), zone)});
    if (field == list.at) atColumn_ = column;
  }
}

bool EventEncoder::fault(std::size_t column, std::string reason) {
  column_ = column;
  reason_ = std::move(reason);
  return false;
}

bool EventEncoder::isCustomer(std::string_view id) {
  if (!known_.empty() && id == known_) return true;
  if (!txn_ || ++looks_ % kLooksPerSnapshot == 0) {
    txn_.reset();
    auto txn = store_.read();
    if (!txn.ok()) {
      status_ = txn.fault();
      return fault(*map_.keyColumn, txn.fault().message);
    }
    txn_ = *std::move(txn);
  }
  const auto key = profileKey(id, paddedKey_);
  if (!key.ok()) return fault(*map_.keyColumn, key.fault().message);
  const auto found = txn_->get(Table::kProfiles, *key);
  if (!found.ok()) {
    status_ = found.fault();
    return fault(*map_.keyColumn, found.fault().message);
  }
  if (!*found) return fault(*map_.keyColumn, fmt::format("there is no customer `{}` in the store", id));
  known_ = id;
  return true;
}

bool EventEncoder::readCell(Filled& filled, std::string_view cell) {
  Scalar value = Scalar::unknown();
  const CellOutcome outcome = filled.reader.read(cell, value, reason_);
  if (outcome == CellOutcome::kFault) return fault(filled.column, reason_);
  if (outcome == CellOutcome::kUnknown) return true;
  if (filled.field == list_.at) at_ = value;
  if (filled.field == list_.closed) closed_ = value;
  if (filled.field == list_.key) cell = trimmed(cell);
  if (filled.field == list_.key && cell.size() > kRowKeyBytesMax)
    return fault(filled.column, fmt::format("is longer than {} bytes", kRowKeyBytesMax));
  const bool isTime = filled.field == list_.at || filled.field == list_.closed;
  if (isTime && value.cell.asInt() > nowMs_) return fault(filled.column, "is in the future");
  builder_.putInRow(*filled.field, value, cell);
  return true;
}

bool EventEncoder::encode(const Row& row, std::uint64_t) {
  key_ = trimmed(row.cells[*map_.keyColumn]);
  if (!isCustomer(key_)) return false;
  for (const std::size_t column : row.arrays)
    if (column == map_.keyColumn || map_.attributes[column] != nullptr)
      return fault(column, "is a list, and a row has single values");
  at_ = closed_ = Scalar::unknown();
  builder_.clear();
  builder_.beginList(*list_.rows);
  builder_.addRow();
  for (Filled& filled : filled_)
    if (!readCell(filled, row.cells[filled.column])) return false;
  if (!at_.isKnown()) return fault(atColumn_.value_or(0), "does not say when it happened");
  if (closed_.isKnown() && closed_.cell.asInt() < at_.cell.asInt()) return fault(*atColumn_, "is after it was closed");
  for (Filled& filled : filled_)
    if (saysNothing(row.cells[filled.column])) ++filled.unknownCells;
  return true;
}

std::vector<std::pair<std::string, std::uint64_t>> EventEncoder::unknownCells() const {
  std::vector<std::pair<std::string, std::uint64_t>> named;
  for (const Filled& filled : filled_)
    if (filled.unknownCells > 0) named.emplace_back(map_.attributes[filled.column]->name, filled.unknownCells);
  return named;
}

}  // namespace regard
