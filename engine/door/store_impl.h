#pragma once
// What stands behind the public Store: shared with the engine's door, which reads customers through it.

#include <memory>
#include <string>

#include "engine/log/decision_id.h"
#include "engine/log/logged_rules.h"
#include "engine/store/profile_store.h"
#include "regard/store.h"

namespace regard {

struct Store::Impl {
  std::unique_ptr<ProfileStore> store;
  std::string path;          ///< as the caller wrote it, for messages
  bool folderIsNew = false;  ///< open() made it
  DecisionIds ids;           ///< of the decisions that are logged here
  Sealer sealer;             ///< the writer's thread only
  /// Of logged decisions.
  mutable PlannedRules rules = {};
};

/// "there is no customer `C-101` in path; similar: `C-1001`". `kind`: what the profile calls a customer.
Fault noSuchCustomer(const Store::Impl& store, const ReadTxn& txn, const std::string& kind, const std::string& id);

}  // namespace regard
