#pragma once
// Shell completion scripts, made from the commands' tables.

#include <string>

namespace regard::cli {

std::string bashCompletion();
std::string zshCompletion();
std::string fishCompletion();

}  // namespace regard::cli
