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
  /// A constant of the source as an instruction of `type`.
  ir::InstIndex constant(const ast::Constant& constant, Type type);
};

}  // namespace regard::dsl
