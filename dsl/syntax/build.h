#pragma once
// Parse tree to syntax tree, one declaration at a time. Included inside dsl/syntax only.
//
// A context that is null or has its `exception` set holds a fault that was already reported: its expression becomes
// FaultyExpr, its clause is left out.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dsl/syntax/ast.h"
#include "dsl/syntax/grammar.h"

namespace regard::dsl {

class Builder {
 public:
  Builder(const LexedFile& file, const Slice& slice, ast::Book& book, DiagnosticSink& sink)
      : file_(file), slice_(slice), book_(book), sink_(sink), firstExpr_(book.exprs.size()) {}

  void item(RegardParser::ItemContext* context);         // build_book.cc
  ast::ExprId expr(RegardParser::ExprContext* context);  // build_expr.cc, as are all of expressions

 private:
  using P = RegardParser;
  using Node = antlr4::tree::ParseTree;

  // ---- places and words (build_book.cc)
  const Token& tokenOf(const antlr4::Token* token) const;
  const Token& tokenOf(antlr4::tree::TerminalNode* node) const { return tokenOf(node->getSymbol()); }
  const Token& firstOf(const antlr4::ParserRuleContext* context) const { return tokenOf(context->start); }
  std::string_view meant(const Token& token) const { return file_.meant(token); }
  /// The word or sign that a child is, or "" if it is a rule of its own.
  std::string_view signOf(const Node* child) const;
  Span spanOf(const Token& token) const { return file_.spanOf(token); }
  Span spanOf(const antlr4::ParserRuleContext* context) const;
  /// From the first token up to the title or name: what to point at for a whole declaration.
  Span headOf(const antlr4::ParserRuleContext* context) const;
  ast::Word wordOf(const Token& token) const { return {std::string(meant(token)), spanOf(token)}; }
  ast::Word nameOf(const antlr4::ParserRuleContext* context) const;
  ast::Word textOf(const Token& token);
  ast::Word titleOf(P::TitleContext* context);
  std::vector<ast::Word> namesOf(P::NamesContext* context) const;
  std::string docOf(const antlr4::ParserRuleContext* context) const;

  // ---- schema and figures (build_book.cc)
  ast::Rulebook rulebook(P::RulebookContext* context);
  void setting(P::SettingContext* context, ast::Rulebook& into);
  void working(P::SettingContext* context, ast::Rulebook& into);
  ast::Choice choice(P::ChoiceContext* context);
  bool members(P::MemberDeclsContext* context, std::vector<ast::MemberDecl>& into);
  ast::TypeRef type(P::TypeContext* context);
  void baseType(P::BaseTypeContext* context, ast::TypeRef& into);
  std::optional<ast::Field> field(P::FieldContext* context);
  std::vector<ast::Field> fields(const std::vector<P::FieldContext*>& contexts);
  ast::Constant constant(P::ConstantContext* context);
  ast::Scorecard scorecard(P::ScorecardContext* context);
  ast::Ladder ladder(P::LadderContext* context);

  // ---- events, proactive rules, policies (build_events.cc)
  bool eventItem(P::ItemContext* context);   ///< false: it is another kind of declaration
  bool policyItem(P::ItemContext* context);  ///< likewise
  ast::Outcomes outcomes(P::OutcomesContext* context);
  ast::Model model(P::ModelContext* context);
  ast::Promise promise(P::PromiseContext* context);
  ast::Bundle bundle(P::BundleContext* context);
  ast::Trigger offer(P::OfferContext* context, ast::Trigger trigger);
  ast::Policy policy(P::PolicyContext* context);
  ast::Never never(P::NeverContext* context);
  ast::Experiment experiment(P::ExperimentContext* context);
  ast::Journey journey(P::JourneyContext* context);
  std::optional<ast::Limit> limit(P::LimitContext* context);
  std::optional<ast::Pause> pause(P::PauseContext* context);
  std::int32_t minute(antlr4::tree::TerminalNode* node);
  static Result<std::int32_t> parseMinute(std::string_view text, Dialect dialect);
  std::optional<ast::Unit> unitNamed(const ast::Word& word);

  // ---- tables (build_table.cc)
  std::optional<ast::Table> table(P::TableContext* context);
  ast::Hit hit(P::HitContext* context);
  ast::TableRow tableRow(P::TableRowContext* context, const ast::Table& table);
  ast::ExprId cell(P::CellContext* context, ast::ExprId input);
  ast::ExprId cellList(P::CellContext* context, ast::ExprId input, Span span);
  ast::ExprId tableOutput(P::CellContext* context);

