#pragma once
// A contact that is taken before it is made: no cap and no budget can be exceeded by what others do meanwhile.

#include <vector>

#include "base/date.h"
#include "engine/ledger/counters.h"
#include "engine/log/logged_decision.h"

namespace regard::ledger {

/// The shared counters that this offer uses up, and how much of each: those that, once used up, would forbid it.
struct CounterUse {
  std::uint32_t counter = 0;
  std::int64_t amount = 0;  ///< 1, or the cost
  friend bool operator==(const CounterUse&, const CounterUse&) = default;
};
std::vector<CounterUse> usesOf(const ir::Program& program, const Inputs& frame, const Scored& offered);

/// Takes the contact of what was kept first, and its part of budgets, in the transaction in which it was decided; if
/// nobody says that it was presented within kReservationMs, it lapses. The decision is logged with it. `zone` is the
/// rulebook's. REQUIRES an outbound decision that kept something. kInvalid: the store has not adopted these rules.
Status reserve(Transaction& store, const Catalog& history, const ir::Program& program, const Zone& zone,
               const LoggedDecision& decision);

}  // namespace regard::ledger
