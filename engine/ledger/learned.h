#pragma once
// Answers counted by action and cell: what propensities are learned from. What they mean for the next customer
// is in evidence.h.
//
// Older answers count for less: half as much for each half-life, which is the action's. So that nothing has to be
// touched as time goes by, an answer is written down with the weight that it has as of one instant for all cells of the
// action, and whoever reads takes off what has gone by since (forward decay: Cormode, Shkapenyuk, Srivastava & Xu, ICDE
// 2009). Cells say by which half-life and as of when they were written. The first answer under rules with another one
// turns all cells of the action over to it: what they count then goes on by the new one.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "engine/frame/decision.h"
#include "engine/frame/inputs.h"
#include "engine/model/back_off.h"
#include "engine/store/transaction.h"

namespace regard::ledger {

/// The cells that an answer to this offer counts in, as keys: of the action alone first, then with one more
/// name of `propensity learned by a, b`, up to the first that is unknown of the customer.
std::vector<std::string> cellsOf(const ir::Program& program, const Inputs& frame, const Scored& offered);
/// The same where `valueOf(by)` tells what an instruction of `by` is for the candidate.
std::vector<std::string> cellsOf(const ir::Program& program, const Inputs& frame, std::uint32_t action,
                                 const std::function<Scalar(ir::InstIndex)>& valueOf);

/// What a key is made of.
struct CellName {
  std::string action, cell;  ///< "tier = gold, channel = email"; empty: all answers to the action
};
CellName nameOfCell(std::string_view key);
std::string keyOfCell(const CellName& name);
/// Where the keys of an action begin.
std::string keysOfAction(std::string_view action);

/// How answers lose weight: half for each half-life, and one of `fromMs` weighs 1.
struct Forgetting {
  std::int64_t halfLifeMs = ir::kHalfLifeMs;
  std::int64_t fromMs = 20'454 * kMsPerDay;  ///< 2026-01-01, as of which cells without an instant were written
  double weightAt(std::int64_t ms) const;
  friend bool operator==(const Forgetting&, const Forgetting&) = default;
};

struct LearnedCount {
  model::CellCounts weighed;  ///< as it is written down
  std::int64_t lastMs = 0;    ///< the latest answer
  Forgetting forgetting = {};

  /// What the answers count at an instant.
  model::CellCounts at(std::int64_t nowMs) const;
};
/// A cell that nobody answered in has no counts. kCorrupt.
Result<LearnedCount> learnedIn(const TableView& store, const std::string& cell);
/// Calls visit(key, count) for the cells of an action, or of all if it is empty, in the order of keys. kCorrupt.
Status forEachLearned(const TableView& store, std::string_view action,
                      const std::function<void(std::string_view, const LearnedCount&)>& visit);

/// Answers of one instant.
struct Answers {
  double yes = 0, of = 0;  ///< below zero: taken back
  std::int64_t atMs = 0;
  std::int64_t halfLifeMs = ir::kHalfLifeMs;  ///< as the rules say of the action
};
/// That of an action, whether it learns or not: answers to it count all the same.
std::int64_t halfLifeOf(const ir::Action& action);
/// Adds them to every one of the cells, which are a chain as cellsOf() gives it.
Status learn(Transaction& store, const std::vector<std::string>& cells, const Answers& answers);

/// Sets what cells count at `nowMs`, others of the same actions stay, and so does how they forget; and works out anew
/// what coarser cells know of finer ones. kInvalid if more is yes than answered.
struct CellAnswers {
  CellName name;
  double yes = 0, of = 0;
  std::int64_t lastMs = 0;
};
Status setLearned(Transaction& store, const std::vector<CellAnswers>& cells, std::int64_t nowMs);
/// Forgets all answers to an action; how many cells there were.
Result<std::size_t> forgetLearned(Transaction& store, std::string_view action);

}  // namespace regard::ledger
