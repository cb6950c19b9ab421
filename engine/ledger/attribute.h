#pragma once
// An outcome finds its decision: once, and with all that follows from it in one transaction.

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "engine/ledger/outcomes.h"
#include "engine/log/logged_decision.h"

namespace regard::ledger {

struct ToldOutcome {
  std::string action, outcome;
  std::int64_t atMs = 0;
  std::optional<Money> amount;
};

enum class Attribution : std::uint8_t {
  kAttributed,
  kDuplicate,  ///< this outcome of this action is there already: nothing was done
};

/// What follows from an outcome of a decision that is in the log:
/// - it is kept under the decision, once;
/// - the contact in the customer's history says so, which caps, pauses and journeys read; a promise that the action
///   brings is made with it;
/// - a reservation is confirmed; one that has lapsed takes its part of the budgets again, for the contact was made;
/// - an answer counts in the cells that propensities are learned from, in place of an earlier answer; and if silence
///   would be an answer, it is waited for.
/// An answer says that the offer was presented. `zone` is the rulebook's.
/// kInvalid: the action was not kept (with those that were), no such outcome, from before the decision; kNotFound: the
/// customer was erased.
Result<Attribution> attribute(Transaction& store, const Catalog& history, const ir::Program& program, const Zone& zone,
                              const LoggedDecision& decision, const ToldOutcome& told);

/// Keeps an outcome whose decision is not in the log, to be counted by whoever looks for it.
Result<Attribution> keepOrphan(Transaction& store, const DecisionId& decision, const ToldOutcome& told);

}  // namespace regard::ledger
