#pragma once
// What customers take from each other, in the order in which they are decided for.
//
// Customers are decided side by side, as if nothing had been taken since. When one's turn comes it is seen whether
// what was taken meanwhile changes what any budget allows them; only then are they, and all after them, decided anew.
// Where costs are alike that happens once for each budget: when it runs out.

#include <cstdint>
#include <mutex>
#include <vector>

#include "engine/batch/frame_block.h"
#include "engine/batch/ranking.h"
#include "engine/exact/scratch.h"
#include "engine/plan/plan.h"

namespace regard::simulation {

class Budgets {
 public:
  /// `used`: by counter of the program; unknown stays unknown. REQUIRES `plan` to outlive this.
  Budgets(const Plan& plan, std::vector<Scalar> used);

  /// Any thread may.
  void writeInto(Inputs& frame) const;

  /// One thread at a time, customers in their order. `decisions` are those of the frames from `from` on. Takes what
  /// they take, and returns for how many, from the first, the decisions hold; the frames of the others know then what
  /// is used.
  std::uint32_t settle(batch::FrameBlock& frames, std::uint32_t from, const batch::Decisions& decisions);

 private:
  struct Limit {  ///< what compares what is used with what there is
    ir::InstIndex expr = 0;
    std::uint32_t action = ir::kNone;  ///< whose candidates it is asked of; kNone: it is the same for all
  };

  void findLimits();
  bool isSame(const Inputs& frame) const;
  bool allowsTheSame(const Inputs& frame);
  void take(const Inputs& frame, const Scored& offered);

  const Plan& plan_;
  const ir::Program& program_;
  std::vector<std::uint32_t> slots_;  ///< inputs that are counters
  std::vector<Limit> limits_;
  std::vector<std::int16_t> channels_;   ///< on which there are candidates; -1 in a rulebook without channels
  std::vector<std::uint8_t> hasBudget_;  ///< by action
  mutable std::mutex mutex_;             ///< of used_, for those who only read; who settles alone writes
  std::vector<Scalar> used_;             ///< by counter
  Inputs frame_;                         ///< room
  exact::Scratch before_, after_;
};

}  // namespace regard::simulation
