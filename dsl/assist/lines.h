#pragma once
// Where lines break and how far each is indented. Inside dsl/assist only.
//
// Lines break where the author broke them, and between the items of a declaration's own block if it has several lines.
// A block's contents are indented by two blanks, the rest of an item by four more; contents that begin on the line of
// their bracket stand below each other there.

#include <cstdint>
#include <string_view>
#include <vector>

#include "dsl/assist/comments.h"
#include "dsl/assist/marks.h"

namespace regard::dsl::assist {

/// A column: so many blanks right of where a token of an earlier line stands, or of the margin.
struct Indent {
  std::uint32_t anchor = kNoToken;
  std::uint32_t blanks = 0;
};

struct Line {
  std::uint32_t begin = 0, end = 0;  ///< its tokens; none if it is a comment by itself
  std::string_view comment = {};     ///< at its end
  Indent indent;
  bool blankBefore = false;
};

std::vector<Line> linesOf(const Outline& outline, const std::vector<Mark>& marks);

}  // namespace regard::dsl::assist
