#pragma once
// The batch evaluator beside the law, on customers of one rulebook.

#include <cstdint>
#include <string>
#include <vector>

#include "engine/batch/evaluator.h"
#include "engine/batch/frame_block.h"
#include "engine/reference/reference.h"

namespace regard::agree {

/// What became of customers by any evaluator: decisions in their order, and where everything else dropped.
struct Verdicts {
  std::vector<Decision> decisions;
  batch::Tally tally;
};

Verdicts verdictsOf(const ir::Program& program, const std::vector<reference::Result>& laws);

/// By batch, `blockRows` customers at a time.
Verdicts verdictsOf(const batch::BatchPlan& plan, const std::vector<Inputs>& customers, std::uint32_t blockRows,
                    const batch::Kernels& kernels = batch::kernelsOf(batch::bestLevel()));

/// The first difference in words; empty if there is none.
std::string difference(const ir::Program& program, const Verdicts& law, const Verdicts& found);

}  // namespace regard::agree
