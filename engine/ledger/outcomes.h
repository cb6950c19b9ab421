#pragma once
// What came of what was offered: each outcome of each action of a decision, once.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "engine/log/decision_id.h"
#include "engine/store/transaction.h"

namespace regard::ledger {

struct OutcomeRow {
  std::int64_t atMs = 0;
  std::optional<Money> amount = {};
  bool bySilence = false;  ///< nobody answered for so long
  bool isOrphan = false;   ///< the decision was not in the log: it stands for itself
};
struct NamedOutcome {
  std::string action, outcome;
  OutcomeRow row;
};

/// Whatever came of one action, or of all of them if it is empty; names as the rules have them.
Result<std::vector<NamedOutcome>> outcomesOf(const TableView& store, const DecisionId& decision,
                                             std::string_view action = {});
Status putOutcome(Transaction& store, const DecisionId& decision, std::string_view action, std::string_view outcome,
                  const OutcomeRow& row);

}  // namespace regard::ledger
