// Decision tables: each row has a cell per column, each cell is a condition over its column's input, each result is of
// its output's type, and that type is one that the hit policy can make one result of. A table that gives rows, or has
// several outputs, keeps the types of its outputs as columns.

#include "dsl/sema/context.h"
#include "dsl/sema/operators.h"
#include "dsl/sema/results.h"

namespace regard::dsl {
namespace {

using ast::Hit;

bool hasOrder(const Context& c, Type type) { return isComparable(c, ast::BinaryOp::kLt, type, type); }

/// What a hit policy needs of the result's type, and how to say so; nullptr: nothing, or it is met.
const char* needOf(const Context& c, Hit hit, Type type) {
  switch (hit) {
    case Hit::kUnique:
    case Hit::kAny:
    case Hit::kFirst:
    case Hit::kCollect:
    case Hit::kRuleOrder: return nullptr;
    case Hit::kPriority:
    case Hit::kOutputOrder:
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
  const std::size_t wanted = table.inputs.size() + table.outputs();
  if (row.written == wanted) return;
  std::string columns;
  for (const ast::ExprId input : table.inputs)
    columns += (columns.empty() ? "" : ", ") + quoted(c, c.book.at(input).span);
  if (table.outputs() == 1) columns += " and the result";
  if (table.outputs() > 1) columns += " and the " + std::to_string(table.outputs()) + " results";
  c.sink.report(Code::E0411, row.span,
                "row " + std::to_string(index + 1) + " of " + quoted(table.name.text) + " has " +
                    std::to_string(row.written) + (row.written == 1 ? " cell" : " cells") + ", and " +
                    std::to_string(wanted) + (wanted == 1 ? " belongs there" : " belong there"),
                "write one cell for each of " + columns + "; `-` where any value will do");
}

/// The outputs as columns: the fields of a record, else one.
std::vector<ir::Column> outputsOf(Context& c, const ast::Table& table) {
  ir::Stream outputs;
  outputs.kind = ir::StreamKind::kList;
  outputs.name = table.name.text;
  if (table.type.isRecord && !table.type.isList)
    addColumns(c, table.type.fields, outputs);
  else
    addItem(c, table.type, table.name, outputs);
  return outputs.columns;
}

/// `collect sum`, `min`, `max` and `count` work on each result; an order goes by the first one before the others.
void checkHit(Context& c, const ast::Table& table, const std::vector<ir::Column>& outputs) {
  const bool isEach = table.hit >= Hit::kSum && table.hit <= Hit::kCount;
  for (const ir::Column& output : outputs) {
    if (const char* need = output.type.kind == TypeKind::kError ? nullptr : needOf(c, table.hit, output.type)) {
      c.sink.report(Code::E0412, table.hitSpan,
                    quoted(c, table.hitSpan) + " needs " + need + "; " +
                        quoted(outputs.size() > 1 ? table.name.text + "." + output.name : table.name.text) + " gives " +
                        typeWord(c, output.type),
                    "change the type after `->`, or let one row decide with `first`");
      return;
    }
    if (!isEach) return;
  }
}

/// Rows are put in order before anybody asks, so the members that do it stand there as they are.
void checkOrder(Context& c, const ast::Table& table, const ast::TableRow& row, const std::vector<ir::Column>& outputs) {
  if (table.hit != Hit::kOutputOrder && !isByOrder(table)) return;
  for (std::size_t k = 0; k < row.outputs.size(); ++k) {
    if (outputs[k].type.kind != TypeKind::kChoice || c.out.types[row.outputs[k]].kind == TypeKind::kError ||
        c.out.resolved[row.outputs[k]].kind == Resolved::Kind::kMember)
      continue;
    const Span span = c.book.at(row.outputs[k]).span;
    c.sink.report(Code::E0412, span,
                  quoted(c, table.hitSpan) + " goes by the members written, and " + quoted(c, span) + " is none",
                  "write one of " + memberList(c.out.choices[outputs[k].type.choice]));
  }
}

/// Reports what is wrong with the table; the types of its outputs.
std::vector<ir::Column> checkWhole(Context& c, const ast::Table& table) {
  std::vector<ir::Column> outputs = outputsOf(c, table);
  for (const ast::ExprId input : table.inputs) typeExpr(c, input, Where::kRule);
  if (table.rows.empty())
    c.sink.report(Code::E0411, table.span, quoted(table.name.text) + " has no rows",
                  "write rows such as `| month_to_month | 30% |`, one cell for each input and one for the result");
  checkHit(c, table, outputs);
  const bool isWhole = resultsOf(table) <= outputs.size();  // no field was refused
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    checkWidth(c, table, i);
    const ast::TableRow& row = table.rows[i];
    for (std::size_t k = 0; k < row.cells.size(); ++k)
      if (c.out.types[table.inputs[k]].kind != TypeKind::kError) typeCondition(c, row.cells[k], Where::kRule);
    for (std::size_t k = 0; k < row.outputs.size() && isWhole; ++k)
      if (outputs[k].type.kind != TypeKind::kError)
        typeAs(c, row.outputs[k], Where::kRule, outputs[k].type,
               (outputs.size() > 1 ? quoted(outputs[k].name) + " of " : "the result of ") + quoted(table.name.text));
    if (isWhole) checkOrder(c, table, row, outputs);
  }
  if (!isWhole) outputs.clear();
  return outputs;
}

}  // namespace

Type checkTable(Context& c, const Entry& entry, const ast::Table& table) {
  if (entry.output > 0) {  // the first one looked at the whole table
    const std::uint32_t first = c.tableEntries[entry.stream - c.out.programStreams];
    if (needEntry(c, first, table.name.span).kind == TypeKind::kError) return {};
    return c.out.streams[entry.stream].columns[entry.output].type;
  }
  std::vector<ir::Column> outputs = checkWhole(c, table);
  if (outputs.empty()) return {};
  const Type type = outputs.front().type;
  if (entry.stream != ir::kNone) c.out.streams[entry.stream].columns = std::move(outputs);
  return table.givesRows() && type.kind != TypeKind::kError ? Type{TypeKind::kNumber, 0} : type;
}

}  // namespace regard::dsl
