#pragma once
// A logged decision and its frame as the public door shows them.

#include "engine/decide/decide.h"
#include "engine/log/logged_decision.h"
#include "engine/plan/plan.h"
#include "regard/log.h"

namespace regard {

/// REQUIRES that decision and frame fit the plan's program. Private values are masked in `inputs`.
LogEntry entryOf(const Plan& plan, const LoggedDecision& logged, bool withInputs);
/// How probable the decision was. The frame is the plan's.
Selection selectionOf(const Plan& plan, const Inputs& frame, Scratch& scratch);
/// What came of it, as the store has it.
Result<std::vector<ToldOutcome>> outcomesOf(const TableView& tables, const DecisionId& id, std::string_view currency);
/// What the clear part tells of one that is erased or cannot be read.
LogEntry entryOf(const LoggedDecision& logged, LogState state, std::string problem);

}  // namespace regard
