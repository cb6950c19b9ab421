#include "dsl/assist/comments.h"

#include <algorithm>

namespace regard::dsl::assist {

namespace {

std::string_view trimmedAtEnd(std::string_view text) { return text.substr(0, text.find_last_not_of(" \t\r") + 1); }

/// `between` begins at byte `offset` of the file; what is not a comment in it is blank.
Gap gapOf(std::string_view between, std::uint32_t offset, bool followsToken) {
  Gap gap;
  std::size_t lineEnds = followsToken ? 0 : 1;  // since the last token or comment
  for (std::size_t at = 0; at < between.size(); ++at) {
    if (between[at] == '\n') ++lineEnds;
    if (between[at] != '#') continue;
    const std::size_t end = std::min(between.find('\n', at), between.size());
    const bool besideToken = followsToken && lineEnds == 0 && gap.comments.empty();
    gap.comments.push_back({offset + static_cast<std::uint32_t>(at), trimmedAtEnd(between.substr(at, end - at)),
                            besideToken, lineEnds > 1});
    lineEnds = 0;
    at = end - 1;
  }
  gap.breaks = lineEnds > 0 || !gap.comments.empty();
  gap.blankBefore = lineEnds > 1;
  return gap;
}

}  // namespace

std::vector<Gap> gapsOf(const LexedFile& file) {
  std::vector<Gap> gaps;
  gaps.reserve(file.tokens.size());
  std::uint32_t from = 0;
  for (const Token& token : file.tokens) {
    gaps.push_back(gapOf(file.text.substr(from, token.begin - from), from, !gaps.empty()));
    from = token.end;
  }
  return gaps;
}

}  // namespace regard::dsl::assist
