#pragma once
// A chart as SVG, to stand in a page: nothing is fetched and nothing runs.

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace regard::render {

struct Series {
  std::string name;
  std::vector<std::pair<double, double>> points;
};

struct Chart {
  enum class Form : unsigned char { kLines, kBars };
  std::string title, xLabel, yLabel;
  Form form = Form::kLines;
  std::vector<Series> series;           ///< at most three
  std::vector<std::string> names = {};  ///< of bars: below each group
  std::optional<double> mark = {};      ///< of lines: a vertical line, with a word to it
  std::string markName = {};
};

/// Colours come from the page: classes s0, s1, s2 (series), axis, grid, mark.
std::string svgText(const Chart& chart);

/// Text that means itself in HTML, attributes too.
std::string htmlEscaped(std::string_view text);

}  // namespace regard::render
