#include "engine/store/history_merger.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace regard {
namespace {

Fault invalid(std::string message) { return {FaultKind::kInvalid, std::move(message)}; }

std::string_view textOf(const CatalogField& field, const StructView& row) {
  std::string_view text;
  return row.loadText(field.field, text) ? text : std::string_view{};
}

}  // namespace

Result<RecordView> historyOf(std::optional<std::string_view> bytes, std::string_view customer) {
  if (!bytes) return RecordView{};
  auto record = RecordView::of(*bytes, true);
  if (!record.ok())
    return Fault{record.fault().kind,
                 fmt::format("the history of customer `{}`: {}", customer, record.fault().message)};
  return record;
}

HistoryMerger::HistoryMerger(const Catalog& catalog)
    : catalog_(&catalog), since_(catalog.find(history::kSince)), builder_(catalog) {
  for (const CatalogAttribute& attribute : catalog.attributes())
    if (const auto list = historyList(catalog, attribute)) lists_.push_back(*list);
}

bool HistoryMerger::read(const HistoryList& list, const RecordView& record, Entries& into) const {
  ListView rows;
  if (record.empty() || !record.loadList(list.rows->field, rows)) return true;
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    const StructView row = rows[i];
    const Scalar at = row.load(list.at->field);
    if (!at.isKnown()) return false;
    into.push_back({at.cell.asInt(), row, textOf(*list.key, row), {}, false});
    if (list.closed != nullptr) into.back().closed = row.load(list.closed->field);
  }
  return true;
}

Result<std::string_view> HistoryMerger::add(const RecordView& present, std::span<const RecordView> arriving,
                                            bool replace, RowCounts& counts) {
  const RowCounts before = counts;
  bool isOther = false;
  builder_.clear();
  if (!present.empty()) builder_.loadFrom(present);
  Scalar since = present.empty() || since_ == nullptr ? Scalar::unknown() : present.load(since_->field);
  for (const HistoryList& list : lists_) {
    arriving_.clear();
    for (const RecordView& record : arriving)
      if (!read(list, record, arriving_)) return invalid("a row does not say when it was");
    if (arriving_.empty()) continue;
    entries_.clear();
    if (!read(list, present, entries_)) return Fault{FaultKind::kCorrupt, "a row of the history has lost its time"};
    const Scalar from = present.empty() ? Scalar::unknown() : present.load(list.from->field);
    mergeRows(list, from, arriving_, replace, counts);
    if (!entries_.empty() && (!since.isKnown() || entries_.front().at < since.cell.asInt()))
      since = Scalar::known(Cell::ofInt(entries_.front().at));
    const Scalar bounded = bound(list, from, counts);
    isOther = isOther || bounded != from;
    builder_.set(*list.from, bounded);
    write(list);
    if (!builder_.hasRoom()) return invalid("the history would become too long");
  }
  if (since_ != nullptr) builder_.set(*since_, since);
  const bool isSame =
      counts.added == before.added && counts.closed == before.closed && counts.changed == before.changed;
  if (!isOther && isSame) return std::string_view{};
  return finish(present);
}

void HistoryMerger::mergeRows(const HistoryList& list, Scalar from, const Entries& arriving, bool replace,
                              RowCounts& counts) {
  std::unordered_map<std::string_view, std::size_t> byKey;
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (!entries_[i].key.empty()) byKey.emplace(entries_[i].key, i);
  for (const Entry& row : arriving) {
    const auto known = row.key.empty() ? byKey.end() : byKey.find(row.key);
    if (known != byKey.end()) {
      Entry& there = entries_[known->second];
      if (replace) {
        const bool isNew = std::exchange(there, row).isNew;
        there.isNew = isNew;
        counts.changed += isNew ? 0U : 1U;
        continue;
      }
      const bool closes = list.closed != nullptr && there.isOpen() && !row.isOpen();
      if (closes) there.closed = row.closed;
      ++(closes ? counts.closed : counts.duplicates);
    } else if (from.isKnown() && row.at < from.cell.asInt()) {
      ++counts.tooOld;  // whether it came before, nobody knows any more
    } else {
      if (!row.key.empty()) byKey.emplace(row.key, entries_.size());
      entries_.push_back(row);
      entries_.back().isNew = true;
      ++counts.added;
    }
  }
  std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.at < b.at; });
}

