#pragma once
// The candidates that can still be kept, and what a further one must offer to be among them.
//
// What is mandatory is kept whatever else is. Of the rest, what is kept is the greedy choice in rank order under caps.
// With one cap (at most m for each issue, say) beside `keep`, whatever was beaten once stays beaten: those kept of all
// seen so far are all that needs remembering (the caps form a matroid). With several caps that cross each other this is
// not so, and every candidate is remembered.

#include <limits>
#include <vector>

#include "dsl/ir/program.h"
#include "engine/frame/decision.h"
#include "engine/frame/inputs.h"

namespace regard {

class Best {
 public:
  /// Candidates go into `out`, in no order that means anything. `inputs`: where chance gives the first place, any
  /// candidate can have it.
  Best(const ir::Program& program, const Inputs& inputs, std::vector<Scored>& out);

  /// Whether any candidate of the action can be kept, as far as is known. Not to be asked for mandatory ones.
  bool isOpenTo(std::uint32_t action) const { return canBeKept(action, kLeast); }
  /// Whether a candidate of the action can be kept if its priority is at most `priority`.
  bool canBeKept(std::uint32_t action, Money priority) const {
    return priority >= floor_ && (cap_ == nullptr || fitsCap(action, priority));
  }
  /// Whether anything is ever not open.
  bool canRefuse() const { return !remembersAll_; }
  Money floor() const { return floor_; }  ///< below it nothing can be kept, whatever the action, unless it is mandatory
  /// REQUIRES that no candidate of the same action was offered before: an action's best one speaks for it.
  void offer(const Scored& candidate);

 private:
  static constexpr Money kLeast{std::numeric_limits<std::int64_t>::min()};

  bool fitsCap(std::uint32_t action, Money priority) const;

  const ir::Program& program_;
  std::vector<Scored>& out_;
  const ir::DiversityCap* cap_ = nullptr;  ///< the one that binds; none if everything is remembered
  Money floor_ = kLeast;                   ///< what the worst of those kept has, once there are enough
  std::size_t mandatory_ = 0;              ///< how many of those in `out`
  bool remembersAll_ = false;
};

}  // namespace regard
