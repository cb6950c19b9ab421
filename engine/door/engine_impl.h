#pragma once
// What stands behind the public Engine.

#include <memory>
#include <optional>
#include <string>

#include "engine/door/decision_logger.h"
#include "engine/door/session.h"
#include "engine/door/store_impl.h"
#include "engine/store/seal.h"
#include "regard/engine.h"

namespace regard {

/// Whether the store's pictures of all customers are there to compare with, or are only being taken.
enum class Pictures : bool { areThere, areBeingTaken };
/// The rules over what the store knows of its customers and of what happened to them. kInvalid if they disagree, or if
/// they compare with all customers and nobody has looked at those.
Result<Plan> planOver(std::shared_ptr<const ir::Program> program, const Store::Impl& store,
                      Pictures pictures = Pictures::areThere);
/// A request's fields where nobody asks.
Fault requestWithoutAsking(const std::string& trigger);

struct Engine::Impl {
  Plan plan;
  std::string rulebookHash;
  std::shared_ptr<Store::Impl> store;
  mutable SessionPool sessions;
  std::unique_ptr<DecisionLogger> logger;
  mutable RandomPool random;

  struct Moment {
    std::int64_t nowMs = 0;
    std::optional<std::uint32_t> trigger;  ///< member of kTriggerChoice
    std::uint64_t seed = 0;                ///< as given, else drawn if the rules explore
  };
  /// What the request says of the moment; values that it gives go to the session. kInvalid.
  Result<Moment> momentOf(const DecisionRequest& request, Session& session) const;
  /// Everything the decision depends on becomes the session's frame; after that the store is not touched. kNotFound.
  Status gatherInto(Session& session, const std::string& customer, const Moment& moment, const TableView& tables) const;
  void decide(Session& session) const;

  /// Where the decision found the customer on their journeys, where that is not recorded yet.
  Status recordJourneys(const DecisionRequest& request, std::int64_t nowMs, Session& session) const;

  /// Decides and takes the contact in one durable transaction. The id; empty if nothing was kept, so nothing taken.
  Result<std::optional<DecisionId>> reserve(const DecisionRequest& request, const Moment& moment,
                                            Session& session) const;
};

}  // namespace regard
