#include "engine/store/history_merger.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

#include "base/scalar_ops.h"

namespace regard {
namespace {

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
                                            bool replace, const KnowsRolled& knowsRolled, RowCounts& counts) {
  const RowCounts before = counts;
  bool isOther = false;
  rolledKeys_.clear();
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
    auto wentMore = mergeList(list, present, replace, knowsRolled, since, counts);
    if (!wentMore.ok()) return wentMore.fault();
    isOther = isOther || *wentMore;
    write(list);
    if (!builder_.hasRoom()) return invalid("the history would become too long");
  }
  if (since_ != nullptr) builder_.set(*since_, since);
  const bool isSame =
      counts.added == before.added && counts.closed == before.closed && counts.changed == before.changed;
  if (!isOther && isSame) return std::string_view{};
  return finish(present);
}

/// The rows that arrive become rows of the list; whether any went.
Result<bool> HistoryMerger::mergeList(const HistoryList& list, const RecordView& present, bool replace,
                                      const KnowsRolled& knowsRolled, Scalar& since, RowCounts& counts) {
  Gone gone = goneOf(list, present);
  const Scalar from = gone.from;
  if (auto merged = mergeRows(list, replace, knowsRolled, gone, counts); !merged.ok()) return merged.fault();
  const auto isSince = [&](std::int64_t at) {
    if (!since.isKnown() || at < since.cell.asInt()) since = Scalar::known(Cell::ofInt(at));
  };
  if (!entries_.empty()) isSince(entries_.front().at);
  if (gone.earliest.isKnown()) isSince(gone.earliest.cell.asInt());
  bound(list, gone, counts);
  builder_.set(*list.from, gone.from);
  if (list.count != nullptr && gone.from.isKnown()) {
    builder_.set(*list.count, gone.count);
    for (std::size_t i = 0; i < list.sums.size(); ++i) builder_.set(*list.sums[i].total, gone.sums[i]);
  }
  return gone.from != from;
}

/// Nothing went until something did; what went before anybody added it up is not known.
HistoryMerger::Gone HistoryMerger::goneOf(const HistoryList& list, const RecordView& present) {
  Gone gone;
  gone.from = present.empty() ? Scalar::unknown() : present.load(list.from->field);
  if (list.count == nullptr) return gone;
  const Scalar none = Scalar::known({});
  gone.count = gone.from.isKnown() ? present.load(list.count->field) : none;
  for (const HistoryList::Sum& sum : list.sums)
    gone.sums.push_back(gone.from.isKnown() ? present.load(sum.total->field) : none);
  return gone;
}

void HistoryMerger::rollUp(const HistoryList& list, const Entry& entry, Gone& gone) {
  if (!gone.count.isKnown()) return;
  gone.count = apply(ScalarOp::AddNumber, gone.count, Scalar::known(Cell::ofDouble(1)));
  for (std::size_t i = 0; i < list.sums.size(); ++i) {
    const CatalogField& column = list.rows->columns[list.sums[i].column];
    const Scalar sum = apply(addOf(column.kind), gone.sums[i], entry.row.load(column.field));
    gone.sums[i] = sum.isKnown() ? sum : Scalar::unknown();  // one row of which it is not known, or too much
  }
  if (!entry.key.empty()) rolledKeys_.push_back({list.rows->name, std::string(entry.key)});
}

Status HistoryMerger::mergeRows(const HistoryList& list, bool replace, const KnowsRolled& knowsRolled, Gone& gone,
                                RowCounts& counts) {
  std::unordered_map<std::string_view, std::size_t> byKey;
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (!entries_[i].key.empty()) byKey.emplace(entries_[i].key, i);
  for (const Entry& row : arriving_) {
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
      continue;
    }
    if (gone.from.isKnown() && row.at < gone.from.cell.asInt()) {
      const std::size_t before = entries_.size();
      if (auto merged = mergeLate(list, row, knowsRolled, gone, counts); !merged.ok()) return merged;
      if (entries_.size() == before) continue;
    } else {
      entries_.push_back(row);
    }
    if (!row.key.empty()) byKey.emplace(row.key, entries_.size() - 1);
    entries_.back().isNew = true;
    ++counts.added;
  }
  std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.at < b.at; });
  return Done{};
}

Status HistoryMerger::mergeLate(const HistoryList& list, const Entry& row, const KnowsRolled& knowsRolled, Gone& gone,
                                RowCounts& counts) {
  if (!gone.count.isKnown()) {
    ++counts.tooOld;  // whether it came before, nobody knows any more
    return Done{};
  }
  if (!row.key.empty()) {
    const RolledKey key{list.rows->name, std::string(row.key)};
    auto known = knowsRolled(key);
    if (!known.ok()) return known.fault();
    if (*known || std::find(rolledKeys_.begin(), rolledKeys_.end(), key) != rolledKeys_.end()) {
      ++counts.duplicates;
      return Done{};
    }
  }
  if (list.closed != nullptr && row.isOpen()) {  // what is open outlives the bound
    entries_.push_back(row);
    return Done{};
  }
  rollUp(list, row, gone);
  if (!gone.earliest.isKnown() || row.at < gone.earliest.cell.asInt())
    gone.earliest = Scalar::known(Cell::ofInt(row.at));
  ++counts.added;
  ++counts.rolledUp;
  return Done{};
}

void HistoryMerger::bound(const HistoryList& list, Gone& gone, RowCounts& counts) {
  const auto isSettled = [&](const Entry& entry) { return list.closed == nullptr || !entry.isOpen(); };
  const std::int64_t keepMs = list.rows->keepMs;
  std::int64_t cutMs = std::numeric_limits<std::int64_t>::min();
  if (keepMs != 0 && !entries_.empty() && entries_.back().at > cutMs + keepMs) cutMs = entries_.back().at - keepMs;
  const auto isOld = [&](const Entry& entry) { return entry.at < cutMs && isSettled(entry); };

  const auto old = static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), isOld));
  const std::size_t stay = entries_.size() - old;
  const auto settled = static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), isSettled));
  const std::size_t excess = stay > kHistoryRowsMax ? stay - kHistoryRowsMax : 0;
  std::size_t settledGo = old + std::min(excess, settled - old);  // the old ones come first
  std::size_t openGo = excess - std::min(excess, settled - old);
  const auto goes = [&](const Entry& entry) {
    std::size_t& left = isSettled(entry) ? settledGo : openGo;
    if (left == 0) return false;
    --left;
    const std::int64_t after = entry.at + 1;
    if (!gone.from.isKnown() || gone.from.cell.asInt() < after) gone.from = Scalar::known(Cell::ofInt(after));
    const bool isLost = entry.isNew && !gone.count.isKnown();
    counts.added -= isLost ? 1U : 0U;
    counts.tooOld += isLost ? 1U : 0U;
    counts.rolledUp += gone.count.isKnown() ? 1U : 0U;
    rollUp(list, entry, gone);
    return true;
  };
  std::size_t kept = 0;
  for (const Entry& entry : entries_)
    if (!goes(entry)) entries_[kept++] = entry;
  entries_.resize(kept);
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
