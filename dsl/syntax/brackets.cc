// Idea: what stands in brackets that go over several lines is indented more than the line that opens them. A line that
// is not tells that a bracket above it was never closed; a line that is indented although nothing is open tells that
// the bracket closed last was closed too early.
#include "dsl/syntax/brackets.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

namespace regard::dsl {
namespace {

struct Pair {
  std::string_view opener, closer;
};
constexpr Pair kPairs[] = {{"{", "}"}, {"(", ")"}, {"[", "]"}};

/// What begins with one of these has its body in braces.
constexpr std::string_view kWithBody[] = {
    "action",   "arbitrate", "bundle",  "case",    "choice",   "event",     "experiment", "group", "issues", "journey",
    "outcomes", "policy",    "profile", "request", "rulebook", "scorecard", "segments",   "table", "test"};

const Pair* openedBy(std::string_view sign) {
  const auto* row = std::find_if(std::begin(kPairs), std::end(kPairs), [&](const Pair& p) { return p.opener == sign; });
  return row == std::end(kPairs) ? nullptr : row;
}
const Pair* closedBy(std::string_view sign) {
  const auto* row = std::find_if(std::begin(kPairs), std::end(kPairs), [&](const Pair& p) { return p.closer == sign; });
  return row == std::end(kPairs) ? nullptr : row;
}

class Matcher {
 public:
  Matcher(LexedFile& file, std::uint32_t begin, std::uint32_t end, DiagnosticSink& sink)
      : file_(file), begin_(begin), end_(end), sink_(sink) {}

  std::uint32_t run() {
    for (std::uint32_t at = begin_; at < end_; ++at)
      surplus_ += (signOf(file_.tokens[at]) == "}") - (signOf(file_.tokens[at]) == "{");
    const std::uint32_t body = surplus_ > 0 ? missingBody() : end_;
    for (std::uint32_t at = begin_; at < end_; ++at) {
      if (at == body) openBody(at);
      if (file_.tokens[at].firstOnLine || at == begin_) beginLine(at);
      place(at);
    }
    while (!open_.empty()) neverClosed();
    const auto first = file_.tokens.begin();
    file_.tokens.erase(first + begin_, first + end_);
    file_.tokens.insert(file_.tokens.begin() + begin_, matched_.begin(), matched_.end());
    return begin_ + static_cast<std::uint32_t>(matched_.size());
  }

 private:
  struct Open {
    const Pair* pair = nullptr;
    Token token;
    std::size_t line = 0, indent = 0;  ///< of the line that it stands on
    bool isBody = false;               ///< `{` of a declaration or an entry of one, not of a set
  };

  std::string_view signOf(const Token& token) const {
    return token.kind == TokenKind::kSign ? file_.meant(token) : std::string_view();
  }

  std::size_t indentOf(const Token& token) const {
    const std::size_t lineEnd = file_.text.rfind('\n', token.begin == 0 ? 0 : token.begin - 1);
    return lineEnd == std::string_view::npos || token.begin == 0 ? token.begin : token.begin - lineEnd - 1;
  }

  /// Where the second line begins, if the first is the head of a body and does not open it; else the end.
  std::uint32_t missingBody() const {
    const auto* word = std::find(std::begin(kWithBody), std::end(kWithBody), file_.meant(file_.tokens[begin_]));
    if (word == std::end(kWithBody)) return end_;
    std::uint32_t at = begin_ + 1;
    while (at < end_ && !file_.tokens[at].firstOnLine && signOf(file_.tokens[at]) != "{") ++at;
    return at < end_ && file_.tokens[at].firstOnLine ? at : end_;
  }

  void openBody(std::uint32_t at) {
    const Token& last = file_.tokens[at - 1];
    sink_.report(Code::E0009, file_.spanOf(last), fmt::format("a `{{` is missing after `{}`", file_.written(last)),
                 "add it");
    Token missing = bracket(last.end, "{");
    open_.push_back({openedBy("{"), missing, line_, indent_, true});
    matched_.push_back(missing);
    --surplus_;
  }

