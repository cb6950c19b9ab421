#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dsl/syntax/build.h"
#include "dsl/syntax/lexer.h"

namespace regard::dsl {

using ast::BinaryOp;
using ast::ExprId;

namespace {

/// Operators and operands may stand this deep inside each other: later stages walk the tree by recursion.
constexpr std::uint32_t kTreeDepthMax = 1000;

struct OpRow {
  std::string_view sign;
  BinaryOp op;
};
constexpr OpRow kBinaryOps[] = {{"and", BinaryOp::kAnd},  {"or", BinaryOp::kOr}, {"+", BinaryOp::kAdd},
                                {"-", BinaryOp::kSub},    {"*", BinaryOp::kMul}, {"/", BinaryOp::kDiv},
                                {"=", BinaryOp::kEq},     {"!=", BinaryOp::kNe}, {"<", BinaryOp::kLt},
                                {"<=", BinaryOp::kLe},    {">", BinaryOp::kGt},  {">=", BinaryOp::kGe},
                                {"else", BinaryOp::kElse}};

}  // namespace

BinaryOp Builder::opOf(std::string_view sign) {
  const auto* row =
      std::find_if(std::begin(kBinaryOps), std::end(kBinaryOps), [&](const OpRow& r) { return r.sign == sign; });
  REGARD_CHECK(row != std::end(kBinaryOps), sign);
  return row->op;
}

std::uint32_t Builder::depthBelow(const ast::ExprNode& node) const {
  std::uint32_t deepest = 0;
  const auto see = [&](ExprId id) {
    if (id != ast::kNoExpr) deepest = std::max(deepest, depthOf(id));
  };
  struct Visitor {
    decltype(see)& look;
    void operator()(const ast::LiteralExpr&) const {}
    void operator()(const ast::NameExpr&) const {}
    void operator()(const ast::FaultyExpr&) const {}
    void operator()(const ast::MemberExpr& e) const { look(e.object); }
    void operator()(const ast::UnaryExpr& e) const { look(e.operand); }
    void operator()(const ast::BinaryExpr& e) const { look(e.left), look(e.right); }
    void operator()(const ast::FromToExpr& e) const { look(e.from), look(e.to); }
    void operator()(const ast::KnownExpr& e) const { look(e.operand); }
    void operator()(const ast::IfExpr& e) const { look(e.condition), look(e.then), look(e.otherwise); }
    void operator()(const ast::InExpr& e) const {
      look(e.value);
      for (const ast::SetMember& member : e.members) look(member.low), look(member.high);
    }
    void operator()(const ast::IndexExpr& e) const { look(e.object), look(e.index); }
    void operator()(const ast::NoExpr& e) const { look(e.source.where); }
    void operator()(const ast::CallExpr& e) const {
      look(e.object);
      for (const ast::CallArg& arg : e.args) look(arg.value), look(arg.where);
    }
    void operator()(const ast::RankedExpr& e) const { look(e.value); }
    void operator()(const ast::InNameExpr& e) const { look(e.value); }
  };
  std::visit(Visitor{see}, node);
  return deepest;
}

ExprId Builder::add(ast::ExprNode node, Span span) {
  std::uint32_t depth = depthBelow(node) + 1;
  if (depth > kTreeDepthMax) {
    if (!tooDeep_) {
      tooDeep_ = true;
      sink_.report(Code::E0003, span, fmt::format("more than {} operators stand in a row here", kTreeDepthMax),
                   "divide it into formulas, or compare with `in { … }`");
    }
    node = ast::FaultyExpr{};
    depth = 1;
  }
  book_.exprs.push_back({std::move(node), span});
  depths_.push_back(depth);
  return static_cast<ExprId>(book_.exprs.size() - 1);
}

ExprId Builder::binary(BinaryOp op, ExprId left, ExprId right, Span opSpan) {
  const Span span = file_.join(book_.at(left).span, book_.at(right).span);
  return add(ast::BinaryExpr{op, left, right, opSpan}, span);
}

ExprId Builder::expr(P::ExprContext* context) {
  if (isFaulty(context))
    return faulty(context != nullptr && context->start != nullptr ? spanOf(context)
                                                                  : spanOf(file_.tokens[slice_.begin]));
  const auto parts = context->conj();
  ExprId left = conj(parts[0]);
  for (std::size_t i = 1; i + 1 < context->children.size(); i += 2) {
    const Token& op = tokenOf(static_cast<antlr4::tree::TerminalNode*>(context->children[i]));
    left = binary(BinaryOp::kOr, left, conj(parts[(i + 1) / 2]), spanOf(op));
  }
  return left;
}

ExprId Builder::conj(P::ConjContext* context) {
  const auto parts = context->neg();
  ExprId left = neg(parts[0]);
  for (std::size_t i = 1; i + 1 < context->children.size(); i += 2) {
    const Token& op = tokenOf(static_cast<antlr4::tree::TerminalNode*>(context->children[i]));
    left = binary(BinaryOp::kAnd, left, neg(parts[(i + 1) / 2]), spanOf(op));
  }
  return left;
}

ExprId Builder::neg(P::NegContext* context) {
  if (context->neg() == nullptr) return relation(context->relation());
  return add(ast::UnaryExpr{ast::UnaryOp::kNot, neg(context->neg())}, spanOf(context));
}

ExprId Builder::relation(P::RelationContext* context) {
  const ExprId left = orElse(context->orElse(0));
  if (P::CmpContext* cmp = context->cmp()) {
    const Token& sign = firstOf(cmp);
    return binary(opOf(meant(sign)), left, orElse(context->orElse(1)), spanOf(sign));
  }
  if (context->children.size() == 1) return left;
  const bool negated = std::any_of(context->children.begin(), context->children.end(),
                                   [&](Node* child) { return signOf(child) == "not"; });
  if (context->set() != nullptr) return inSet(left, context->set(), negated, spanOf(context));
  const bool known = signOf(context->children.back()) == "known";
  return add(ast::KnownExpr{left, known != negated}, spanOf(context));
}

ast::SetMember Builder::setMember(P::MemberContext* context) {
  ast::SetMember row;
  row.low = sum(context->add(0));
  if (context->children.size() > 1) {
    row.high = sum(context->add(1));
    row.halfOpen = signOf(context->children[1]) == "..<";
  }
  return row;
}

ExprId Builder::inSet(ExprId value, P::SetContext* set, bool negated, Span span) {
  if (set->rank() != nullptr) return ranked(value, set->rank(), negated, span);
  if (set->name() != nullptr) return add(ast::InNameExpr{value, nameOf(set->name()), negated}, span);
  ast::InExpr in{value, {}, negated};
  for (P::MemberContext* member : set->member()) in.members.push_back(setMember(member));
  return add(std::move(in), span);
}

ExprId Builder::orElse(P::OrElseContext* context) {
  if (context->expr() != nullptr) {
    const ExprId condition = expr(context->expr()), then = sum(context->add(0)), otherwise = sum(context->add(1));
    return add(ast::IfExpr{condition, then, otherwise}, spanOf(context));
  }
  const auto parts = context->add();
  ExprId left = sum(parts[0]);
  for (std::size_t i = 1; i + 1 < context->children.size(); i += 2) {
    const Token& op = tokenOf(static_cast<antlr4::tree::TerminalNode*>(context->children[i]));
    left = binary(BinaryOp::kElse, left, sum(parts[(i + 1) / 2]), spanOf(op));
  }
  return left;
}

ExprId Builder::sum(P::AddContext* context) {
  const auto parts = context->mul();
  ExprId left = product(parts[0]);
  for (std::size_t i = 1; i + 1 < context->children.size(); i += 2) {
    const Token& op = tokenOf(static_cast<antlr4::tree::TerminalNode*>(context->children[i]));
    left = binary(opOf(meant(op)), left, product(parts[(i + 1) / 2]), spanOf(op));
  }
  return left;
}

ExprId Builder::product(P::MulContext* context) {
  const auto parts = context->unary();
  ExprId left = unary(parts[0]);
  for (std::size_t i = 1; i + 1 < context->children.size(); i += 2) {
    const Token& op = tokenOf(static_cast<antlr4::tree::TerminalNode*>(context->children[i]));
    left = binary(opOf(meant(op)), left, unary(parts[(i + 1) / 2]), spanOf(op));
  }
  return left;
}

ExprId Builder::unary(P::UnaryContext* context) {
  if (context->unary() != nullptr)
    return add(ast::UnaryExpr{ast::UnaryOp::kNeg, unary(context->unary())}, spanOf(context));
  if (context->unit() != nullptr) {
    const ast::Unit unit = unitOf(context->unit());
    const ExprId from = postfix(context->postfix(0)), to = postfix(context->postfix(1));
    return add(ast::FromToExpr{unit, from, to}, spanOf(context));
  }
  if (context->source() != nullptr) return add(ast::NoExpr{source(context->source())}, spanOf(context));
  return postfix(context->postfix(0));
}

ExprId Builder::postfix(P::PostfixContext* context) {
  ExprId object = primary(context->primary());
  const Token& first = firstOf(context);
  for (std::size_t i = 1; i < context->children.size(); ++i) {
    auto* name = dynamic_cast<P::NameContext*>(context->children[i]);
    if (name == nullptr) continue;
    const bool hasArgs = i + 1 < context->children.size();
    auto* args = hasArgs ? dynamic_cast<P::ArgsContext*>(context->children[i + 1]) : nullptr;
    if (signOf(context->children[i - 1]) == "[") {
      const Span span =
          file_.join(spanOf(first), spanOf(tokenOf(static_cast<antlr4::tree::TerminalNode*>(
                                        context->children[std::min(i + 1, context->children.size() - 1)]))));
      object = add(ast::IndexExpr{object, add(ast::NameExpr{nameOf(name).text}, spanOf(name))}, span);
    } else if (args != nullptr) {
      object = call(nameOf(name), object, args, file_.join(spanOf(first), spanOf(args)));
    } else {
      object = add(ast::MemberExpr{object, nameOf(name)}, file_.join(spanOf(first), spanOf(name)));
    }
  }
  return object;
}

ExprId Builder::primary(P::PrimaryContext* context) {
  const Span span = spanOf(context);
  if (context->expr() != nullptr) {
    const ExprId inner = expr(context->expr());
    // With its brackets, so that what is built around it (and quoted to people) covers them too.
    if (inner != ast::kNoExpr) book_.exprs[inner].span = span;
    return inner;
  }
  if (context->args() != nullptr) return call(nameOf(context->name()), ast::kNoExpr, context->args(), span);
  if (context->name() != nullptr) return add(ast::NameExpr{nameOf(context->name()).text}, span);
  std::optional<ast::Literal> value = literal(context->literal());
  return value ? add(ast::LiteralExpr{*std::move(value)}, span) : faulty(span);
}

}  // namespace regard::dsl
