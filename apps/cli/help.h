#pragma once
// Help texts, made from the commands' tables.

#include <string>

#include "apps/cli/command.h"
#include "apps/render/style.h"

namespace regard::cli {

std::string overviewText(const render::Style& style);
std::string commandText(const Command& command, const render::Style& style);

}  // namespace regard::cli
