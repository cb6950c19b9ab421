#pragma once
// Expressions below an expression, without recursion.

#include <vector>

#include "dsl/syntax/ast.h"

namespace regard::dsl {

/// Appends the direct parts of an expression, last one first, so that a stack gives them in the order written.
void pushParts(const ast::Expr& expr, std::vector<ast::ExprId>& stack);

/// Calls visit(id) for `root` and everything below it.
template <class Visit>
void forEachExpr(const ast::Book& book, ast::ExprId root, Visit visit) {
  if (root == ast::kNoExpr) return;
  std::vector<ast::ExprId> stack{root};
  while (!stack.empty()) {
    const ast::ExprId id = stack.back();
    stack.pop_back();
    visit(id);
    pushParts(book.at(id), stack);
  }
}

/// Calls visit(id) for every expression that a formula, scorecard, table, ladder or segment is made of.
template <class Visit>
void forEachExprOf(const ast::Book& book, const ast::Item& item, Visit visit) {
  if (const auto* formula = std::get_if<ast::Formula>(&item)) forEachExpr(book, formula->expr, visit);
  if (const auto* segment = std::get_if<ast::Segment>(&item)) forEachExpr(book, segment->when, visit);
  if (const auto* ladder = std::get_if<ast::Ladder>(&item))
    for (const ast::Rung& rung : ladder->rungs) forEachExpr(book, rung.when, visit);
  if (const auto* journey = std::get_if<ast::Journey>(&item)) {
    for (const ast::ExprId enter : journey->enters) forEachExpr(book, enter, visit);
    for (const ast::ExprId leave : journey->leaves) forEachExpr(book, leave, visit);
    for (const ast::JourneyStage& stage : journey->stages) forEachExpr(book, stage.until, visit);
  }
  if (const auto* table = std::get_if<ast::Table>(&item)) {
    for (const ast::ExprId input : table->inputs) forEachExpr(book, input, visit);
    for (const ast::TableRow& row : table->rows) {
      for (const ast::ExprId cell : row.cells) forEachExpr(book, cell, visit);
      for (const ast::ExprId output : row.outputs) forEachExpr(book, output, visit);
    }
  }
  if (const auto* card = std::get_if<ast::Scorecard>(&item))
    for (const ast::ScoreRow& row : card->rows) {
      forEachExpr(book, row.points, visit);
      forEachExpr(book, row.when, visit);
    }
}

}  // namespace regard::dsl
