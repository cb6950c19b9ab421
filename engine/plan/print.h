#pragma once

#include <string>

#include "engine/plan/plan.h"

namespace regard {

/// The plan as text, for `--dump plan` and golden tests: the index column by column, then each action's code, a step a
/// line. Values as they are spelled in rules, where a step tells their type; else plain numbers.
std::string print(const Plan& plan);

}  // namespace regard
