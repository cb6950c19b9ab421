#pragma once
// Whom a trial took in, and what they did: from the log of decisions, the outcomes beside it, and the histories.

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "engine/door/store_impl.h"
#include "engine/door/trial.h"
#include "engine/fit/stored_event.h"

namespace regard {

/// What is looked for.
struct Watch {
  Trial trial;
  std::string outcome;  ///< empty: an event
  std::string action;   ///< of which the outcome is; empty: of any
  std::optional<fit::StoredEvent> event;
  bool addsUp = false;  ///< amounts too
  std::int64_t sinceMs = 0, untilMs = 0, nowMs = 0, watchedMs = 0;
  bool everyone = false;
};

struct Watched {
  std::string_view customer;
  std::size_t arm = 0;
  std::int64_t firstMs = 0;
  bool did = false;
  Money amount;
};

struct WatchCounts {
  std::uint64_t decisions = 0, erased = 0, unreadable = 0;  ///< decisions
  std::uint64_t tooRecent = 0, otherShares = 0, letGo = 0;  ///< customers
};

/// Calls visit(watched) for each customer who counts, in the order of ids. kCorrupt.
Result<WatchCounts> watch(const Store::Impl& store, const Watch& what,
                          const std::function<void(const Watched&)>& visit);

}  // namespace regard
