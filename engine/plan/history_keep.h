#pragma once
// How far back rules look into a customer's history: rows that none of them asks for may be rolled up.

#include <cstdint>

#include "dsl/ir/program.h"

namespace regard {

/// How long after a row of the stream no rule asks for it any more: CatalogAttribute::keepMs. The longest window of any
/// query, KPI and trigger over it, at least kHistoryKeepMinMs; kHistoryKeepEver if something asks for rows of any age
/// and totals would not tell it. REQUIRES an event or a case.
std::int64_t historyKeepMs(const ir::Program& program, std::uint32_t stream);

}  // namespace regard
