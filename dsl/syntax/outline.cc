#include "dsl/syntax/outline.h"

#include <algorithm>
#include <iterator>

#include "dsl/syntax/build.h"
#include "dsl/syntax/lexer.h"
#include "dsl/syntax/parse.h"

namespace regard::dsl {

namespace {

using P = RegardParser;

struct RuleRow {
  std::size_t rule;
  PartKind kind;
};

constexpr RuleRow kRules[] = {{P::RuleItem, PartKind::kDeclaration},
                              {P::RuleSetting, PartKind::kSetting},
                              {P::RuleKeyField, PartKind::kField},
                              {P::RuleField, PartKind::kField},
                              {P::RuleMemberDecl, PartKind::kMember},
                              {P::RuleOutcome, PartKind::kOutcome},
                              {P::RuleScoreRow, PartKind::kScoreRow},
                              {P::RuleTableInput, PartKind::kTableInput},
                              {P::RuleHit, PartKind::kHit},
                              {P::RuleTableRow, PartKind::kTableRow},
                              {P::RuleCell, PartKind::kCell},
                              {P::RuleRung, PartKind::kRung},
                              {P::RuleClause, PartKind::kClause},
                              {P::RuleTextField, PartKind::kTextField},
                              {P::RuleBundlePart, PartKind::kBundlePart},
                              {P::RulePolicyItem, PartKind::kPolicyItem},
                              {P::RuleArbItem, PartKind::kArbitrateItem},
                              {P::RuleJourneyStep, PartKind::kJourneyStep},
                              {P::RuleTestItem, PartKind::kTestItem},
                              {P::RuleHappened, PartKind::kTestEvidence},
                              {P::RuleThreshold, PartKind::kTestEvidence},
                              {P::RuleEvidence, PartKind::kTestEvidence},
                              {P::RuleModelAnswer, PartKind::kTestEvidence},
                              {P::RulePair, PartKind::kPair},
                              {P::RuleUnary, PartKind::kSigned},
                              {P::RuleConstant, PartKind::kSigned},
                              {P::RuleDatum, PartKind::kSigned},
                              {P::RuleLever, PartKind::kSigned},
                              {P::RuleArgs, PartKind::kArguments}};

class Outliner {
 public:
  Outliner(const LexedFile& file, const Slice& slice, std::vector<OutlinePart>& parts)
      : file_(file), slice_(slice), parts_(parts) {}

  void visit(antlr4::tree::ParseTree* node) {
    auto* context = dynamic_cast<antlr4::ParserRuleContext*>(node);
    if (context == nullptr || context->start == nullptr || context->stop == nullptr) return;
    note(*context);
    for (antlr4::tree::ParseTree* child : context->children) visit(child);
  }

 private:
  void note(const antlr4::ParserRuleContext& context) {
    const auto* row = std::find_if(std::begin(kRules), std::end(kRules),
                                   [&](const RuleRow& r) { return r.rule == context.getRuleIndex(); });
    if (row == std::end(kRules)) return;
    const auto begin = static_cast<std::uint32_t>(slice_.begin + context.start->getTokenIndex());
    const auto end = static_cast<std::uint32_t>(slice_.begin + context.stop->getTokenIndex() + 1);
    if (begin >= end) return;
    const std::string_view first = file_.meant(file_.tokens[begin]);
    if (row->kind == PartKind::kSigned && first != "-" && first != "+" && first != "[") return;
    const bool isInKeyField = row->rule == P::RuleField && dynamic_cast<P::KeyFieldContext*>(context.parent) != nullptr;
    if (!isInKeyField) parts_.push_back({first == "[" ? PartKind::kList : row->kind, begin, end});
  }

  const LexedFile& file_;
  const Slice& slice_;
  std::vector<OutlinePart>& parts_;
};

}  // namespace

Outline outlineOf(const SourceSet& sources, std::uint32_t file, const SourceLimits& limits, DiagnosticSink& sink) {
  Outline outline;
  const bool isReadable = withinLimits(sources, file, limits, sink);
  outline.lexed = lex(isReadable ? std::string_view(sources.files[file].text) : "", file, 0, sink);
  Grammar grammar;
  for (const Slice& slice : splitDeclarations(outline.lexed, limits, sink)) {
    RegardParser::ItemContext* tree = grammar.parseItem(outline.lexed, slice, sink);
    ast::Book book;  // for what only building it reports
    Builder(outline.lexed, slice, book, sink).item(tree);
    Outliner(outline.lexed, slice, outline.parts).visit(tree);
  }
  return outline;
}

}  // namespace regard::dsl
