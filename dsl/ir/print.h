#pragma once
// The program as text, for `--dump=ir` and golden tests: one instruction a line, `%3 = MulMoneyPercent %1 %2 : money
// @file:line`.

#include <string>

#include "dsl/ir/program.h"

namespace regard::ir {

std::string print(const Program& program);

/// What an instruction computes, whatever else the program holds and wherever it stands: equal texts, equal values.
std::string printMeaning(const Program& program, InstIndex inst);

/// The rule text of a span, white space runs folded to one blank.
std::string excerpt(const Program& program, Span span);

/// " in last 7 days", " this month", nothing for all of the time.
std::string textOf(const Window& window);

}  // namespace regard::ir
