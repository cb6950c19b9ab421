#pragma once
// From what a search found to a whole customer: the moment, the inputs, and rows that give its queries what they have
// to give.

#include <optional>

#include "dsl/prove/domains.h"
#include "dsl/prove/search.h"
#include "dsl/prove/witness.h"

namespace regard::dsl {

/// A customer for whom the goals come out as wanted (checked by evaluation). Nothing if none was made: then `blame` is
/// the query whose rows were not found, or what does not come out. REQUIRES a box whose leaves are decided, and a
/// setting with one direction.
std::optional<Witness> buildWitness(const Cone& cone, const Box& box, const Setting& setting,
                                    const std::vector<Goal>& goals, ir::InstIndex& blame);

}  // namespace regard::dsl
