#pragma once

#include <string>

#include "dsl/ir/program.h"

namespace regard::ir {

/// The tests that a program carries. Empty, or what is wrong: "row of test 3". REQUIRES everything else verified.
std::string verifyTests(const Program& program);

}  // namespace regard::ir
