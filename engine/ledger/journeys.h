#pragma once
// Who entered a journey stays in it until they leave, whatever becomes of the condition that let them in: so a store
// records entries. Each is a row that is closed when the customer left.

#include <cstdint>
#include <span>
#include <string>

#include "dsl/ir/program.h"
#include "engine/catalog/catalog.h"
#include "engine/store/transaction.h"

namespace regard::ledger {

/// That a decision found a customer on a journey of whom it was not recorded, or the other way round.
struct JourneyStep {
  std::uint32_t journey = 0;
  bool isIn = true;
  friend bool operator==(const JourneyStep&, const JourneyStep&) = default;
};

/// Records the steps as of `nowMs`; one that is recorded already changes nothing, nor does one of a journey that the
/// store was never told of. kCorrupt, kIo, kFull; kNotFound: there is no such customer.
Status recordSteps(Transaction& store, const ir::Program& program, const std::string& customer,
                   std::span<const JourneyStep> steps, std::int64_t nowMs);

}  // namespace regard::ledger
