#pragma once
// A contact that is taken before it is made: no cap and no budget can be exceeded by what others do meanwhile.

#include "base/date.h"
#include "engine/ledger/uses.h"
#include "engine/log/logged_decision.h"

namespace regard::ledger {

/// Takes the contact of what was kept first, and its part of budgets, in the transaction in which it was decided; if
/// nobody says that it was presented within kReservationMs, it lapses. The decision is logged with it. `zone` is the
/// rulebook's. REQUIRES an outbound decision that kept something. kInvalid: the store has not adopted these rules.
Status reserve(Transaction& store, const Catalog& history, const ir::Program& program, const Zone& zone,
               const LoggedDecision& decision);

}  // namespace regard::ledger
