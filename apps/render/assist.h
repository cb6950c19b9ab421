#pragma once
// What the formatter did.

#include <string>
#include <vector>

#include "regard/assist.h"

namespace regard::render {

/// What to call a file in messages: the one to open, if there is one.
const std::string& nameOf(const Formatted& file);

/// What to say of each file beside its state.
struct FormattedDetails {
  bool text = false, diff = false;
};
/// Keys: docs/cli.md.
std::string formattedJson(const std::vector<Formatted>& files, FormattedDetails details);

}  // namespace regard::render
