#pragma once
// Checked expressions as instructions.

#include "dsl/lower/builder.h"
#include "dsl/sema/check.h"

namespace regard::dsl {

struct Lowering {
  const CheckedBook& checked;
  ir::Program& program;
  InstBuilder build;
  std::vector<ir::InstIndex> named;  ///< beside checked.named, as far as lowered

  Lowering(const CheckedBook& from, ir::Program& to) : checked(from), program(to), build(to) {}

  const ast::Expr& at(ast::ExprId id) const { return checked.book->at(id); }
  /// REQUIRES the expression was checked without fault.
  ir::InstIndex expression(ast::ExprId id);
  /// As expression(), but kNone for none.
  ir::InstIndex optional(ast::ExprId id) { return id == ast::kNoExpr ? ir::kNone : expression(id); }
  /// Index of the program's input of this source and name, made now if nothing read it before.
  std::uint32_t input(ir::InputSource source, const std::string& name, Type type, std::uint32_t detail = 0);

  /// The rule text of a span, blanks folded.
  std::string textOf(Span span) const;
  std::uint32_t burst(ir::Burst burst);

  // ---- queries.cc
  /// The window of a cap, a pause or an indicator.
  std::uint32_t window(const ast::Window& window);
  ir::InstIndex column(std::uint32_t stream, std::uint32_t column, Span span);
  ir::InstIndex number(double value, Span span);
  ir::InstIndex query(const Query& query, Type type, Span span);
  /// The query with this filter and item, whatever it says itself.
  ir::InstIndex rows(const Query& query, ir::InstIndex filter, ir::InstIndex item, Span span);
  ir::InstIndex filterOf(const Query& query, Span span);
  /// `count(…) >= n` as one instruction, or kNone if it is another comparison.
  ir::InstIndex comparedCount(const ast::BinaryExpr& comparison, Span span);

  // ---- tables.cc
  /// As written, or where the results say what comes first, in that order: the highest members of choices with an
  /// order, those declared first of others; by the first result, then the next.
  std::vector<const ast::TableRow*> rowsInOrder(const ast::Table& table) const;
  /// The value of one output of a table; of one that gives rows, how many. Its rows are in that order.
  ir::InstIndex table(const ast::Table& table, const NamedItem& item);
  bool isTable(std::uint32_t stream) const { return stream >= checked.programStreams; }
  /// What is asked of the rows that a table gives. `value`: kNone, or what the one output of a row has to be.
  ir::InstIndex tableRows(const Query& query, ir::InstIndex value, Span span);
  const ast::TableRow* tableRow = nullptr;  ///< while a `where` about such a row is lowered

  /// A constant of the source as an instruction of `type`.
  ir::InstIndex constant(const ast::Constant& constant, Type type);
};

}  // namespace regard::dsl