  Token bracket(std::uint32_t at, std::string_view sign) const {
    Token token;
    token.begin = token.end = at;
    token.kind = TokenKind::kSign;
    const auto* row =
        std::find_if(std::begin(kSigns), std::end(kSigns), [&](const SignRow& r) { return r.written == sign; });
    token.sign = static_cast<std::uint8_t>(row - std::begin(kSigns));
    token.faulty = true;
    token.depth = depth();
    return token;
  }

  void beginLine(std::uint32_t at) {
    ++line_;
    indent_ = indentOf(file_.tokens[at]);
    const Pair* closes = closedBy(signOf(file_.tokens[at]));
    while (!open_.empty()) {
      const Open& last = open_.back();
      const bool isItsEnd = closes == last.pair && indent_ == last.indent;
      if (isItsEnd || indent_ > last.indent) break;
      neverClosed();
    }
    const bool inside = at > begin_ && indent_ > indentOf(file_.tokens[begin_]) && closes == nullptr;
    if (open_.empty() && inside && lastClosed_.isBody && surplus_ > 0) closedTooEarly();
  }

  void place(std::uint32_t at) {
    Token token = file_.tokens[at];
    const std::string_view sign = signOf(token);
    if (const Pair* pair = closedBy(sign)) return close(*pair, token);
    token.depth = depth();
    matched_.push_back(token);
    const Pair* pair = openedBy(sign);
    if (pair == nullptr) return;
    const bool isSet = at > begin_ && file_.meant(file_.tokens[at - 1]) == "in";
    open_.push_back({pair, token, line_, indent_, sign == "{" && !isSet});
  }

  void close(const Pair& pair, Token token) {
    const bool isOpen = std::any_of(open_.begin(), open_.end(), [&](const Open& open) { return open.pair == &pair; });
    if (!isOpen) return closesNothing(pair, token);
    while (open_.back().pair != &pair) neverClosed();
    lastClosed_ = open_.back();
    closedAt_ = matched_.size();
    open_.pop_back();
    token.depth = depth();
    matched_.push_back(token);
  }

  std::uint16_t depth() const { return static_cast<std::uint16_t>(std::min<std::size_t>(open_.size(), 0xFFFF)); }

  /// Closes the innermost bracket behind what was read last.
  void neverClosed() {
    const Open open = open_.back();
    open_.pop_back();
    const Token& last = matched_.back();
    Diagnostic& said =
        sink_.report(Code::E0009, file_.spanOf(open.token), fmt::format("`{}` is never closed", open.pair->opener),
                     fmt::format("add the `{}` it needs", open.pair->closer));
    if (line_ > open.line + 1) said.notes.push_back({file_.spanOf(last), "it seems to end here"});
    matched_.push_back(bracket(last.end, open.pair->closer));
  }

  void closesNothing(const Pair& pair, const Token& token) {
    sink_.report(Code::E0009, file_.spanOf(token), fmt::format("`{}` closes nothing", pair.closer),
                 fmt::format("delete it, or add the `{}` it belongs to", pair.opener));
  }

  /// Takes out the bracket that closed everything, as if it had not been there.
  void closedTooEarly() {
    closesNothing(*lastClosed_.pair, matched_[closedAt_]);
    matched_.erase(matched_.begin() + static_cast<std::ptrdiff_t>(closedAt_));
    for (std::size_t i = closedAt_; i < matched_.size(); ++i) ++matched_[i].depth;
    open_.push_back(lastClosed_);
    lastClosed_ = {};
    --surplus_;
  }

  LexedFile& file_;
  std::uint32_t begin_, end_;
  DiagnosticSink& sink_;
  std::vector<Token> matched_;
  std::vector<Open> open_;
  Open lastClosed_;
  int surplus_ = 0;  ///< closing braces beyond the opening ones
  std::size_t closedAt_ = 0, line_ = 0, indent_ = 0;
};

}  // namespace

std::uint32_t matchBrackets(LexedFile& file, std::uint32_t begin, std::uint32_t end, DiagnosticSink& sink) {
  return Matcher(file, begin, end, sink).run();
}

}  // namespace regard::dsl
