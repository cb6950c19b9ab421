#include "apps/render/diff.h"

#include <fmt/format.h>

#include <dtl/dtl.hpp>
#include <sstream>
#include <vector>

#include "apps/render/layout.h"

namespace regard::render {
namespace {

/// Without their ends; one that has none says so on a line of its own, as `diff` does.
std::vector<std::string> linesOf(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == text.npos) {
      lines.push_back(std::string(text) + "\n\\ No newline at end of file");
      break;
    }
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

Tone toneOf(const std::string& line) {
  switch (line.empty() ? ' ' : line.front()) {
    case '+': return Tone::good;
    case '-': return Tone::bad;
    case '@': return Tone::quiet;
    default: return Tone::plain;
  }
}

}  // namespace

std::string unifiedDiff(std::string_view before, std::string_view after, const std::string& path, const Style& style) {
  if (before == after) return {};
  dtl::Diff<std::string> diff(linesOf(before), linesOf(after));
  diff.onHuge();
  diff.compose();
  diff.composeUnifiedHunks();
  std::stringstream hunks;
  diff.printUnifiedFormat(hunks);
  std::string out = style.paint(Tone::strong, fmt::format("--- {0}\n+++ {0}", printable(path))) + '\n';
  for (std::string line; std::getline(hunks, line);) out += style.paint(toneOf(line), line) + '\n';
  return out;
}

}  // namespace regard::render
