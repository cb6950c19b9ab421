#pragma once
// What stands under what: columns of tables, fields, scorecards, clauses that begin with one word. Inside dsl/assist
// only.

#include <cstdint>
#include <vector>

#include "dsl/assist/lines.h"
#include "dsl/assist/marks.h"

namespace regard::dsl::assist {

/// Widens `blanks` so that columns stand below each other: in a block, down to a blank line; a decision table whole.
void align(const Outline& outline, const std::vector<Mark>& marks, const std::vector<Line>& lines,
           std::vector<std::uint32_t>& blanks);

/// Columns that a text takes up: its code points.
std::uint32_t widthOf(std::string_view text);

}  // namespace regard::dsl::assist