Scalar HistoryMerger::bound(const HistoryList& list, Scalar from, RowCounts& counts) {
  if (entries_.size() <= kHistoryRowsMax) return from;
  const auto isSettled = [&](const Entry& entry) { return list.closed == nullptr || !entry.isOpen(); };
  const std::size_t excess = entries_.size() - kHistoryRowsMax;
  const auto settled = static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), isSettled));
  std::size_t settledGo = std::min(excess, settled), openGo = excess - settledGo;
  const auto goes = [&](const Entry& entry) {
    std::size_t& left = isSettled(entry) ? settledGo : openGo;
    if (left == 0) return false;
    --left;
    const std::int64_t after = entry.at + 1;
    if (!from.isKnown() || from.cell.asInt() < after) from = Scalar::known(Cell::ofInt(after));
    counts.added -= entry.isNew ? 1U : 0U;
    counts.tooOld += entry.isNew ? 1U : 0U;
    return true;
  };
  std::size_t kept = 0;
  for (const Entry& entry : entries_)
    if (!goes(entry)) entries_[kept++] = entry;
  entries_.resize(kept);
  return from;
}

void HistoryMerger::write(const HistoryList& list) {
  builder_.beginList(*list.rows);
  for (const Entry& entry : entries_) {
    if (!builder_.hasRoom()) return;
    builder_.addRow();
    for (const CatalogField& column : list.rows->columns) {
      if (&column == list.closed) {
        builder_.setInRow(column, entry.closed);
      } else if (column.kind != TypeKind::kText) {
        builder_.setInRow(column, entry.row.load(column.field));
      } else if (std::string_view text; entry.row.loadText(column.field, text)) {
        builder_.setTextInRow(column, text);
      }
    }
  }
}

bool HistoryMerger::fits(const HistoryList& list, const CloseRow& which, const Entry& entry) const {
  if (entry.at > which.atMs || (!which.rowKey.empty() && entry.key != which.rowKey)) return false;
  return std::all_of(which.where.begin(), which.where.end(), [&](const CloseRow::Field& wanted) {
    const CatalogField& column = list.rows->columns[wanted.column];
    if (column.kind != TypeKind::kText) return entry.row.load(column.field) == wanted.value;
    std::string_view text;
    return entry.row.loadText(column.field, text) == wanted.value.isKnown() && text == wanted.text;
  });
}

Result<std::string_view> HistoryMerger::close(const RecordView& present, const CloseRow& which, RowCounts& counts) {
  const CatalogAttribute& attribute = catalog_->attributes()[which.list];
  const auto list = historyList(*catalog_, attribute);
  const std::string_view name = history::streamOf(attribute.name);
  if (!list || list->closed == nullptr) return invalid(fmt::format("`{}` is nothing that can be open", name));
  entries_.clear();
  if (!read(*list, present, entries_)) return Fault{FaultKind::kCorrupt, "a row of the history has lost its time"};

  Entry* open = nullptr;
  std::size_t opens = 0, settled = 0;
  for (Entry& entry : entries_) {
    if (!fits(*list, which, entry)) continue;
    opens += entry.isOpen() ? 1U : 0U;
    settled += entry.isOpen() ? 0U : 1U;
    if (entry.isOpen()) open = &entry;
  }
  if (opens == 0 && settled > 0 && !which.rowKey.empty()) {
    ++counts.duplicates;
    return std::string_view{};
  }
  if (opens == 0) return Fault{FaultKind::kNotFound, fmt::format("there is no open `{}` then that fits", name)};
  if (opens > 1) return invalid(fmt::format("{} of `{}` are open: say which by its key or its fields", opens, name));
  open->closed = Scalar::known(Cell::ofInt(which.atMs));
  ++counts.closed;
  builder_.clear();
  builder_.loadFrom(present);
  write(*list);
  return finish(present);
}

Result<std::string_view> HistoryMerger::finish(const RecordView& present) {
  if (!builder_.hasRoom() || builder_.bytes() > kRecordBytesMax) return invalid("the history would become too long");
  return builder_.finish(present.empty() ? 1 : present.version() + 1);
}

}  // namespace regard
