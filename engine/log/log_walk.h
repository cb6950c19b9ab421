#pragma once
// The log in the order of time, either way.

#include <functional>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "engine/log/decision_id.h"
#include "engine/store/profile_store.h"

namespace regard {

struct LogRange {
  DecisionId from;                  ///< the first one can be it
  std::optional<DecisionId> below;  ///< the last one is below it; empty: whatever there is
  bool newestFirst = false;
};

/// Calls `visit(txn, id, record)` for the records in the range until it returns false. Now and then a newer snapshot is
/// taken, so that a long walk does not keep the writer from using pages again: what is logged or let go meanwhile may
/// be seen or not. kCorrupt, kIo.
Status walkLog(const ProfileStore& store, const LogRange& range,
               const std::function<bool(const ReadTxn&, const DecisionId&, std::string_view)>& visit);

}  // namespace regard
