// What is asked of rows. A comparison of a count is one instruction with it: what is not decided, or was before anybody
// took notes, leaves a lower bound, and `>= 2` can be true of that while the count itself is unknown.

#include <algorithm>
#include <array>

#include "dsl/ir/print.h"
#include "dsl/lower/expressions.h"

namespace regard::dsl {
namespace {

using ir::Aggregate;
using ir::InstIndex;
using ir::Op;

struct Comparison {
  ast::BinaryOp op;
  Aggregate count, flipped;  ///< `count(…) < n` and `n < count(…)`
};
constexpr std::array<Comparison, 6> kComparisons = {{{ast::BinaryOp::kEq, Aggregate::kCountEq, Aggregate::kCountEq},
                                                     {ast::BinaryOp::kNe, Aggregate::kCountNe, Aggregate::kCountNe},
                                                     {ast::BinaryOp::kLt, Aggregate::kCountLt, Aggregate::kCountGt},
                                                     {ast::BinaryOp::kLe, Aggregate::kCountLe, Aggregate::kCountGe},
                                                     {ast::BinaryOp::kGt, Aggregate::kCountGt, Aggregate::kCountLt},
                                                     {ast::BinaryOp::kGe, Aggregate::kCountGe, Aggregate::kCountLe}}};

}  // namespace

std::uint32_t Lowering::window(const ast::Window& window) {
  constexpr ir::CalendarUnit kUnits[] = {ir::CalendarUnit::kDay, ir::CalendarUnit::kWeek, ir::CalendarUnit::kMonth,
                                         ir::CalendarUnit::kYear};
  using Kind = ast::Window::Kind;
  ir::Window out;
  if (window.kind == Kind::kLast)
    out = {window.last.amount.isPeriod ? ir::WindowKind::kRollingMonths : ir::WindowKind::kRolling,
           window.last.amount.amount};
  if (window.kind == Kind::kThis)
    out = {ir::WindowKind::kThis,
           static_cast<std::int64_t>(
               kUnits[static_cast<std::size_t>(window.unit) - static_cast<std::size_t>(ast::Unit::kDays)])};
  const auto found = std::find(program.windows.begin(), program.windows.end(), out);
  const auto index = static_cast<std::uint32_t>(found - program.windows.begin());
  if (found == program.windows.end()) program.windows.push_back(out);
  return index;
}

std::uint32_t Lowering::burst(ir::Burst burst) {
  const auto found = std::find(program.bursts.begin(), program.bursts.end(), burst);
  const auto index = static_cast<std::uint32_t>(found - program.bursts.begin());
  if (found == program.bursts.end()) program.bursts.push_back(burst);
  return index;
}

std::string Lowering::textOf(Span span) const { return ir::excerpt(program, span); }

InstIndex Lowering::column(std::uint32_t stream, std::uint32_t column, Span span) {
  if (isTable(stream)) return expression(tableRow->outputs[column]);
  return build.add(Op::kColumn, program.streams[stream].columns[column].type, stream, column, span);
}

InstIndex Lowering::number(double value, Span span) { return build.constant(kNumberType, Cell::ofDouble(value), span); }

InstIndex Lowering::filterOf(const Query& query, Span span) {
  InstIndex filter = optional(query.where);
  if (filter != ir::kNone && query.negated) filter = build.negate(filter);
  if (query.flag == ir::kNone) return filter;
  const InstIndex flag = column(query.stream, query.flag, span);
  return filter == ir::kNone ? flag : build.add(Op::kAnd, kFlagType, flag, filter, span);
}

InstIndex Lowering::rows(const Query& query, InstIndex filter, InstIndex item, Span span) {
  const Type type = ir::comparesCount(query.aggregate)     ? kFlagType
                    : query.aggregate == Aggregate::kCount ? kNumberType
                                                           : checked.streams[query.stream].columns[query.column].type;
  return build.addWithTable(
      Op::kQuery, type, 0,
      {static_cast<std::uint32_t>(query.aggregate), query.stream, query.window, filter, item, ir::kNone}, span);
}

InstIndex Lowering::query(const Query& query, Type, Span span) {
  if (isTable(query.stream)) return tableRows(query, ir::kNone, span);
  const InstIndex item = query.compared >= 0         ? number(query.compared, span)
                         : query.column != ir::kNone ? column(query.stream, query.column, span)
                                                     : ir::kNone;
  return rows(query, filterOf(query, span), item, span);
}

InstIndex Lowering::comparedCount(const ast::BinaryExpr& e, Span span) {
  const auto* row =
      std::find_if(kComparisons.begin(), kComparisons.end(), [&](const Comparison& c) { return c.op == e.op; });
  if (row == kComparisons.end()) return ir::kNone;
  const auto countAt = [&](ast::ExprId side) -> const Query* {
    const auto query = checked.queries.find(side);
    return query != checked.queries.end() && query->second.aggregate == Aggregate::kCount ? &query->second : nullptr;
  };
  const bool flipped = countAt(e.left) == nullptr;
  const ast::ExprId counted = flipped ? e.right : e.left;
  if (countAt(counted) == nullptr || isTable(countAt(counted)->stream)) return ir::kNone;
  const InstIndex limit = expression(flipped ? e.left : e.right);
  if (build.readsRow(limit)) return ir::kNone;  // inside of another `where`: then the count is a value like others
  Query query = *countAt(counted);
  query.aggregate = flipped ? row->flipped : row->count;
  return rows(query, filterOf(query, at(counted).span), limit, span);
}

}  // namespace regard::dsl
