#pragma once
// What other rules do otherwise, customer by customer.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/batch/run.h"

namespace regard::simulation {

inline constexpr std::uint32_t kNoAction = 0xFFFF'FFFFU;

/// An action of either rulebook, by name.
struct SameAction {
  std::uint32_t after = kNoAction, before = kNoAction;  ///< its index there, if it is there
  std::uint64_t gained = 0, lost = 0;                   ///< customers to whom it is offered now, or no more
};

/// Another action ranks first, or none.
struct FirstChange {
  std::uint64_t customers = 0;
  batch::Sum value = 0;               ///< e4: of what ranks first, now less before
  std::vector<std::string> examples;  ///< ids, the first few in key order
};

class Changes {
 public:
  Changes(const ir::Program& after, const ir::Program& before);

  /// decisions[0]: after, decisions[1]: before.
  void add(const batch::Decided& decided);

  const std::vector<SameAction>& actions() const { return actions_; }  ///< by name
  /// By place in actions(), before and after; kNoAction: nothing was offered.
  const std::map<std::pair<std::uint32_t, std::uint32_t>, FirstChange>& firsts() const { return firsts_; }
  std::uint64_t changed() const { return changed_; }  ///< customers who are offered other actions, or in another order
  std::uint64_t unserved() const { return unserved_; }  ///< were offered something, and nothing now
  std::uint64_t newlyServed() const { return newlyServed_; }

 private:
  static constexpr std::size_t kExamples = 3;

  std::vector<SameAction> actions_;
  std::vector<std::uint32_t> ofAfter_, ofBefore_;  ///< by action: its place in actions_
  std::map<std::pair<std::uint32_t, std::uint32_t>, FirstChange> firsts_;
  std::uint64_t changed_ = 0, unserved_ = 0, newlyServed_ = 0;
  std::vector<std::uint32_t> after_, before_;  ///< of one customer, by rank
};

}  // namespace regard::simulation
