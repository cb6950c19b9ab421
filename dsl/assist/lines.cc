#include "dsl/assist/lines.h"

#include <algorithm>
#include <utility>

namespace regard::dsl::assist {

namespace {

constexpr std::uint32_t kBlock = 2;  ///< contents of a block
constexpr std::uint32_t kRest = 4;   ///< the rest of a clause or a declaration

class LineBreaker {
 public:
  LineBreaker(const Outline& outline, const std::vector<Mark>& marks)
      : file_(outline.lexed), marks_(marks), gaps_(gapsOf(outline.lexed)) {}

  std::vector<Line> run() {
    const auto count = static_cast<std::uint32_t>(marks_.size());
    for (std::uint32_t token = 0; token < count; ++token) {
      comments(token);
      if (token + 1 == count) break;  // the end of the file is no token to print
      if (isCloser(token)) {
        const Block block = blocks_.back();
        blocks_.pop_back();
        place(token, block.close);
      } else {
        place(token, indentOf(token));
      }
      if (isOpener(token)) open(token);
    }
    return std::move(lines_);
  }

 private:
  /// An open bracket.
  struct Block {
    bool hasItems = false;
    Indent contents, close;
  };

  bool isOpener(std::uint32_t token) const { return assist::isOpener(marks_[token], token); }
  bool isCloser(std::uint32_t token) const { return assist::isCloser(marks_[token], token); }

  /// A declaration's own block that has several lines.
  bool isLongBody(std::uint32_t opener) const {
    const bool isBody = isOpener(opener) && file_.tokens[opener].depth == 0 && isSign(file_, opener, "{") &&
                        marks_[opener + 1].item.has_value();
    const auto first = gaps_.begin() + opener + 1, last = gaps_.begin() + marks_[opener].partner + 1;
    return isBody && std::any_of(first, last, [](const Gap& gap) { return gap.breaks; });
  }

  bool breaksBefore(std::uint32_t token) const {
    if (token == 0 || marks_[token].item == PartKind::kDeclaration || !gaps_[token].comments.empty()) return true;
    if (marks_[token].partner == token - 1 || isLongBody(token)) return false;  // `{}`; a `{` stays with its head
    if (isLongBody(token - 1) || (isCloser(token) && isLongBody(marks_[token].partner))) return true;
    return gaps_[token].breaks || (isInLongBody_ && marks_[token].item && wantsOwnLine(*marks_[token].item));
  }

  Indent indentOf(std::uint32_t token) const {
    if (marks_[token].item == PartKind::kDeclaration) return {};
    if (blocks_.empty()) return {kNoToken, kRest};
    const Block& block = blocks_.back();
    const bool continues = block.hasItems && !marks_[token].item;
    return {block.contents.anchor, block.contents.blanks + (continues ? kRest : 0)};
  }

  void open(std::uint32_t opener) {
    const bool isLong = isLongBody(opener);
    const Indent line = isLong ? Indent{} : lines_.back().indent;
    const bool hangs = !breaksBefore(opener + 1);
    blocks_.push_back({marks_[opener + 1].item.has_value(),
                       hangs ? Indent{opener + 1, 0} : Indent{line.anchor, line.blanks + kBlock},
                       hangs ? Indent{opener, 0} : line});
    if (file_.tokens[opener].depth == 0) isInLongBody_ = isLong;
  }

  void place(std::uint32_t token, Indent indent) {
    if (breaksBefore(token)) {
      const bool isFirst = lines_.empty() || endsWithOpener(lines_.back());
      lines_.push_back({token, token, {}, indent, gaps_[token].blankBefore && !isFirst && !isCloser(token)});
    }
    lines_.back().end = token + 1;
  }

  /// Those before a token; they stand where it would.
  void comments(std::uint32_t token) {
    for (const Comment& comment : gaps_[token].comments) {
      if (comment.besideToken) {
        lines_.back().comment = comment.text;
        continue;
      }
      const bool isEnd = token + 1 == marks_.size();
      const Indent indent = isEnd ? Indent{} : isCloser(token) ? blocks_.back().contents : indentOf(token);
      const bool isFirst = lines_.empty() || endsWithOpener(lines_.back());
      lines_.push_back({token, token, comment.text, indent, comment.blankBefore && !isFirst});
    }
  }

  bool endsWithOpener(const Line& line) const { return line.end > line.begin && isOpener(line.end - 1); }

  const LexedFile& file_;
  const std::vector<Mark>& marks_;
  std::vector<Gap> gaps_;
  std::vector<Line> lines_;
  std::vector<Block> blocks_;
  bool isInLongBody_ = false;
};

}  // namespace

std::vector<Line> linesOf(const Outline& outline, const std::vector<Mark>& marks) {
  return LineBreaker(outline, marks).run();
}

}  // namespace regard::dsl::assist
