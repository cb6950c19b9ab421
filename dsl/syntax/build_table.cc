// Decision tables. A cell says something of its column's input without naming it; it becomes the condition that it
// stands for, so that later stages know nothing of cells: `gold..platinum` under `worth` is
// `worth in { gold..platinum }`, `-` is no condition at all.
#include <fmt/format.h>

#include <algorithm>

#include "dsl/syntax/build.h"
#include "dsl/syntax/lexer.h"

namespace regard::dsl {

using ast::ExprId;
using ast::Hit;

/// Policies whose result is a list are reported; `any` then stands for them, so that the name is declared.
Hit Builder::hit(P::HitContext* context) {
  static constexpr std::pair<std::string_view, Hit> kHits[] = {
      {"unique", Hit::kUnique}, {"any", Hit::kAny}, {"first", Hit::kFirst}, {"priority", Hit::kPriority},
      {"sum", Hit::kSum},       {"min", Hit::kMin}, {"max", Hit::kMax},     {"count", Hit::kCount}};
  const std::string_view word = signOf(context->children.back());
  const auto* found =
      std::find_if(std::begin(kHits), std::end(kHits), [&](const auto& row) { return row.first == word; });
  if (found != std::end(kHits)) return found->second;
  const std::string_view first = meant(firstOf(context));
  sink_.report(Code::E0190, spanOf(context),
               fmt::format("`{}` gives a list of results, which this version does not support yet",
                           context->children.size() > 1 ? fmt::format("{} {}", first, word) : std::string(first)),
               "write `collect sum`, `collect min`, `collect max` or `collect count`, or let one row decide: `first`");
  return Hit::kAny;
}

std::optional<ast::Table> Builder::table(P::TableContext* context) {
  const auto inputs = context->tableInput();
  const bool isWhole = context->exception == nullptr && !isFaulty(context->hit()) &&
                       std::none_of(inputs.begin(), inputs.end(), [](const auto* input) { return isFaulty(input); });
  if (isFaulty(context->type())) return std::nullopt;
  ast::Table table;
  table.name = nameOf(context->name());
  table.title = titleOf(context->title());
  table.type = type(context->type());
  table.doc = docOf(context);
  table.span = headOf(context);
  if (!isWhole) {  // reported: its name and its type are still good
    table.rows.push_back({{}, faulty(table.span), 1, table.span});
    return table;
  }
  table.hit = hit(context->hit());
  table.hitSpan = spanOf(context->hit());
  for (P::TableInputContext* input : inputs) {
    const ast::Word head = nameOf(input->name(0));
    const ExprId object = add(ast::NameExpr{head.text}, head.span);
    table.inputs.push_back(
        input->name().size() < 2 ? object : add(ast::MemberExpr{object, nameOf(input->name(1))}, spanOf(input)));
  }
  for (P::TableRowContext* row : context->tableRow())
    if (!isFaulty(row)) table.rows.push_back(tableRow(row, table));
  return table;
}

/// Cells beyond the columns are counted only: sema says how many belong there.
ast::TableRow Builder::tableRow(P::TableRowContext* context, const ast::Table& table) {
  ast::TableRow row;
  row.span = spanOf(context);
  const auto cells = context->cell();
  row.written = cells.size();
  const bool hasOutput = table.hit != Hit::kCount;
  if (row.written != table.inputs.size() + (hasOutput ? 1U : 0U)) return row;
  for (std::size_t i = 0; i < table.inputs.size(); ++i) row.cells.push_back(cell(cells[i], table.inputs[i]));
  if (hasOutput) row.output = tableOutput(cells.back());
  return row;
}

ExprId Builder::cell(P::CellContext* context, ExprId input) {
  if (isFaulty(context)) return faulty(book_.at(input).span);
  const Span span = spanOf(context);
  if (P::CmpContext* cmp = context->cmp()) {
    const Token& sign = firstOf(cmp);
    return add(ast::BinaryExpr{opOf(meant(sign)), input, sum(context->add()), spanOf(sign)}, span);
  }
  if (context->member().empty()) return ast::kNoExpr;  // `-`
  const ExprId list = cellList(context, input, span);
  const bool negated = signOf(context->children.front()) == "not";
  return negated ? add(ast::UnaryExpr{ast::UnaryOp::kNot, list}, span) : list;
}

/// The members of a cell; `unknown` among them asks whether the input is.
ExprId Builder::cellList(P::CellContext* context, ExprId input, Span span) {
  ast::InExpr in{input, {}, false};
  bool orUnknown = false;
  for (P::MemberContext* member : context->member()) {
    const ast::SetMember row = setMember(member);
    const auto* literal = std::get_if<ast::LiteralExpr>(&book_.at(row.low).node);
    const bool isUnknown =
        row.high == ast::kNoExpr && literal != nullptr && std::holds_alternative<ast::UnknownLiteral>(literal->literal);
    orUnknown = orUnknown || isUnknown;
    if (!isUnknown) in.members.push_back(row);
  }
  if (in.members.empty()) return add(ast::KnownExpr{input, false}, span);
  const bool single = in.members.size() == 1 && in.members.front().high == ast::kNoExpr;
  const ExprId list = single ? add(ast::BinaryExpr{ast::BinaryOp::kEq, input, in.members.front().low, span}, span)
                             : add(std::move(in), span);
  if (!orUnknown) return list;
  return add(ast::BinaryExpr{ast::BinaryOp::kOr, list, add(ast::KnownExpr{input, false}, span), span}, span);
}

ExprId Builder::tableOutput(P::CellContext* context) {
  if (isFaulty(context)) return ast::kNoExpr;
  const auto members = context->member();
  const bool isValue = context->cmp() == nullptr && members.size() == 1 && members.front()->children.size() == 1 &&
                       signOf(context->children.front()) != "not";
  if (isValue) return sum(members.front()->add(0));
  sink_.report(Code::E0412, spanOf(context), "the last cell of a row is its result, and this is a condition",
               "write one value, as in `10%`");
  return faulty(spanOf(context));
}

}  // namespace regard::dsl