  // ---- actions, arbitration, tests (build_action.cc)
  ast::ActionBody body(const std::vector<P::ClauseContext*>& clauses);
  void clause(P::ClauseContext* context, ast::ActionBody& into);
  void treatment(P::TreatmentContext* context, ast::ActionBody& into);
  ast::LeverClause lever(P::LeverContext* lever, P::ExprContext* when, Span span);
  void brings(P::BringsContext* context, ast::Brings& into);
  void learned(P::ClauseContext* context, ast::ActionBody& into);
  std::vector<ast::Waiver> waivers(const std::vector<P::WaiveContext*>& waivers);
  ast::Arbitrate arbitrate(P::ArbitrateContext* context);
  void arbItem(P::ArbItemContext* context, ast::Arbitrate& into);

  // ---- tests (build_test.cc)
  ast::Test test(P::TestDeclContext* context);
  void testItem(P::TestItemContext* context, ast::Test& into);
  void history(P::TestItemContext* context, ast::Test& into);
  void population(P::ThresholdContext* context, ast::Test& into);
  void pairs(P::PairsContext* context, std::vector<ast::Pair>& into);
  std::optional<ast::Datum> datum(P::DatumContext* context);
  ast::Expect expect(P::TestItemContext* context);
  std::int64_t wholeNumber(antlr4::tree::TerminalNode* node);
  double number(antlr4::tree::TerminalNode* node) { return read<double>(tokenOf(node), &parseNumber).value_or(0); }

  // ---- expressions (build_expr.cc)
  ast::ExprId add(ast::ExprNode node, Span span);
  ast::ExprId faulty(Span span) { return add(ast::FaultyExpr{}, span); }
  static ast::BinaryOp opOf(std::string_view sign);
  ast::ExprId binary(ast::BinaryOp op, ast::ExprId left, ast::ExprId right, Span opSpan);
  std::uint32_t depthOf(ast::ExprId id) const { return depths_[id - firstExpr_]; }
  std::uint32_t depthBelow(const ast::ExprNode& node) const;
  ast::ExprId conj(P::ConjContext* context);
  ast::ExprId neg(P::NegContext* context);
  ast::ExprId relation(P::RelationContext* context);
  ast::SetMember setMember(P::MemberContext* context);
  ast::ExprId inSet(ast::ExprId value, P::SetContext* set, bool negated, Span span);
  ast::ExprId orElse(P::OrElseContext* context);
  ast::ExprId sum(P::AddContext* context);
  ast::ExprId product(P::MulContext* context);
  ast::ExprId unary(P::UnaryContext* context);
  ast::ExprId postfix(P::PostfixContext* context);
  ast::ExprId primary(P::PrimaryContext* context);
  ast::ExprId call(ast::Word name, ast::ExprId object, P::ArgsContext* args, Span span);
  ast::Unit unitOf(P::UnitContext* context) const;
  ast::CallArg argument(P::ArgContext* context);
  ast::Window window(P::WindowContext* context);
  ast::Source source(P::SourceContext* context);
  ast::ExprId ranked(ast::ExprId value, P::RankContext* context, bool negated, Span span);
  struct Rank {
    bool top = true;
    std::variant<Percent, std::int64_t> share;
    ast::Word of;
  };
  Rank rank(P::RankContext* context);

  // ---- literals (build_expr.cc)
  /// Empty if it was faulty; reported.
  std::optional<ast::Literal> literal(P::LiteralContext* context);
  std::optional<ast::Quantity> anyQuantity(P::QuantityContext* context);
  /// Of a window, a pause or a wait: no longer than kLongestMs or kLongestMonths.
  std::optional<ast::Quantity> quantity(P::QuantityContext* context);
  std::optional<ast::Literal> quantityLiteral(P::QuantityContext* context);
  std::optional<Percent> percent(antlr4::tree::TerminalNode* node);
  /// The value, or nothing and E0105 with the literal's own message.
  template <class T>
  std::optional<T> read(const Token& token, Result<T> (*parse)(std::string_view, Dialect));

  const LexedFile& file_;
  const Slice& slice_;
  ast::Book& book_;
  DiagnosticSink& sink_;
  std::size_t firstExpr_;
  std::vector<std::uint32_t> depths_;  ///< of the expressions from firstExpr_ on
  bool tooDeep_ = false;
};

template <class T>
std::optional<T> Builder::read(const Token& token, Result<T> (*parse)(std::string_view, Dialect)) {
  if (token.faulty) return std::nullopt;
  Result<T> value = parse(file_.written(token), Dialect::kRule);
  if (value.ok()) return *std::move(value);
  sink_.report(Code::E0105, spanOf(token), value.fault().message);
  return std::nullopt;
}

/// Is there nothing to be read from this context?
inline bool isFaulty(const antlr4::ParserRuleContext* context) {
  return context == nullptr || context->exception != nullptr || context->start == nullptr;
}

}  // namespace regard::dsl
