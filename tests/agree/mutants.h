#pragma once
// Programs with one planted fault each: what a wrong evaluator would compute. A comparison that does not notice them
// proves nothing.

#include <functional>
#include <string>
#include <vector>

#include "dsl/ir/program.h"

namespace regard::agree {

struct Mutation {
  std::string name;
  /// Plants the fault wherever it can; false if the program has no place for it.
  std::function<bool(ir::Program&)> plant;
};

/// Faults in what an instruction means.
std::vector<Mutation> valueMutations();
/// Faults in how values become a decision.
std::vector<Mutation> decisionMutations();

}  // namespace regard::agree
