#pragma once
// How many results a decision table gives, and whether they are those of one row that its order picks.

#include <cstddef>

#include "dsl/syntax/ast.h"

namespace regard::dsl {

/// The fields of a record, else one. Under `collect count` rows have no cells for them (Table::outputs).
inline std::size_t resultsOf(const ast::Table& table) { return table.type.isRecord ? table.type.fields.size() : 1; }

/// Whether `priority` is between rows with several results: those of the row whose results come first.
inline bool isByOrder(const ast::Table& table) { return table.hit == ast::Hit::kPriority && resultsOf(table) > 1; }

}  // namespace regard::dsl
