#pragma once
// A verified program of which every table has a row and every member of every struct says somewhere what it does not
// start out with. The compiler makes no such program: nobody writes a rulebook that needs everything.

#include "dsl/ir/program.h"

namespace regard::tests {

ir::Program programOfEveryTable();

}  // namespace regard::tests
