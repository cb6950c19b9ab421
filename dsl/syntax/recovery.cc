// A fault travels up the rules, as the exception it is, until a rule that stands for one entry of a list: a clause, a
// field, a row. That entry is given up; reading goes on at the next word that begins a line at the same depth of
// brackets, or at the bracket that closes the list.
#include "dsl/syntax/recovery.h"

#include <algorithm>
#include <array>

namespace regard::dsl {

namespace {

constexpr std::array kEntryRules = {
    RegardParser::RuleSetting,    RegardParser::RuleKeyField, RegardParser::RuleField,    RegardParser::RuleScoreRow,
    RegardParser::RuleTableRow,   RegardParser::RuleRung,     RegardParser::RuleClause,   RegardParser::RuleTextField,
    RegardParser::RulePolicyItem, RegardParser::RuleArbItem,  RegardParser::RuleTestItem, RegardParser::RuleJourneyStep,
    RegardParser::RuleBundlePart};

constexpr std::array kListRules = {
    RegardParser::RuleRulebook,  RegardParser::RuleProfile, RegardParser::RuleRequest,   RegardParser::RuleScorecard,
    RegardParser::RuleTable,     RegardParser::RuleLadder,  RegardParser::RuleGroup,     RegardParser::RuleAction,
    RegardParser::RuleTreatment, RegardParser::RulePolicy,  RegardParser::RuleArbitrate, RegardParser::RuleTestDecl,
    RegardParser::RuleJourney,   RegardParser::RuleBundle};

template <class Rules>
bool contains(const Rules& rules, std::size_t rule) {
  return std::any_of(rules.begin(), rules.end(), [&](auto r) { return static_cast<std::size_t>(r) == rule; });
}

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

}  // namespace

void Recovery::beginTolerant(const LexedFile& file, const Slice& slice, DiagnosticSink& sink) {
  file_ = &file;
  slice_ = &slice;
  sink_ = &sink;
  lastReported_ = resumeAt_ = kNone;
  lastResumed_ = 0;
}

antlr4::Token* Recovery::recoverInline(antlr4::Parser* parser) { throw antlr4::InputMismatchException(parser); }

std::size_t Recovery::indexOf(const antlr4::Token* token) const {
  return std::min<std::size_t>(slice_->begin + token->getTokenIndex(), slice_->end);
}

void Recovery::reportError(antlr4::Parser* parser, const antlr4::RecognitionException& fault) {
  if (sink_ == nullptr) return;
  const std::size_t token = indexOf(fault.getOffendingToken());
  if (token != lastReported_) report(*parser, token, fault.getExpectedTokens(), false);
}

void Recovery::report(antlr4::Parser& parser, std::size_t token, const antlr4::misc::IntervalSet& expected,
                      bool inList) {
  lastReported_ = token;
  SyntaxFault fault;
  fault.token = static_cast<std::uint32_t>(token);
  const std::string& rule = parser.getRuleNames()[parser.getContext()->getRuleIndex()];
  fault.rule = rule;
  fault.inList = inList;
  fault.nameFits = expected.contains(static_cast<std::size_t>(RegardParser::IDENT));
  fault.valueFits = expected.contains(static_cast<std::size_t>(RegardParser::NUMBER)) && fault.nameFits;
  fault.endFits = expected.contains(antlr4::Token::EOF);
  if (!fault.nameFits) {
    for (const ssize_t type : expected.toList()) {
      const std::string quoted = type > 0 ? parser.getVocabulary().getLiteralName(static_cast<std::size_t>(type)) : "";
      if (quoted.size() > 2) fault.expected.push_back(quoted.substr(1, quoted.size() - 2));
    }
  }
  const std::size_t resume = reportSyntaxFault(*file_, *slice_, fault, *sink_);
  resumeAt_ = resume != token && resume > lastResumed_ ? resume : kNone;
}

/// Whether the next entry of a list at `depth` may begin at a token, or the list end. A bracket that closes at the
/// depth of the entries closes something inside of one.
bool Recovery::mayGoOnAt(const Token& token, std::size_t depth) const {
  if (token.depth != depth) return token.depth < depth;
  const std::string_view text = file_->meant(token);
  return token.firstOnLine && text != "}" && text != ")" && text != "]";
}

/// Moves the parser to the next entry of a list at `depth`, beyond token `after`.
void Recovery::skipTo(antlr4::Parser& parser, std::size_t after, std::size_t depth) {
  std::size_t at = after + 1;
  if (resumeAt_ != kNone) {
    at = resumeAt_;
  } else {
    while (at < slice_->end && !mayGoOnAt(file_->tokens[at], depth)) ++at;
  }
  resumeAt_ = kNone;
  lastResumed_ = at;
  parser.getTokenStream()->seek(at - slice_->begin);
}

void Recovery::recover(antlr4::Parser* parser, std::exception_ptr fault) {
  if (sink_ == nullptr) throw antlr4::ParseCancellationException();
  const antlr4::ParserRuleContext* context = parser->getContext();
  const std::size_t rule = context->getRuleIndex();
  const bool outermost = rule == RegardParser::RuleOneItem || rule == RegardParser::RuleOneExpr;
  if (outermost) return parser->getTokenStream()->seek(slice_->end - slice_->begin);
  if (!contains(kEntryRules, rule)) std::rethrow_exception(fault);
  const std::size_t begin = indexOf(context->start);
  const std::size_t here = std::max(begin, indexOf(parser->getCurrentToken()));
  const std::size_t faulty = std::max(here, lastReported_ == kNone ? 0 : lastReported_);
  const std::size_t depth = file_->tokens[begin].depth;
  // The faulty token itself may begin the next entry, or close the list.
  const bool goOnHere = faulty > begin && faulty < slice_->end && mayGoOnAt(file_->tokens[faulty], depth);
  skipTo(*parser, goOnHere ? faulty - 1 : faulty, depth);
}

void Recovery::sync(antlr4::Parser* parser) {
  if (sink_ == nullptr || !contains(kListRules, parser->getContext()->getRuleIndex())) return;
  antlr4::atn::ATNState* state =
      parser->getInterpreter<antlr4::atn::ParserATNSimulator>()->atn.states[parser->getState()];
  const auto kind = state->getStateType();
  if (kind != antlr4::atn::ATNState::STAR_LOOP_ENTRY && kind != antlr4::atn::ATNState::STAR_LOOP_BACK) return;
  while (true) {
    const antlr4::Token* current = parser->getCurrentToken();
    const antlr4::misc::IntervalSet& fits = parser->getATN().nextTokens(state);
    if (current->getType() == antlr4::Token::EOF || fits.contains(current->getType())) return;
    const std::size_t token = indexOf(current);
    if (token != lastReported_) report(*parser, token, fits, true);
    skipTo(*parser, token, file_->tokens[token].depth);
  }
}

}  // namespace regard::dsl
