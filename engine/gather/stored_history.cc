#include "engine/gather/stored_history.h"

#include <algorithm>

#include "engine/gather/stored_values.h"

namespace regard {
namespace {

constexpr double kRolledMax = 1LL << 53;  ///< beyond it doubles do not count

/// What was recorded of a row that can be open, as it stood at `nowMs`.
void tellClosed(const ir::Program& program, const HistorySlot& slot, Scalar closed, std::int64_t nowMs, Rows& rows) {
  if (!closed.isKnown() || closed.cell.asInt() > nowMs) return;
  const std::size_t width = program.streams[slot.stream].columns.size();
  const bool isPromise = slot.stream == ir::kPromiseStream;
  const std::size_t cell = rows.cells.size() - width + (isPromise ? std::size_t{ir::kPromiseState} : ir::kOpenColumn);
  rows.cells[cell] = isPromise ? Cell::ofInt(ir::kPromiseKept) : Cell::ofBool(false);
  rows.states[cell] = State::kKnown;
}

}  // namespace

std::optional<std::int64_t> StoredHistory::since() const {
  if (record_.empty() || plan_.historySince.kind != TypeKind::kInstant) return {};
  const Scalar since = record_.load(plan_.historySince);
  if (!since.isKnown()) return {};
  return since.cell.asInt();
}

/// As of a time at which some of what went had not happened, nobody knows how much of it had.
void StoredHistory::loadRolledUp(const HistorySlot& slot, Rows& rows, std::int64_t nowMs) const {
  if (rows.fromMs == Rows::kEver || rows.fromMs > nowMs + 1 || slot.count.kind != TypeKind::kNumber) return;
  const Scalar count = record_.load(slot.count);
  if (!count.isKnown() || !(count.cell.asDouble() >= 0 && count.cell.asDouble() <= kRolledMax)) return;
  rows.rolledCount = count;
  for (const FieldRef& sum : slot.sums)
    rows.rolledSums.push_back(sum.kind == TypeKind::kError ? Scalar::unknown() : record_.load(sum));
}

void StoredHistory::load(std::uint32_t stream, Inputs& into) {
  const auto slot = std::lower_bound(plan_.historySlots.begin(), plan_.historySlots.end(), stream,
                                     [](const HistorySlot& a, std::uint32_t b) { return a.stream < b; });
  ListView list;
  if (record_.empty() || slot == plan_.historySlots.end() || slot->stream != stream) return;
  Rows& rows = into.rows[stream];
  if (const Scalar from = record_.load(slot->from); from.isKnown()) rows.fromMs = from.cell.asInt();
  loadRolledUp(*slot, rows, into.nowMs);
  if (!record_.loadList(slot->rows, list)) return;

  StoredValues values(record_, into);
  std::int64_t last = Rows::kEver;
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    const StructView row = list[i];
    const Scalar at = row.load(slot->at);
    // Rows without time or out of its order were never written so: what they say is lost, as if they were let go.
    if (!at.isKnown() || at.cell.asInt() < last) {
      rows.fromMs = std::max(rows.fromMs, into.nowMs);
      rows.rolledCount = Scalar::unknown();
      rows.rolledSums.clear();
      continue;
    }
    last = at.cell.asInt();
    if (last > into.nowMs) break;
    for (const StoredField& column : slot->columns) rows.push(values.load(column, row));
    ++rows.count;
    if (slot->closed.kind == TypeKind::kInstant)
      tellClosed(*plan_.program, *slot, row.load(slot->closed), into.nowMs, rows);
  }
}

bool StoredHistory::isIn(std::uint32_t journey, std::int64_t nowMs) const {
  const auto slot = std::lower_bound(plan_.journeySlots.begin(), plan_.journeySlots.end(), journey,
                                     [](const JourneySlot& a, std::uint32_t b) { return a.journey < b; });
  ListView entries;
  if (record_.empty() || slot == plan_.journeySlots.end() || slot->journey != journey ||
      !record_.loadList(slot->rows, entries))
    return false;
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    const Scalar at = entries[i].load(slot->at), closed = entries[i].load(slot->closed);
    if (at.isKnown() && at.cell.asInt() <= nowMs && !(closed.isKnown() && closed.cell.asInt() <= nowMs)) return true;
  }
  return false;
}

}  // namespace regard
