#pragma once
// What stands between tokens: comments, line ends and blank lines. Inside dsl/assist only.

#include <cstdint>
#include <string_view>
#include <vector>

#include "dsl/syntax/token.h"

namespace regard::dsl::assist {

struct Comment {
  std::uint32_t begin = 0;   ///< byte of its `#`
  std::string_view text;     ///< from there, without blanks at its end
  bool besideToken = false;  ///< on the line of the token before it
  bool blankBefore = false;  ///< a blank line stands before it
};

/// Before a token.
struct Gap {
  std::vector<Comment> comments;
  bool breaks = false;       ///< the token stands on another line than the one before
  bool blankBefore = false;  ///< a blank line stands right before the token
};

/// Beside the file's tokens, the end included. REQUIRES a file that was lexed without a fault.
std::vector<Gap> gapsOf(const LexedFile& file);

}  // namespace regard::dsl::assist
