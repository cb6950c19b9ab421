#include "dsl/syntax/syntax_fault.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/nearest.h"

namespace regard::dsl {

namespace {

using namespace std::string_view_literals;

constexpr std::array kReserved = {"and"sv, "or"sv,   "not"sv,  "is"sv,  "in"sv, "where"sv,   "when"sv,
                                  "if"sv,  "then"sv, "else"sv, "yes"sv, "no"sv, "unknown"sv, "expect"sv};

constexpr std::array kClauseWords = {
    "eligible"sv, "applicable"sv, "suitable"sv, "value"sv,     "benefit"sv,  "cost"sv,       "propensity"sv,
    "weight"sv,   "issue"sv,      "active"sv,   "mandatory"sv, "handover"sv, "promise"sv,    "ask"sv,
    "do"sv,       "treatment"sv,  "at"sv,       "pause"sv,     "rank"sv,     "favour"sv,     "keep"sv,
    "explore"sv,  "hold"sv,       "add"sv,      "take"sv,      "quiet"sv,    "never"sv,      "expect"sv,
    "now"sv,      "customer"sv,   "request"sv,  "seed"sv,      "history"sv,  "population"sv, "learned"sv,
    "currency"sv, "timezone"sv,   "locale"sv,   "working"sv};

constexpr std::array kComparisons = {"="sv, "!="sv, "<"sv, "<="sv, ">"sv, ">="sv};

/// How people call what a rule reads, and what may stand in it.
struct RuleRow {
  std::string_view rule, called, holds;
};
constexpr RuleRow kRules[] = {
    {"rulebook", "a rulebook", "`currency GBP`, `timezone \"Europe/London\"` and `locale \"en-GB\"`"},
    {"profile", "a profile", "fields such as `arrears : money`"},
    {"request", "a request", "fields such as `channel : channel`"},
    {"scorecard", "a scorecard", "rows such as `add 25% when contract = month_to_month`"},
    {"table", "a table", "rows such as `| month_to_month | 30% |`"},
    {"ladder", "a ladder", "rungs such as `gold when clv >= £500`"},
    {"group", "a group", "clauses such as `issue retention` or `weight +20%`"},
    {"action", "an action", "clauses such as `eligible when …`, `benefit £40` or `treatment call { … }`"},
    {"treatment", "a treatment", "texts such as `script \"Hello\"`"},
    {"policy", "a policy", "items such as `at most 3 contacts in 7 days` or `never issue sales when …`"},
    {"arbitrate", "arbitration", "`rank by …`, `favour …`, `keep 3` and `at most 1 per issue`"},
    {"journey", "a journey", "`enter when …`, `stage …` and `leave when …`"},
    {"bundle", "a bundle", "`needs …` and `may add …`"},
    {"testDecl", "a test", "`now`, `customer { … }`, `request { … }` and `expect …`"},
};

const RuleRow* rowOf(std::string_view rule) {
  const auto* found =
      std::find_if(std::begin(kRules), std::end(kRules), [&](const RuleRow& row) { return row.rule == rule; });
  return found == std::end(kRules) ? nullptr : found;
}

template <class Words>
bool contains(const Words& words, std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

class Reporter {
 public:
  Reporter(const LexedFile& file, const Slice& slice, const SyntaxFault& fault, DiagnosticSink& sink)
      : file_(file), slice_(slice), fault_(fault), sink_(sink), atEnd_(fault.token >= slice.end) {}

  std::uint32_t run() {
    const bool follows = slice_.unbalanced || (!atEnd_ && tokenAt(fault_.token).faulty) ||
                         (fault_.token > slice_.begin && tokenAt(fault_.token - 1).faulty);
    if (follows) return fault_.token;
    if (const std::uint32_t clause = clauseTakenForName(); clause != fault_.token) {
      missingValue(clause);
      return clause;
    }
    if (!secondComparison() && !reservedName() && !notADeclaration() && !missingValueHere() && !notAClause())
      plainFault();
    return fault_.token;
  }

 private:
  const Token& tokenAt(std::uint32_t at) const { return file_.tokens[at]; }
  std::string_view text(std::uint32_t at) const { return file_.written(tokenAt(at)); }
  std::string_view meant(std::uint32_t at) const { return file_.meant(tokenAt(at)); }
  bool isWord(std::uint32_t at) const { return !atEnd(at) && tokenAt(at).kind == TokenKind::kWord; }
  bool atEnd(std::uint32_t at) const { return at >= slice_.end; }

  Span spanAt(std::uint32_t at) const { return file_.spanOf(tokenAt(at)); }
  /// The faulty token, or the last one if the declaration ends too early.
  Span spanHere() const { return spanAt(atEnd_ ? fault_.token - 1 : fault_.token); }
  std::string shownHere() const { return atEnd_ ? "the end" : fmt::format("`{}`", text(fault_.token)); }

  void report(Code code, Span span, std::string message, std::string hint = {}) {
    sink_.report(code, span, std::move(message), std::move(hint));
  }

  /// `eligible when a and` / `value £3`: the clause word `value` was read as the name that `and` asks for.
  std::uint32_t clauseTakenForName() const {
    const std::uint32_t here = fault_.token;
    if (here < slice_.begin + 3 || fault_.valueFits) return here;
    const Token& before = tokenAt(here - 1);
    if (!before.firstOnLine || !isWord(here - 1) || !beginsClause(meant(here - 1))) return here;
    return before.depth > tokenAt(slice_.begin).depth && asksForValue(here - 2) ? here - 1 : here;
  }

  bool asksForValue(std::uint32_t at) const {
    static constexpr std::array kAsking = {"and"sv,     "or"sv,   "not"sv,       "when"sv,  "if"sv,
                                           "then"sv,    "else"sv, "by"sv,        "where"sv, "value"sv,
                                           "benefit"sv, "cost"sv, "propensity"sv};
    static constexpr std::array kAskingSigns = {"="sv,  "!="sv, "<"sv, "<="sv, ">"sv,
                                                ">="sv, "+"sv,  "-"sv, "*"sv,  "/"sv};
    return tokenAt(at).kind == TokenKind::kSign ? contains(kAskingSigns, meant(at)) || contains(kAsking, meant(at))
                                                : isWord(at) && contains(kAsking, meant(at));
  }

  void missingValue(std::uint32_t before) {
    report(Code::E0106, spanAt(before - 1), fmt::format("a value is missing after `{}`", text(before - 1)),
           fmt::format("write what belongs after `{0}`, or delete `{0}`", text(before - 1)));
  }

  bool secondComparison() {
    if (atEnd_ || !contains(kComparisons, meant(fault_.token)) || fault_.valueFits) return false;
    const Token& here = tokenAt(fault_.token);
    for (std::uint32_t at = fault_.token; at-- > slice_.begin;) {
      const Token& token = tokenAt(at);
      if (token.depth < here.depth ||
          (token.depth == here.depth && (meant(at) == "and" || meant(at) == "or" || meant(at) == "when")))
        break;
      if (token.depth != here.depth || !contains(kComparisons, meant(at)) || at < slice_.begin + 3) continue;
      report(Code::E0107, spanHere(),
             fmt::format("`{}` compares what is already compared with `{}`", text(fault_.token), text(at)),
             "join two comparisons with `and`: `a > £10 and a < £50`");
      return true;
    }
    return false;
  }

  bool reservedName() {
    if (fault_.rule != "name" || atEnd_ || !contains(kReserved, meant(fault_.token))) return false;
    report(Code::E0104, spanHere(), fmt::format("{} is a reserved word, but a name belongs here", shownHere()),
           fmt::format("use another name, such as `{}_1`", text(fault_.token)));
    return true;
  }

  bool notADeclaration() {
    if (fault_.token != slice_.begin || atEnd_) return false;
    if (isWord(fault_.token) && beginsDeclaration(meant(fault_.token))) return false;
    const std::string nearest = didYouMean(text(fault_.token), fault_.expected);
    report(Code::E0101, spanHere(), fmt::format("{} does not begin a declaration", shownHere()),
           nearest.empty() ? "a declaration begins with a word such as `action`, `segment` or `formula`" : nearest);
    return true;
  }

  bool missingValueHere() {
    if (!fault_.valueFits || fault_.token == slice_.begin) return false;
    const std::uint32_t before = fault_.token - 1;
    if (asksForValue(before) || atEnd_) {
      missingValue(fault_.token);
    } else {
      report(Code::E0106, spanHere(),
             fmt::format("{} stands where a value belongs, after `{}`", shownHere(), text(before)),
             "write a name, an amount or a condition in brackets");
    }
    return true;
  }

  bool notAClause() {
    const RuleRow* row = rowOf(fault_.rule);
    if (!fault_.inList || row == nullptr || atEnd_) return false;
    const std::string nearest = isWord(fault_.token) ? didYouMean(text(fault_.token), fault_.expected) : "";
    report(Code::E0102, spanHere(), fmt::format("{} begins nothing that {} can hold", shownHere(), row->called),
           nearest.empty() ? fmt::format("{} holds {}", row->called, row->holds) : nearest);
    return true;
  }

  void plainFault() {
    const std::string after = fault_.token > slice_.begin ? fmt::format(" after `{}`", text(fault_.token - 1)) : "";
    const std::string nearest = isWord(fault_.token) ? didYouMean(text(fault_.token), fault_.expected) : "";
    if (!nearest.empty())
      return report(Code::E0103, spanHere(), fmt::format("{} does not belong{}", shownHere(), after), nearest);
    if (fault_.nameFits) {
      return report(Code::E0103, spanHere(), fmt::format("a name is missing before {}", shownHere()),
                    "write a name in small letters, such as `late_payers`");
    }
    if (fault_.endFits) {
      static const std::vector<std::string> kGoingOn = {"and", "or", "in", "is", "else", "when", "not", "by", "then"};
      const std::string meantWord = isWord(fault_.token) ? didYouMean(text(fault_.token), kGoingOn) : "";
      return report(
          Code::E0103, spanHere(), fmt::format("the `{}` is complete before {}", text(slice_.begin), shownHere()),
          meantWord.empty() ? "join the parts with `and`, `or` or a sign, or delete what is too much" : meantWord);
    }
    if (fault_.expected.size() == 1) {
      return report(Code::E0103, spanHere(),
                    fmt::format("`{}` is missing before {}", fault_.expected.front(), shownHere()),
                    fmt::format("write `{}`{}", fault_.expected.front(), after));
    }
    if (fault_.expected.size() == 2) {
      return report(Code::E0103, spanHere(), fmt::format("{} does not belong{}", shownHere(), after),
                    fmt::format("write `{}` or `{}` there", fault_.expected[0], fault_.expected[1]));
    }
    report(Code::E0103, spanHere(), fmt::format("{} does not belong{}", shownHere(), after));
  }

  const LexedFile& file_;
  const Slice& slice_;
  const SyntaxFault& fault_;
  DiagnosticSink& sink_;
  bool atEnd_;
};

}  // namespace

bool beginsClause(std::string_view word) { return contains(kClauseWords, word); }

std::uint32_t reportSyntaxFault(const LexedFile& file, const Slice& slice, const SyntaxFault& fault,
                                DiagnosticSink& sink) {
  return Reporter(file, slice, fault, sink).run();
}

}  // namespace regard::dsl
