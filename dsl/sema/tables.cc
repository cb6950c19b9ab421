// Decision tables: each row has a cell per column, each cell is a condition over its column's input, each result is of
// the table's type, and that type is one that the hit policy can make one result of.

#include "dsl/sema/context.h"
#include "dsl/sema/operators.h"

namespace regard::dsl {
namespace {

using ast::Hit;

bool hasOrder(const Context& c, Type type) { return isComparable(c, ast::BinaryOp::kLt, type, type); }

/// What a hit policy needs of the result's type, and how to say so; nullptr: nothing, or it is met.
const char* needOf(const Context& c, Hit hit, Type type) {
  switch (hit) {
    case Hit::kUnique:
    case Hit::kAny:
    case Hit::kFirst: return nullptr;
    case Hit::kPriority:
      return type.kind == TypeKind::kChoice ? nullptr : "a choice, whose members say what comes first";
    case Hit::kSum:
      return operatorFor(ast::BinaryOp::kAdd, type.kind, type.kind)
                 ? nullptr
                 : "what can be added up: amounts, percents, numbers";
    case Hit::kMin:
    case Hit::kMax: return hasOrder(c, type) ? nullptr : "values that have an order";
    case Hit::kCount: return type.kind == TypeKind::kNumber ? nullptr : "a number, because it counts rows";
  }
  return nullptr;
}

void checkWidth(Context& c, const ast::Table& table, std::size_t index) {
  const ast::TableRow& row = table.rows[index];
  const std::size_t wanted = table.inputs.size() + (table.hit == Hit::kCount ? 0 : 1);
  if (row.written == wanted) return;
  std::string columns;
  for (const ast::ExprId input : table.inputs)
    columns += (columns.empty() ? "" : ", ") + quoted(c, c.book.at(input).span);
  if (table.hit != Hit::kCount) columns += " and the result";
  c.sink.report(Code::E0411, row.span,
                "row " + std::to_string(index + 1) + " of " + quoted(table.name.text) + " has " +
                    std::to_string(row.written) + (row.written == 1 ? " cell" : " cells") + ", and " +
                    std::to_string(wanted) + (wanted == 1 ? " belongs there" : " belong there"),
                "write one cell for each of " + columns + "; `-` where any value will do");
}

}  // namespace

Type checkTable(Context& c, const ast::Table& table) {
  const Type type = typeOfRef(c, table.type, table.name.text);
  for (const ast::ExprId input : table.inputs) typeExpr(c, input, Where::kRule);
  if (table.rows.empty())
    c.sink.report(Code::E0411, table.span, quoted(table.name.text) + " has no rows",
                  "write rows such as `| month_to_month | 30% |`, one cell for each input and one for the result");
  if (const char* need = type.kind == TypeKind::kError ? nullptr : needOf(c, table.hit, type))
    c.sink.report(
        Code::E0412, table.hitSpan,
        quoted(c, table.hitSpan) + " needs " + need + "; " + quoted(table.name.text) + " gives " + typeWord(c, type),
        "change the type after `->`, or let one row decide with `first`");
  const std::string what = "the result of " + quoted(table.name.text);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    checkWidth(c, table, i);
    const ast::TableRow& row = table.rows[i];
    for (std::size_t k = 0; k < row.cells.size(); ++k)
      if (c.out.types[table.inputs[k]].kind != TypeKind::kError) typeCondition(c, row.cells[k], Where::kRule);
    if (type.kind != TypeKind::kError) typeAs(c, row.output, Where::kRule, type, what);
  }
  return type;
}

}  // namespace regard::dsl
