#pragma once
// What can be said of a program's instructions before any customer is known. Passes read it; the plan does not keep it.

#include <cstdint>
#include <vector>

#include "base/cell.h"
#include "dsl/ir/dependence.h"
#include "dsl/ir/program.h"

namespace regard {

/// Passes follow an expression no deeper: rules may nest deeper than a thread's stack, and nobody reads them then.
inline constexpr int kDepthMax = 64;

/// What so many actions ask for is computed once for a customer, whether or not one of them comes to need it: that is
/// less work than doing it for each in question.
inline constexpr std::uint32_t kSharedAskersMin = 16;

inline constexpr std::uint32_t kNobody = 0xFFFF'FFFFU;

struct Analysis {
  const ir::Program& program;
  const std::vector<std::uint8_t>& dependence;  ///< ir::dependenceOf()
  /// By instruction: its value where it is a constant (perhaps of several: `-0.5`, `2 * 30 days`), else unknown. An
  /// expression that always fails is left to the evaluators.
  std::vector<Scalar> constants;
  std::vector<std::uint32_t> askers;  ///< by instruction: at most so many actions ask for it

  Analysis(const ir::Program& rules, const std::vector<std::uint8_t>& dependsOnCandidate);
  bool isOfFrame(ir::InstIndex inst) const { return dependence[inst] == ir::kOfFrame; }
  /// The value of what is the same for every customer: constants, and what an action says of itself.
  Scalar constantFor(std::uint32_t action, ir::InstIndex inst) const;
};

}  // namespace regard
