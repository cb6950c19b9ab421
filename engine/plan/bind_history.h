#pragma once
// How the events and cases of a program are kept in a store, and where they lie there.

#include <string>

#include "engine/plan/plan.h"

namespace regard {

/// Whether a row can be open: a case, or a promise.
bool canClose(const ir::Program& program, std::uint32_t stream);
/// What the store calls a column; empty for what a decision works out by itself (`open`, `overdue`, a promise's
/// `state`).
std::string storedColumn(const ir::Program& program, std::uint32_t stream, std::uint32_t column);

/// Fills what a plan knows of histories; what the catalog lacks never happened. kInvalid if a field has another type in
/// the store than in the rules, naming both.
Status bindHistory(const Catalog& history, Plan& plan);

}  // namespace regard
