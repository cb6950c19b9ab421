#pragma once
// What can be said of a program's instructions before any customer is known. Passes read it; the plan does not keep it.

#include <cstdint>
#include <vector>

#include "base/cell.h"
#include "dsl/ir/program.h"

namespace regard {

/// How long the value of an instruction holds: for the whole frame; for one candidate, because it reaches a field such
/// as kChannel; because it reaches a figure such as kCost, only until the candidate's figures become known; or for one
/// row of a stream.
enum Dependence : std::uint8_t { kOfFrame, kOfCandidate, kOfFigures, kOfRow };

/// By instruction.
std::vector<std::uint8_t> candidateDependence(const ir::Program& program);

inline constexpr std::uint32_t kNobody = 0xFFFF'FFFFU;

struct Analysis {
  const ir::Program& program;
  const std::vector<std::uint8_t>& dependence;  ///< candidateDependence()
  /// By instruction: its value where it is a constant (perhaps of several: `-0.5`, `2 * 30 days`), else unknown. An
  /// expression that always fails is left to the evaluators.
  std::vector<Scalar> constants;
  std::vector<std::uint32_t> askers;  ///< by instruction: at most so many actions ask for it

  Analysis(const ir::Program& rules, const std::vector<std::uint8_t>& dependsOnCandidate);
  bool isOfFrame(ir::InstIndex inst) const { return dependence[inst] == kOfFrame; }
  /// The value of what is the same for every customer: constants, and what an action says of itself.
  Scalar constantFor(std::uint32_t action, ir::InstIndex inst) const;
};

}  // namespace regard
