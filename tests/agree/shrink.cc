#include "tests/agree/shrink.h"

#include <sstream>
#include <vector>

namespace regard::agree {
namespace {

/// Whole declarations, or single lines of them.
enum class Grain { kDeclaration, kLine };

std::vector<std::string> piecesOf(const std::string& text, Grain grain) {
  std::vector<std::string> pieces;
  std::istringstream lines(text);
  bool goesOn = false;
  for (std::string line; std::getline(lines, line);) {
    if (goesOn)
      pieces.back() += line + "\n";
    else
      pieces.push_back(line + "\n");
    const bool opens = line.back() == '{', closes = line == "}";
    if (grain == Grain::kDeclaration) goesOn = (goesOn || opens) && !closes;
  }
  return pieces;
}

std::string joined(const std::vector<std::string>& pieces, std::size_t from, std::size_t to) {
  std::string text;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (i < from || i >= to) text += pieces[i];
  return text;
}

/// Halves, quarters and so on, down to single pieces.
bool leaveOut(std::string& text, Grain grain, const std::function<bool(const std::string&)>& stillFails) {
  bool any = false;
  std::vector<std::string> pieces = piecesOf(text, grain);
  for (std::size_t width = pieces.size() / 2; width > 0; width /= 2)
    for (std::size_t from = 0; from + width <= pieces.size();) {
      const auto first = pieces.begin() + static_cast<std::ptrdiff_t>(from);
      if (const std::string less = joined(pieces, from, from + width); stillFails(less)) {
        text = less;
        pieces.erase(first, first + static_cast<std::ptrdiff_t>(width));
        any = true;
      } else {
        from += width;
      }
    }
  return any;
}

}  // namespace

std::string shrunk(const std::string& text, const std::function<bool(const std::string&)>& stillFails) {
  std::string less = text;
  while (leaveOut(less, Grain::kDeclaration, stillFails) || leaveOut(less, Grain::kLine, stillFails)) {}
  return less;
}

}  // namespace regard::agree
