#pragma once
// Why a clause that forbids is not met, told in the words of what it came from. Inside engine/reference only.

#include <string>
#include <vector>

#include "engine/reference/explain.h"

namespace regard::reference {

/// A sentence; the facts behind it, if any, are appended to `facts`. `values`: of the candidate that the clause
/// dropped. REQUIRES a clause of another kind than kCondition.
std::string whyForbidden(FrameValues& frame, const Lookup& lookup, const std::vector<Scalar>& values,
                         const Outcome& outcome, std::vector<Fact>& facts);

}  // namespace regard::reference
