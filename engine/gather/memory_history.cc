#include "engine/gather/memory_history.h"

#include <algorithm>
#include <utility>

namespace regard {

void MemoryHistory::add(std::uint32_t stream, std::int64_t at, std::vector<Scalar> cells) {
  cells[ir::kAtColumn] = Scalar::known(Cell::ofInt(at));
  std::vector<Event>& events = events_[stream];
  const auto later = std::upper_bound(events.begin(), events.end(), at,
                                      [](std::int64_t a, const Event& event) { return a < event.at; });
  events.insert(later, Event{at, std::move(cells)});
  knownSince(at);
}

void MemoryHistory::knownSince(std::int64_t ms) { since_ = since_ ? std::min(*since_, ms) : ms; }

void MemoryHistory::load(std::uint32_t stream, Inputs& into) {
  Rows& rows = into.rows[stream];
  for (const Event& event : events_[stream]) {
    if (event.at > into.nowMs) return;
    for (const Scalar& cell : event.cells) rows.push(cell);
    ++rows.count;
  }
}

bool MemoryHistory::isIn(std::uint32_t journey, std::int64_t nowMs) const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [&](const auto& entry) { return entry.first == journey && entry.second <= nowMs; });
}

}  // namespace regard
