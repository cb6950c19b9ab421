#include "dsl/syntax/grammar.h"

#include "base/check.h"
#include "dsl/syntax/recovery.h"

namespace regard::dsl {

namespace {

constexpr std::size_t kTypeOfKind[] = {RegardParser::IDENT,   RegardParser::CODE,     RegardParser::MONEY,
                                       RegardParser::PERCENT, RegardParser::DATETIME, RegardParser::DATE,
                                       RegardParser::TIME,    RegardParser::NUMBER,   RegardParser::STRING};

/// A source of no tokens but the end: the runtime refuses an empty one.
std::unique_ptr<antlr4::ListTokenSource> sourceOf(std::vector<std::unique_ptr<antlr4::Token>> tokens) {
  tokens.push_back(std::make_unique<antlr4::CommonToken>(antlr4::Token::EOF));
  return std::make_unique<antlr4::ListTokenSource>(std::move(tokens));
}

}  // namespace

Grammar::Grammar()
    : source_(sourceOf({})),
      stream_(std::make_unique<antlr4::CommonTokenStream>(source_.get())),
      recovery_(std::make_shared<Recovery>()),
      parser_(std::make_unique<RegardParser>(stream_.get())) {
  const antlr4::dfa::Vocabulary& vocabulary = parser_->getVocabulary();
  for (std::size_t type = 1; type <= vocabulary.getMaxTokenType(); ++type) {
    const std::string quoted = vocabulary.getLiteralName(type);
    if (quoted.size() > 2) types_.emplace(quoted.substr(1, quoted.size() - 2), type);
  }
  parser_->removeErrorListeners();
  parser_->setErrorHandler(recovery_);
}

Grammar::~Grammar() = default;

std::size_t Grammar::typeOf(const LexedFile& file, const Token& token) const {
  if (token.kind == TokenKind::kWord || token.kind == TokenKind::kSign) {
    const auto found = types_.find(std::string(file.meant(token)));
    if (found != types_.end()) return found->second;
  }
  REGARD_CHECK(token.kind < TokenKind::kSign, static_cast<int>(token.kind), file.meant(token));
  return kTypeOfKind[static_cast<std::size_t>(token.kind)];
}

void Grammar::feed(const LexedFile& file, const Slice& slice) {
  std::vector<std::unique_ptr<antlr4::Token>> tokens;
  tokens.reserve(slice.end - slice.begin + 1);
  for (std::uint32_t at = slice.begin; at < slice.end; ++at) {
    tokens.push_back(std::make_unique<antlr4::CommonToken>(typeOf(file, file.tokens[at])));
  }
  source_ = sourceOf(std::move(tokens));
  stream_->setTokenSource(source_.get());
}

/// The fast SLL prediction reads every correct declaration. What it refuses is read again with full LL, which has
/// the last word and the messages.
template <class Rule>
auto* Grammar::parse(const LexedFile& file, const Slice& slice, DiagnosticSink& sink, Rule rule) {
  feed(file, slice);
  auto* simulator = parser_->getInterpreter<antlr4::atn::ParserATNSimulator>();
  try {
    parser_->setTokenStream(stream_.get());
    simulator->setPredictionMode(antlr4::atn::PredictionMode::SLL);
    recovery_->beginStrict();
    return rule(*parser_);
  } catch (const antlr4::ParseCancellationException&) {}
  stream_->seek(0);
  parser_->setTokenStream(stream_.get());
  simulator->setPredictionMode(antlr4::atn::PredictionMode::LL);
  recovery_->beginTolerant(file, slice, sink);
  return rule(*parser_);
}

RegardParser::ItemContext* Grammar::parseItem(const LexedFile& file, const Slice& slice, DiagnosticSink& sink) {
  return parse(file, slice, sink, [](RegardParser& parser) { return parser.oneItem(); })->item();
}

RegardParser::ExprContext* Grammar::parseExpr(const LexedFile& file, const Slice& slice, DiagnosticSink& sink) {
  return parse(file, slice, sink, [](RegardParser& parser) { return parser.oneExpr(); })->expr();
}

}  // namespace regard::dsl
