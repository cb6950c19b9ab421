#pragma once
// What an action brings along besides its words, as tests expect it and failures tell it.

#include <string>

#include "dsl/ir/program.h"

namespace regard {

/// Whether everything that `wanted` says is so.
bool bringsAll(const ir::Brings& wanted, const ir::Brings& found);
/// "handover to queue "directors" and promise callback"; empty if it brings nothing.
std::string bringsText(const ir::Program& program, const ir::Brings& brings);

}  // namespace regard
