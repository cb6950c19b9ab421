#pragma once
// A decision for people and for programs.

#include <string>
#include <string_view>

#include "apps/render/style.h"
#include "regard/engine.h"

namespace regard::render {

/// What was decided: a header line, each offered action with its factors and its text, and the withheld ones: by
/// stage with their reasons when the decision was explained, else how many.
std::string decisionText(const DecisionResult& result, const DecisionRequest& asked, const Style& style);

/// One action in detail: what let it through and how its priority came about, or what held it back.
/// REQUIRES the decision was explained and `action` is among its actions.
std::string actionText(const DecisionResult& result, std::string_view action, const Style& style);

/// Keys: docs/cli.md. `withheld` is there only if the decision was explained.
std::string decisionJson(const DecisionResult& result, const DecisionRequest& asked);
/// The same document on one line, with what a service says besides: `degraded` is why it is not the decision that was
/// asked for, null if it is.
std::string servedDecisionJson(const DecisionResult& result, const DecisionRequest& asked, const std::string& degraded);

}  // namespace regard::render
