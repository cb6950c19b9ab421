#pragma once
// One HTML file that needs nothing else: light or dark as the reader has it, and nothing runs in it.

#include <string>
#include <string_view>

namespace regard::render {

/// Up to its first heading, which is `title`. What charts (chart.h) and tables look like is in it.
std::string pageHead(std::string_view title);
inline constexpr std::string_view kPageEnd = "</body></html>\n";

}  // namespace regard::render
