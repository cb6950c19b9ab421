#pragma once
// What became of everybody, counted as it goes.

#include <array>
#include <cstdint>
#include <vector>

#include "dsl/ir/program.h"

namespace regard::batch {

__extension__ using Sum = __int128;  ///< of e4: exact, whatever the order

inline constexpr std::size_t kStages = static_cast<std::size_t>(ir::Stage::kKeep) + 1;

struct ActionTally {
  std::array<std::uint64_t, kStages>
      dropped{};                      ///< customers, by the stage where the candidate that went furthest fell
  std::uint64_t kept = 0, first = 0;  ///< customers for whom it was; of them, where it ranked first
  Sum value = 0, priority = 0;        ///< of the kept, e4
  friend bool operator==(const ActionTally&, const ActionTally&) = default;
};

struct Tally {
  std::uint64_t customers = 0, served = 0;  ///< served: something was kept
  std::uint64_t exact = 0;                  ///< candidates that only the exact machine could score
  std::vector<ActionTally> actions;         ///< by action

  Tally() = default;
  explicit Tally(std::size_t count) : actions(count) {}
  void add(const Tally& other) {
    customers += other.customers;
    served += other.served;
    exact += other.exact;
    for (std::size_t i = 0; i < actions.size(); ++i) {
      for (std::size_t s = 0; s < kStages; ++s) actions[i].dropped[s] += other.actions[i].dropped[s];
      actions[i].kept += other.actions[i].kept;
      actions[i].first += other.actions[i].first;
      actions[i].value += other.actions[i].value;
      actions[i].priority += other.actions[i].priority;
    }
  }
};

}  // namespace regard::batch
