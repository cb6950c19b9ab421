#pragma once
// What models say of the customer, into the frame: all evaluators read it there.

#include "base/date.h"
#include "engine/frame/inputs.h"

namespace regard {

/// Fills what rules ask models, unless the frame has it already (a test or a what-if gave it). Days are those of
/// `zone`, the rulebook's, as in a fit. Unknown where there is no fitted model, no purchase yet, rows that were let go,
/// or a column that the model cannot do without; an error where what the model expects does not exist or is too large.
/// Rounded: money to 0.0001, probabilities and numbers to 10^-6. REQUIRES a frame that is complete but for models.
void fillModels(const ir::Program& program, const Zone& zone, Inputs& into);

}  // namespace regard
