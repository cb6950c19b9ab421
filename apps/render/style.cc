#include "apps/render/style.h"

namespace regard::render {
namespace {

constexpr const char* kEscapes[] = {"", "\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[31m", "\x1b[33m"};
constexpr Glyphs kUnicode = {"·", "×", "÷", "−", "–", "✓", "✗", "…", "█", "░"};
constexpr Glyphs kAscii = {"|", "*", "/", "-", "-", "ok", "FAILED", "...", "#", "."};

}  // namespace

std::string Style::paint(Tone tone, std::string_view text) const {
  if (!colour || tone == Tone::plain || text.empty()) return std::string(text);
  return std::string(kEscapes[static_cast<std::size_t>(tone)]).append(text).append("\x1b[0m");
}

const Glyphs& Style::glyphs() const { return unicode ? kUnicode : kAscii; }

}  // namespace regard::render
