// Decision tables. A cell says something of its column's input without naming it; it becomes the condition that it
// stands for, so that later stages know nothing of cells: `gold..platinum` under `worth` is
// `worth in { gold..platinum }`, `-` is no condition at all.
#include <algorithm>

#include "base/check.h"
#include "dsl/syntax/build.h"
#include "dsl/syntax/lexer.h"

namespace regard::dsl {

using ast::ExprId;
using ast::Hit;

Hit Builder::hit(P::HitContext* context) {
  std::string words(meant(firstOf(context)));
  if (context->children.size() > 1) words.append(1, ' ').append(signOf(context->children.back()));
  const auto* found = std::find(ast::kHitNames.begin(), ast::kHitNames.end(), words);
  REGARD_CHECK(found != ast::kHitNames.end(), words);
  return static_cast<Hit>(found - ast::kHitNames.begin());
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
    table.rows.push_back({{}, {faulty(table.span)}, 1, table.span});
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
  if (row.written != table.inputs.size() + table.outputs()) return row;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (i < table.inputs.size())
      row.cells.push_back(cell(cells[i], table.inputs[i]));
    else
      row.outputs.push_back(tableOutput(cells[i]));
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
  sink_.report(Code::E0412, spanOf(context), "what stands after the inputs is a result, and this is a condition",
               "write one value, as in `10%`");
  return faulty(spanOf(context));
}

}  // namespace regard::dsl
