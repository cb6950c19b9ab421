#pragma once
// How text looks on this terminal: colour, characters, width. Everything else in this folder is told, never asks.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace regard::render {

enum class Tone : std::uint8_t { plain, strong, quiet, good, bad, caution };

/// Characters that have a plain ASCII stand-in.
struct Glyphs {
  const char *dot, *times, *divide, *minus, *dash, *tick, *cross, *ellipsis, *barFull, *barEmpty;
};

struct Style {
  bool colour = false;
  bool unicode = true;      ///< may we print `×` and `✓`, or only ASCII of our own
  std::size_t width = 100;  ///< columns to wrap at

  /// `text` in the tone's colour, or `text` itself without colour.
  std::string paint(Tone tone, std::string_view text) const;
  const Glyphs& glyphs() const;
};

}  // namespace regard::render
