#pragma once
// What all that looks into the log has in common: a range as people say it, and each record read once.

#include <functional>

#include "engine/door/store_impl.h"
#include "engine/log/log_walk.h"
#include "engine/log/logged_rules.h"
#include "regard/log.h"

namespace regard {

/// kInvalid, with what is neither a time nor an id.
Result<LogRange> rangeOf(const LogRangeRequest& asked);

/// A record and the rules that decided. `plan` is null if it is erased, or if `problem` says why it cannot be read.
struct ReadDecision {
  const LoggedDecision& logged;
  const Plan* plan = nullptr;
  Fault problem = {};
  const ReadTxn* txn = nullptr;  ///< in which it was read; null unless there is a plan
  bool isErased() const { return problem.message.empty() && logged.isErased(); }
};

/// One at a time; everything in a ReadDecision is valid until the next.
class LogReader {
 public:
  explicit LogReader(const Store::Impl& store) : store_(store), rules_(store.rules) {}

  /// Only this customer's, of which there may be none. kInvalid, kNotFound (there is no such customer).
  Status only(const std::string& customer);
  /// Until `visit` returns false.
  Status forEach(const LogRange& range, const std::function<bool(const ReadDecision&)>& visit);
  /// kInvalid (no id), kNotFound.
  Status find(const std::string& id, const std::function<void(const ReadDecision&)>& visit);

 private:
  ReadDecision read(const ReadTxn& txn, const DecisionId& id, std::string_view record);

  const Store::Impl& store_;
  std::optional<std::uint64_t> customer_;  ///< their number; 0, which nobody has: nothing was logged of them
  LoggedRules rules_;
  Sealer sealer_;
  LoggedDecision logged_;
};

}  // namespace regard
