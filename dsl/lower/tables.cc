// Decision tables. What a table decides is one instruction over its rows, each with the condition that its cells make.
// Of a table that gives rows all is asked in the same way: the condition of a row and the `where` about it together,
// the row's outputs in the place of its columns. So a list of results needs no value that is a list.

#include <algorithm>

#include "dsl/lower/expressions.h"
#include "dsl/sema/operators.h"
#include "dsl/sema/results.h"

namespace regard::dsl {
namespace {

using ir::Aggregate;
using ir::InstIndex;
using ir::Op;
using ir::TableHit;

/// `priority` is the highest member of a choice with an order, else the one written first; `collect count` adds up
/// ones, and so does a table that gives rows, to say how many there are.
TableHit hitOf(ast::Hit hit, const ir::Program& program, Type type) {
  switch (hit) {
    case ast::Hit::kUnique: return TableHit::kUnique;
    case ast::Hit::kAny: return TableHit::kAny;
    case ast::Hit::kFirst: return TableHit::kFirst;
    case ast::Hit::kPriority: return program.choices[type.choice].ordered ? TableHit::kMax : TableHit::kMin;
    case ast::Hit::kMin: return TableHit::kMin;
    case ast::Hit::kMax: return TableHit::kMax;
    default: return TableHit::kSum;
  }
}

InstIndex both(Lowering& l, InstIndex a, InstIndex b, Span span) {
  return a == ir::kNone ? b : l.build.add(Op::kAnd, kFlagType, a, b, span);
}

InstIndex conditionOf(Lowering& l, const ast::TableRow& row) {
  InstIndex condition = ir::kNone;
  for (const ast::ExprId cell : row.cells)
    if (cell != ast::kNoExpr) condition = both(l, condition, l.expression(cell), row.span);
  return condition != ir::kNone ? condition : l.build.constant(kFlagType, Cell::ofBool(true), row.span);
}

struct Pair {
  InstIndex condition, output;
};

InstIndex tableOf(Lowering& l, TableHit hit, Type type, const std::vector<Pair>& rows, Span span) {
  std::vector<std::uint32_t> words{static_cast<std::uint32_t>(hit), static_cast<std::uint32_t>(rows.size())};
  for (const Pair& row : rows) words.insert(words.end(), {row.condition, row.output});
  return l.build.addWithTable(Op::kTable, type, 0, words, span);
}

/// A question about the rows of one table.
struct Asker {
  Lowering& l;
  const Query& query;
  InstIndex value;
  Span span;
  std::vector<Pair> rows = {};  ///< in their order; the output is that of the column asked for, if any is

  void collect() {
    const ast::TableRow* const outer = l.tableRow;
    const auto& table =
        std::get<ast::Table>(l.checked.book->items[l.checked.tableItems[query.stream - l.checked.programStreams]]);
    for (const ast::TableRow* row : l.rowsInOrder(table)) {
      l.tableRow = row;
      const InstIndex output = query.column == ir::kNone ? ir::kNone : l.column(query.stream, query.column, span);
      InstIndex condition = conditionOf(l, *row);
      if (const InstIndex filter = l.filterOf(query, span); filter != ir::kNone)
        condition = both(l, condition, filter, span);
      if (value != ir::kNone) condition = both(l, condition, isValue(output), span);
      rows.push_back({condition, output});
    }
    l.tableRow = outer;
  }

  InstIndex isValue(InstIndex output) const {
    const TypeKind kind = type().kind;
    const Op equal = kind == TypeKind::kText     ? Op::kEqText
                     : kind == TypeKind::kNumber ? ir::opOf(ScalarOp::EqNumber)
                                                 : ir::opOf(ScalarOp::EqInt);
    return l.build.add(equal, kFlagType, output, value, span);
  }

  Type type() const { return l.checked.streams[query.stream].columns[query.column].type; }

  InstIndex anyRow() const {
    InstIndex any = ir::kNone;
    for (const Pair& row : rows)
      any = any == ir::kNone ? row.condition : l.build.add(Op::kOr, kFlagType, any, row.condition, span);
    return any;
  }

  InstIndex count() const {
    std::vector<Pair> ones = rows;
    for (Pair& row : ones) row.output = l.number(1, span);
    return tableOf(l, TableHit::kSum, kNumberType, ones, span);
  }

  InstIndex together(TableHit hit) const { return tableOf(l, hit, type(), rows, span); }

  /// Of no rows there is none: a table without rows is unknown.
  InstIndex average() const {
    const InstIndex many = count(), none = tableOf(l, TableHit::kFirst, type(), {}, span);
    const auto divide = operatorFor(ast::BinaryOp::kDiv, type().kind, TypeKind::kNumber);
    const InstIndex each = l.build.add(ir::opOf(divide->op), type(), together(TableHit::kSum), many, span);
    const InstIndex isEmpty = l.build.add(ir::opOf(ScalarOp::EqNumber), kFlagType, many, l.number(0, span), span);
    return l.build.addWithTable(Op::kIf, type(), 0, {isEmpty, none, each}, span);
  }

  InstIndex answer() {
    collect();
    switch (query.aggregate) {
      case Aggregate::kCount: return count();
      case Aggregate::kSum: return together(TableHit::kSum);
      case Aggregate::kMin: return together(TableHit::kMin);
      case Aggregate::kMax: return together(TableHit::kMax);
      case Aggregate::kAverage: return average();
      case Aggregate::kLatest: std::reverse(rows.begin(), rows.end()); [[fallthrough]];
      case Aggregate::kFirst: return together(TableHit::kFirst);
      case Aggregate::kCountEq: return l.build.negate(anyRow());  // `no`, and `every`, whose filter is turned round
      default: return anyRow();
    }
  }
};

}  // namespace

std::vector<const ast::TableRow*> Lowering::rowsInOrder(const ast::Table& table) const {
  std::vector<const ast::TableRow*> rows;
  for (const ast::TableRow& row : table.rows) rows.push_back(&row);
  if (table.hit != ast::Hit::kOutputOrder && !isByOrder(table)) return rows;
  const auto placeOf = [&](const ast::TableRow& row) {
    std::vector<std::int64_t> place;
    for (const ast::ExprId output : row.outputs) {
      const Type type = checked.types[output];
      if (type.kind != TypeKind::kChoice) continue;
      const auto member = static_cast<std::int64_t>(checked.resolved[output].index);
      place.push_back(checked.choices[type.choice].ordered ? -member : member);
    }
    return place;
  };
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const ast::TableRow* a, const ast::TableRow* b) { return placeOf(*a) < placeOf(*b); });
  return rows;
}

InstIndex Lowering::table(const ast::Table& table, const NamedItem& item) {
  std::vector<Pair> rows;
  const bool counts = table.hit == ast::Hit::kCount || table.givesRows();
  for (const ast::TableRow* row : rowsInOrder(table)) {
    const InstIndex condition = conditionOf(*this, *row);
    rows.push_back({condition, counts ? number(1, row->span) : expression(row->outputs[item.output])});
  }
  const TableHit hit = isByOrder(table) ? TableHit::kFirst : hitOf(table.hit, program, item.type);
  return tableOf(*this, hit, item.type, rows, table.span);
}

InstIndex Lowering::tableRows(const Query& query, InstIndex value, Span span) {
  return Asker{*this, query, value, span}.answer();
}

}  // namespace regard::dsl
