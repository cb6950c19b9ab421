#pragma once
// How tests of renderers look at texts.

#include <string>

#include "apps/render/layout.h"

namespace regard::render {

inline const Style kPlain{.colour = false, .unicode = true, .width = 80};
inline const Style kAscii{.colour = false, .unicode = false, .width = 80};

/// A golden text starts on the line after its opening.
inline std::string golden(const char* text) { return text + 1; }

}  // namespace regard::render
