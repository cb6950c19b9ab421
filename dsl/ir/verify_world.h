#pragma once

#include <string>

#include "dsl/ir/program.h"

namespace regard::ir {

/// Everything that instructions and clauses may refer to besides each other: streams, windows, promises, policies and
/// so on. Empty, or what is wrong: "window 3".
std::string verifyWorld(const Program& program);

}  // namespace regard::ir
