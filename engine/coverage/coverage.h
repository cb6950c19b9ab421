#pragma once
// Which conditions of a rulebook have been seen true, false and unknown. A condition counts only where the decision
// came to it: a clause behind one that failed, a rung below the one that took the customer, a lever of an action that
// never got a rank were not asked, so no test has shown what they do.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/ir/program.h"
#include "engine/coverage/constructs.h"
#include "engine/coverage/possible.h"
#include "engine/reference/reference.h"

namespace regard::coverage {

/// A condition as it stands in rule text: what a group gives to several actions is one.
struct Condition {
  std::string_view kind;  ///< "eligible", "lever", "rung" …
  std::string owner;      ///< the action, its group if several actions share it, or the named thing
  Span span;
  std::string text;
  TruthSet possible;  ///< what it can be for some customer
  TruthSet seen;      ///< what it was; within `possible`
};

/// Counts over any number of decisions. The program outlives it. Not thread-safe.
class Counter {
 public:
  explicit Counter(const ir::Program& program);

  /// One decision: its frame, and what the law made of it.
  void see(const Inputs& inputs, const reference::Result& law);

  /// By file and place.
  std::vector<Condition> conditions() const;

 private:
  /// A site of a condition, and which condition it is.
  struct Placed {
    Site site;
    const Construct* construct;
    std::uint32_t condition;
  };

  void look(const std::vector<std::uint32_t>& places, const Look& at);

  const ir::Program& program_;
  std::vector<Placed> placed_;
  std::vector<std::uint32_t> ofCustomer_, ofAnyCandidate_;  ///< indices into placed_
  std::vector<std::vector<std::uint32_t>> ofAction_;        ///< likewise, by action
  std::vector<Condition> conditions_;
};

}  // namespace regard::coverage
