#pragma once
// What a rulebook asks of a store.

#include "dsl/ir/program.h"
#include "engine/catalog/catalog.h"

namespace regard {

/// The attributes of a rulebook's profile, its lists behind them, as the store is to hold them.
ProfileSchema schemaOf(const ir::Program& program);

/// What may happen to its customers: a list for each event and case, as the store is to hold them.
ProfileSchema historySchemaOf(const ir::Program& program);

}  // namespace regard
