#pragma once
// Programs and frames with one planted fault each: what a wrong evaluator would compute. A comparison that does not
// notice them proves nothing.

#include <functional>
#include <string>
#include <vector>

#include "engine/frame/inputs.h"

namespace regard::agree {

struct Mutation {
  std::string name;
  bool inDecision = false;  ///< a fault in how values become a decision; else in what an instruction means
  /// Plants the fault wherever it can; false if the program has no place for it. May be empty.
  std::function<bool(ir::Program&)> plant = {};
  /// What the wrong evaluator takes a frame of the program for. May be empty.
  std::function<void(const ir::Program&, Inputs&)> misread = {};
};

std::vector<Mutation> mutations();

}  // namespace regard::agree
