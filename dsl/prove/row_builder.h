#pragma once
// Rows that give the queries of a cone what a search wants of them.

#include "dsl/prove/search.h"
#include "dsl/prove/witness.h"

namespace regard::dsl {

/// Adds rows to `witness`, whose moment and inputs are there. Gives the query whose rows were not found, or kNone; that
/// all queries come out as wanted is for the caller to check. REQUIRES a box whose leaves are decided.
ir::InstIndex buildRows(const Cone& cone, const Box& box, Witness& witness);

}  // namespace regard::dsl
