// A declaration begins with its keyword. Nearly every keyword may also be a name, so a keyword counts only outside of
// all brackets, where a line or a closed bracket lets one expect a declaration, and only if what follows fits.
// If a bracket was never closed, the declarations after it would all be swallowed: a keyword in the first column with
// the whole head of a declaration behind it is then taken for what it looks like.
#include "dsl/syntax/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "dsl/syntax/brackets.h"

namespace regard::dsl {

namespace {

using namespace std::string_view_literals;

constexpr std::array kDeclarations = {
    "action"sv,     "arbitrate"sv, "bundle"sv,   "case"sv,      "choice"sv,  "event"sv,   "every"sv,
    "experiment"sv, "formula"sv,   "group"sv,    "guarantee"sv, "issues"sv,  "journey"sv, "kpi"sv,
    "model"sv,      "on"sv,        "outcomes"sv, "policy"sv,    "profile"sv, "promise"sv, "request"sv,
    "rulebook"sv,   "scorecard"sv, "segment"sv,  "segments"sv,  "table"sv,   "test"sv,    "use"sv};

/// Words that carry on a declaration where a keyword used as a name stands before them.
constexpr std::array kJoining = {"and"sv,      "or"sv,      "not"sv,    "is"sv,    "in"sv,    "when"sv, "where"sv,
                                 "else"sv,     "then"sv,    "from"sv,   "to"sv,    "by"sv,    "of"sv,   "within"sv,
                                 "after"sv,    "measure"sv, "answer"sv, "offer"sv, "waive"sv, "at"sv,   "until"sv,
                                 "per"sv,      "over"sv,    "that"sv,   "with"sv,  "due"sv,   "kept"sv, "also"sv,
                                 "silently"sv, "issue"sv,   "start"sv,  "first"sv};

/// Keywords that may also begin something inside of a declaration.
constexpr std::array kAlsoInside = {"promise"sv, "on"sv, "request"sv, "every"sv, "use"sv, "issues"sv, "arbitrate"sv};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

class Splitter {
 public:
  Splitter(LexedFile& file, const SourceLimits& limits, DiagnosticSink& sink)
      : file_(file), tokens_(file.tokens), limits_(limits), sink_(sink) {}

  std::vector<Slice> run(bool divide) {
    const auto isEnd = [this](std::uint32_t at) { return at + 1 == tokens_.size(); };
    for (std::uint32_t at = 0; !isEnd(start_);) {
      if (isEnd(at) || (divide && beginsHere(at))) {
        at = finish(at);
      } else {
        step(at++);
      }
    }
    tokens_.back().depth = 0;
    return std::move(slices_);
  }

 private:
  std::string_view wordAt(std::uint32_t at) const {
    return at < tokens_.size() && tokens_[at].kind == TokenKind::kWord ? file_.meant(tokens_[at]) : ""sv;
  }
  std::string_view signAt(std::uint32_t at) const {
    return at < tokens_.size() && tokens_[at].kind == TokenKind::kSign ? file_.meant(tokens_[at]) : ""sv;
  }
  bool isTitle(std::uint32_t at) const { return at < tokens_.size() && tokens_[at].kind == TokenKind::kString; }

  /// `NAME "title"`, `NAME {`, `NAME = …`: what follows the keyword of a named declaration.
  bool headFollows(std::uint32_t at) const {
    if (wordAt(at + 1).empty()) return false;
    const std::string_view sign = signAt(at + 2), word = wordAt(at + 2);
    return isTitle(at + 2) || sign == "{" || sign == "=" || sign == ":" || sign == "(" || word == "from" ||
           word == "when" || word == "in" || word == "due";
  }

  bool beginsHere(std::uint32_t at) const {
    const std::string_view word = wordAt(at);
    if (word.empty() || at == start_) return false;
    const Token& token = tokens_[at];
    const bool keyword = beginsDeclaration(word);
    if (!open_.empty()) { return keyword && token.inColumnOne && headFollows(at) && !contains(kAlsoInside, word); }
    const bool afterBracket = signAt(at - 1) == "}";
    if (!token.firstOnLine && !afterBracket) return false;
    const bool somethingFollows = isTitle(at + 1) || signAt(at + 1) == "{" || !wordAt(at + 1).empty();
    if (!somethingFollows) return keyword && token.inColumnOne && signAt(at + 1) != "." && !expectsMore(at - 1);
    if (keyword) return token.inColumnOne || !contains(kJoining, wordAt(at + 1));
    // A misspelt keyword: only where nothing can go on, and not on a line that is inside of the declaration.
    const bool isInside = tokens_[start_].inColumnOne && !token.inColumnOne;
    return token.firstOnLine && !isInside && (afterBracket || token.inColumnOne) && !contains(kJoining, word) &&
           !expectsMore(at - 1) && (signAt(at + 1) == "{" || headFollows(at));
  }

