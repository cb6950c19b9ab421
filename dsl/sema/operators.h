#pragma once
// Which operator of base/scalar_ops.def a written operator means for two kinds of operands.

#include <optional>

#include "base/scalar_ops.h"
#include "dsl/syntax/ast.h"

namespace regard::dsl {

struct OperatorChoice {
  ScalarOp op = ScalarOp::kCount;
  bool swapped = false;  ///< the right operand is the operator's left one: 12% * £5 is £5 * 12%
};

/// Nothing if no operator takes these kinds. Comparisons of texts and orders of flags and choices are not its business.
std::optional<OperatorChoice> operatorFor(ast::BinaryOp op, TypeKind left, TypeKind right);
std::optional<ScalarOp> negationFor(TypeKind kind);
/// Nothing for units finer than a day: dates have none.
std::optional<ScalarOp> fromToFor(ast::Unit unit);

bool isComparison(ast::BinaryOp op);
bool isOrdering(ast::BinaryOp op);

/// A kind whose values have one order: a range over it means something. Choices: see ir::Choice::ordered.
bool isOrderedKind(TypeKind kind);

}  // namespace regard::dsl
