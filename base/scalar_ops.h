#pragma once
// The one meaning of each scalar operator (base/scalar_ops.def). Text comparison needs a text pool and therefore
// lives with the evaluators; truth operators are in base/truth.h. Pure, thread-safe, no allocation.

#include <cstdint>

#include "base/cell.h"
#include "base/type.h"

namespace regard {

enum class ScalarOp : std::uint8_t {
#define REGARD_UNARY(name, text, operand, result) name,
#define REGARD_BINARY(name, text, left, right, result) name,
#include "base/scalar_ops.def"
#undef REGARD_UNARY
#undef REGARD_BINARY
  kCount
};

struct ScalarOpInfo {
  const char* name;
  const char* text;
  bool binary;
  TypeKind left, right, result;  ///< kError in left and right: any one kind held as int64
};

/// REQUIRES op < ScalarOp::kCount.
const ScalarOpInfo& infoOf(ScalarOp op);

/// For a unary operator `b` is ignored. REQUIRES known cells to be valid values of the operand kinds.
Scalar apply(ScalarOp op, Scalar a, Scalar b);

/// The operator that adds, and the one that orders, two of a kind. REQUIRES a kind that can be added; ordered.
ScalarOp addOf(TypeKind kind);
inline ScalarOp lessOf(TypeKind kind) { return kind == TypeKind::kNumber ? ScalarOp::LtNumber : ScalarOp::LtInt; }

}  // namespace regard
