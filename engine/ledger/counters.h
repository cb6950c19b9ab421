#pragma once
// What all customers share: how much of a budget is used. Exact in every window, calendar or rolling.
//
// A counter is a row of buckets in the order of time. A calendar window has one bucket; a rolling one has a bucket for
// each instant at which something was taken, and beside them a running total, so that a reader adds up only what has
// left the window since somebody last wrote.

#include <cstdint>
#include <string>
#include <vector>

#include "base/cell.h"
#include "base/date.h"
#include "base/result.h"
#include "dsl/ir/program.h"
#include "engine/store/transaction.h"

namespace regard::ledger {

/// So much of one bucket of one counter: contacts, or 10^-4 of the currency.
struct Taken {
  std::string counter;  ///< ir::Counter::key
  std::int64_t bucketMs = 0;
  std::int64_t amount = 0;
  friend bool operator==(const Taken&, const Taken&) = default;
};

/// What every counter of the program stands at, in their order: as the inputs want it. `zone` is the rulebook's.
/// Reservations that have lapsed by `nowMs` are not in it, whether or not a writer has swept them up. A counter is
/// unknown at an instant before what its running total still knows. kCorrupt, kIo.
Result<std::vector<Scalar>> readCounters(const TableView& store, const ir::Program& program, const Zone& zone,
                                         std::int64_t nowMs);

/// Takes `amount` at `nowMs`, and forgets what has left the window for good. Gives what was taken, to give it back.
Result<Taken> take(Transaction& store, const ir::Program& program, const Zone& zone, std::uint32_t counter,
                   std::int64_t amount, std::int64_t nowMs);
Status giveBack(Transaction& store, const Taken& taken);

}  // namespace regard::ledger
