#pragma once
// Answers counted by action, channel and cell: what propensities are learned from. Only counts; what they mean for
// the next customer is not decided here.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/frame/decision.h"
#include "engine/frame/inputs.h"
#include "engine/store/transaction.h"

namespace regard::ledger {

/// The cells that an answer to this offer counts in, as keys: of the action and the channel alone first, then with one
/// more name of `propensity learned by a, b`, up to the first that is unknown of the customer.
std::vector<std::string> cellsOf(const ir::Program& program, const Inputs& frame, const Scored& offered);

struct LearnedCount {
  double yes = 0, of = 0;
  std::int64_t lastMs = 0;  ///< the latest answer
};
/// A cell that nobody answered in has no counts. kCorrupt.
Result<LearnedCount> learnedIn(const TableView& store, const std::string& cell);
/// Adds answers to every one of the cells.
Status learn(Transaction& store, const std::vector<std::string>& cells, double yes, double of, std::int64_t atMs);

}  // namespace regard::ledger
