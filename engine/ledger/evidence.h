#pragma once
// What the answers so far say of a customer's candidates: the last part of a frame.

#include "base/result.h"
#include "engine/exact/scratch.h"
#include "engine/frame/inputs.h"
#include "engine/ledger/learned.h"
#include "engine/plan/plan.h"

namespace regard::ledger {

/// Fills the frame's evidence from what `tables` has learned, for every action that learns and every channel that a
/// candidate of it can have: the channel asked for, else those of its treatments. A candidate whose cells have no
/// answers has none. Also how far actions that are new reach by now. REQUIRES a frame that is complete otherwise.
/// kCorrupt.
Status readEvidence(const Plan& plan, const TableView& tables, exact::Scratch& scratch, Inputs& frame);

/// The part of all customers that an action reaches at so many answers.
Percent reachOf(const ir::Learned& learned, double answers);

/// The posterior of the finest of the cells, which are a chain.
Result<model::Posterior> posteriorIn(const TableView& tables, const ir::Learned& learned,
                                     const std::vector<std::string>& cells, std::int64_t nowMs);

}  // namespace regard::ledger