  /// Can the declaration not end at this token?
  bool expectsMore(std::uint32_t at) const {
    const std::string_view sign = signAt(at);
    return contains(kJoining, wordAt(at)) || (!sign.empty() && sign != "}" && sign != ")" && sign != "]");
  }

  void step(std::uint32_t at) {
    Token& token = tokens_[at];
    token.depth = static_cast<std::uint16_t>(std::min<std::size_t>(open_.size(), 0xFFFF));
    const std::string_view sign = signAt(at);
    if (sign == "{" || sign == "(" || sign == "[") open_.push_back(at);
    if (sign == "}" || sign == ")" || sign == "]") close(at, sign);
    countPrefixes(at);
    const std::size_t depth = open_.size() + static_cast<std::size_t>(prefixes_ + pendingIfs_);
    if (!tooDeep_ && depth > static_cast<std::size_t>(limits_.nestingDepthMax)) {
      tooDeep_ = true;
      sink_.report(Code::E0003, spanOf(at),
                   fmt::format("this stands more than {} brackets or signs deep", limits_.nestingDepthMax),
                   "give the inner part a name of its own, with `formula`");
    }
  }

  /// `not not …`, `- - …`, `list of list of …` and `if if …` nest without a bracket.
  void countPrefixes(std::uint32_t at) {
    const std::string_view text = file_.meant(tokens_[at]);
    if (text == "if") ++pendingIfs_;
    if (text == "then" && pendingIfs_ > 0) --pendingIfs_;
    const bool prefix = text == "not" || text == "-" || text == "list" || text == "of";
    prefixes_ = prefix ? prefixes_ + 1 : 0;
  }

  void close(std::uint32_t at, std::string_view sign) {
    if (tooDeep_) {  // not to be parsed: only its end is looked for
      if (!open_.empty()) open_.pop_back();
      return;
    }
    const std::string_view opener = sign == "}" ? "{"sv : sign == ")" ? "("sv : "["sv;
    const auto partner =
        std::find_if(open_.rbegin(), open_.rend(), [&](std::uint32_t o) { return signAt(o) == opener; });
    unbalanced_ = unbalanced_ || partner == open_.rend() || partner != open_.rbegin();
    if (partner == open_.rend()) return;
    open_.erase(std::prev(partner.base()), open_.end());
    tokens_[at].depth = static_cast<std::uint16_t>(std::min<std::size_t>(open_.size(), 0xFFFF));
  }

  /// Ends the slice before token `end`. Returns where to go on: at its start once more if its brackets had to be
  /// matched, for what an open one had swallowed are declarations, too.
  std::uint32_t finish(std::uint32_t end) {
    const bool tooLong = end - start_ > limits_.declarationTokensMax;
    if (tooLong) {
      sink_.report(Code::E0011, spanOf(start_),
                   fmt::format("this declaration has {} words and signs, at most {} are possible", end - start_,
                               limits_.declarationTokensMax),
                   "divide it, or keep long lists in the customer's record");
    }
    const bool isSound = !tooDeep_ && !tooLong;
    const bool unbalanced = unbalanced_ || !open_.empty();
    open_.clear();
    tooDeep_ = unbalanced_ = false;
    prefixes_ = pendingIfs_ = 0;
    if (unbalanced && isSound && end > matchedEnd_ && sink_.suppressed() == 0) {
      matchedEnd_ = matchBrackets(file_, start_, end, sink_);
      return start_;
    }
    if (end > start_ && isSound) slices_.push_back({start_, end, unbalanced || start_ < matchedEnd_});
    return start_ = end;
  }

  Span spanOf(std::uint32_t at) const { return file_.spanOf(tokens_[at]); }

  LexedFile& file_;
  std::vector<Token>& tokens_;
  const SourceLimits& limits_;
  DiagnosticSink& sink_;
  std::vector<Slice> slices_;
  std::vector<std::uint32_t> open_;  ///< brackets not yet closed
  std::uint32_t start_ = 0;
  std::uint32_t matchedEnd_ = 0;  ///< up to here brackets were matched by how lines are indented
  bool tooDeep_ = false, unbalanced_ = false;
  int prefixes_ = 0, pendingIfs_ = 0;
};

}  // namespace

bool beginsDeclaration(std::string_view word) { return contains(kDeclarations, word); }

std::vector<Slice> splitDeclarations(LexedFile& file, const SourceLimits& limits, DiagnosticSink& sink) {
  return Splitter(file, limits, sink).run(true);
}

Slice wholeSlice(LexedFile& file, const SourceLimits& limits, DiagnosticSink& sink) {
  const std::vector<Slice> slices = Splitter(file, limits, sink).run(false);
  return slices.empty() ? Slice{} : slices.front();
}

}  // namespace regard::dsl
