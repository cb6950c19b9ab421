#include "dsl/sema/operators.h"

#include <array>
#include <string_view>

namespace regard::dsl {
namespace {

constexpr std::size_t kOps = static_cast<std::size_t>(ast::BinaryOp::kElse) + 1;
constexpr std::size_t kKinds = static_cast<std::size_t>(TypeKind::kChoice) + 1;
constexpr std::array<std::string_view, kOps> kSpelling = {"",   "",  "+",  "-", "*",  "/", "=",
                                                          "!=", "<", "<=", ">", ">=", ""};

struct Row {
  ScalarOp op;
  std::string_view text;
  TypeKind left, right;
};
constexpr Row kBinaryRows[] = {
#define REGARD_UNARY(name, text, operand, result)
#define REGARD_BINARY(name, text, left, right, result) {ScalarOp::name, text, TypeKind::left, TypeKind::right},
#include "base/scalar_ops.def"
#undef REGARD_UNARY
#undef REGARD_BINARY
};
constexpr Row kUnaryRows[] = {
#define REGARD_UNARY(name, text, operand, result) {ScalarOp::name, text, TypeKind::operand, TypeKind::kError},
#define REGARD_BINARY(name, text, left, right, result)
#include "base/scalar_ops.def"
#undef REGARD_UNARY
#undef REGARD_BINARY
};

using Table = std::array<OperatorChoice, kOps * kKinds * kKinds>;

constexpr std::size_t slot(std::size_t op, std::size_t left, std::size_t right) {
  return (op * kKinds + left) * kKinds + right;
}

constexpr bool isPlainInt(TypeKind kind) {
  return kind != TypeKind::kError && kind != TypeKind::kNumber && kind != TypeKind::kText;
}

constexpr void enter(Table& table, std::size_t op, TypeKind left, TypeKind right, ScalarOp scalar) {
  const auto l = static_cast<std::size_t>(left), r = static_cast<std::size_t>(right);
  table[slot(op, l, r)] = {scalar, false};
  const bool commutes = kSpelling[op] == "+" || kSpelling[op] == "*";
  if (commutes && l != r) table[slot(op, r, l)] = {scalar, true};
}

/// Every row of the list under its spelling; a row over "any int64 kind" stands for one row per such kind.
constexpr Table makeTable() {
  Table table{};
  for (const Row& row : kBinaryRows)
    for (std::size_t op = 0; op < kOps; ++op) {
      if (kSpelling[op].empty() || kSpelling[op] != row.text) continue;
      if (row.left != TypeKind::kError) enter(table, op, row.left, row.right, row.op);
      for (std::size_t kind = 0; row.left == TypeKind::kError && kind < kKinds; ++kind)
        if (const auto k = static_cast<TypeKind>(kind); isPlainInt(k)) enter(table, op, k, k, row.op);
    }
  return table;
}
constexpr Table kTable = makeTable();

constexpr std::array<ScalarOp, 7> kFromTo = {ScalarOp::kCount,     ScalarOp::kCount,      ScalarOp::kCount,
                                             ScalarOp::DaysFromTo, ScalarOp::WeeksFromTo, ScalarOp::MonthsFromTo,
                                             ScalarOp::YearsFromTo};

}  // namespace

std::optional<OperatorChoice> operatorFor(ast::BinaryOp op, TypeKind left, TypeKind right) {
  const OperatorChoice found =
      kTable[slot(static_cast<std::size_t>(op), static_cast<std::size_t>(left), static_cast<std::size_t>(right))];
  if (found.op == ScalarOp::kCount) return std::nullopt;
  return found;
}

std::optional<ScalarOp> negationFor(TypeKind kind) {
  for (const Row& row : kUnaryRows)
    if (row.left == kind) return row.op;
  return std::nullopt;
}

std::optional<ScalarOp> fromToFor(ast::Unit unit) {
  const ScalarOp op = kFromTo[static_cast<std::size_t>(unit)];
  if (op == ScalarOp::kCount) return std::nullopt;
  return op;
}

bool isComparison(ast::BinaryOp op) { return op >= ast::BinaryOp::kEq && op <= ast::BinaryOp::kGe; }
bool isOrdering(ast::BinaryOp op) { return op >= ast::BinaryOp::kLt && op <= ast::BinaryOp::kGe; }

bool isOrderedKind(TypeKind kind) {
  return kind != TypeKind::kError && kind != TypeKind::kFlag && kind != TypeKind::kText && kind != TypeKind::kChoice;
}

}  // namespace regard::dsl
