#pragma once
// How long the value of an instruction holds. Passes of a plan and the bound of the cost read it.

#include <cstdint>
#include <vector>

#include "dsl/ir/program.h"

namespace regard::ir {

/// For the whole frame; for one candidate, because it reaches a field such as kChannel; because it reaches a figure
/// such as kCost, only until the candidate's figures become known; or for one row of a stream.
enum Dependence : std::uint8_t { kOfFrame, kOfCandidate, kOfFigures, kOfRow };

/// By instruction. REQUIRES a verified program.
std::vector<std::uint8_t> dependenceOf(const Program& program);

}  // namespace regard::ir
