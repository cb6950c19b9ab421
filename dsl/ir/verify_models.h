#pragma once
// Models of a program nobody has verified yet: what reads them looks up nodes, columns and parameters unchecked.

#include "dsl/ir/program.h"

namespace regard::ir {

/// Parameters as many as its kind has, and such as a fit gives; as many columns as it reads; trees that end. REQUIRES
/// nothing.
bool isModel(const Program& program, const Model& model);
/// Columns of the types that its kind reads. REQUIRES that they are instructions.
bool readsItsTypes(const Program& program, const Model& model);
bool isModelCall(const Program& program, const ModelCall& call);

}  // namespace regard::ir
