#pragma once
// What happens by itself when its time has come: a reservation lapses, silence becomes an answer.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/ledger/counters.h"
#include "engine/log/decision_id.h"

namespace regard::ledger {

enum class DueKind : std::uint8_t { kLapse = 1, kSilence = 2 };

struct Due {
  std::int64_t atMs = 0;
  DecisionId decision;
  DueKind kind = DueKind::kLapse;
  std::string action;
  std::vector<Taken> taken = {};              ///< a lapse: what goes back
  std::string outcome = {};                   ///< silence: the answer that it is …
  std::vector<std::string> cells = {};        ///< … and what is learned from it: keys of Table::kLearned
  std::int64_t halfLifeMs = ir::kHalfLifeMs;  ///< … by which it is forgotten again

  std::string key() const;
};

Status putDue(Transaction& store, const Due& due);
/// Nothing happens if it is not there. The fields of key() say which one.
Status eraseDue(Transaction& store, const Due& due);

/// Does what has come due by `nowMs`, oldest first, but no more than `most` of it. How much that was.
Result<std::size_t> sweep(Transaction& store, std::int64_t nowMs, std::size_t most);

/// Calls visit for what lapsed by `nowMs` and was not swept up yet.
Status forEachLapsed(const TableView& store, std::int64_t nowMs, const std::function<void(const Taken&)>& visit);

}  // namespace regard::ledger
