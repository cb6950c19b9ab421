#pragma once
// An offer as rows of its customer's history: the contact, and what was promised by making it.

#include <cstdint>
#include <optional>
#include <string>

#include "engine/catalog/catalog.h"
#include "engine/frame/decision.h"
#include "engine/log/decision_id.h"

namespace regard::ledger {

/// What tells the contact of this decision and action from all others; told again, it takes the place of what was told.
std::string contactKey(const DecisionId& decision, const ir::Action& action);

struct Contact {
  DecisionId decision;
  std::int64_t atMs = 0;  ///< of the decision: so a contact counts in the same windows whatever comes of it later
  bool outbound = false;
  std::string outcome;  ///< a member of kOutcomeChoice
};

/// A record of the history's catalog with the one contact. kInvalid: the store has not adopted these rules.
Result<std::string> contactRecord(const Catalog& history, const ir::Program& program, const Scored& offered,
                                  const Contact& contact);
/// The same of the promise that the action brings, made at `atMs`; nothing if it brings none.
Result<std::optional<std::string>> promiseRecord(const Catalog& history, const ir::Program& program,
                                                 const Scored& offered, const DecisionId& decision, std::int64_t atMs);

}  // namespace regard::ledger
