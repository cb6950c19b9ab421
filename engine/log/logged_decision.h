#pragma once
// A decision as it was logged: everything that it takes to make it again, and what it was.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/frame/decision.h"
#include "engine/frame/inputs.h"
#include "engine/log/decision_id.h"
#include "engine/store/decision_record.h"
#include "engine/store/writer.h"

namespace regard {

struct LoggedDecision {
  DecisionId id;
  std::string rules;     ///< the hash of the bundle that decided, 32 bytes: a key of Table::kBundles
  std::string customer;  ///< empty: erased since, and so are `decision` and `frame`
  std::int64_t nowMs = 0;
  std::uint64_t seed = 0;
  bool reserved = false;
  Decision decision;
  Inputs frame;
  bool isErased() const { return customer.empty(); }
  friend bool operator==(const LoggedDecision&, const LoggedDecision&) = default;
};

/// What the sealed part holds, before it is sealed.
std::string contentBytes(const Decision& decision, const Inputs& frame);
/// kCorrupt, kUnsupported.
Status readContent(std::string_view bytes, Decision& decision, Inputs& frame);
/// Same decision, same bytes.
std::string decisionBytes(const Decision& decision);

/// The writer's command. The bundle must be in the store before it: PutBundle.
LogDecision logCommand(const DecisionId& id, std::string customer, std::string rules, std::uint64_t seed, bool reserved,
                       const Decision& decision, const Inputs& frame);

/// A record found under `id` within `txn`, decoded into `into`, whose room is reused. kCorrupt, kUnsupported, and which
/// decision it is; then `into` holds the id alone.
Status readLogged(const TableView& txn, const DecisionId& id, std::string_view record, Sealer& sealer,
                  LoggedDecision& into);

/// What was logged under this id, within `txn`. kNotFound: it was never in this store, or was let go; kCorrupt,
/// kUnsupported.
Result<LoggedDecision> findLogged(const TableView& txn, const DecisionId& id, Sealer& sealer);
/// There is none of this id: what can be the reason.
Fault notLogged(const DecisionId& id);

}  // namespace regard
