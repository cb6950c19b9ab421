#pragma once

#include <cstddef>
#include <string>

namespace regard::ir {

/// The first thing found wrong with a program, as "window 3"; later ones are mostly its consequences.
struct Breach {
  std::string text;

  bool none() const { return text.empty(); }
  void require(bool condition, const char* what, std::size_t index) {
    if (!condition && none()) text = std::string(what) + " " + std::to_string(index);
  }
};

}  // namespace regard::ir
