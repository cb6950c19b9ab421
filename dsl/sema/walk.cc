#include "dsl/sema/walk.h"

namespace regard::dsl {
namespace {

struct PartsVisitor {
  std::vector<ast::ExprId>& stack;

  void operator()(const ast::LiteralExpr&) const {}
  void operator()(const ast::NameExpr&) const {}
  void operator()(const ast::FaultyExpr&) const {}
  void operator()(const ast::MemberExpr&) const {}  // its object is `request`, which is no expression of its own
  void operator()(const ast::UnaryExpr& e) const { stack.push_back(e.operand); }
  void operator()(const ast::KnownExpr& e) const { stack.push_back(e.operand); }
  void operator()(const ast::BinaryExpr& e) const { stack.insert(stack.end(), {e.right, e.left}); }
  void operator()(const ast::FromToExpr& e) const { stack.insert(stack.end(), {e.to, e.from}); }
  void operator()(const ast::IfExpr& e) const { stack.insert(stack.end(), {e.otherwise, e.then, e.condition}); }
  void operator()(const ast::InExpr& e) const {
    for (auto member = e.members.rbegin(); member != e.members.rend(); ++member) {
      if (member->high != ast::kNoExpr) stack.push_back(member->high);
      stack.push_back(member->low);
    }
    stack.push_back(e.value);
  }
  void operator()(const ast::IndexExpr& e) const { stack.insert(stack.end(), {e.index, e.object}); }
  void operator()(const ast::NoExpr& e) const { push(e.source.where); }
  void operator()(const ast::CallExpr& e) const {
    stack.insert(stack.end(), e.reads.rbegin(), e.reads.rend());
    for (auto arg = e.args.rbegin(); arg != e.args.rend(); ++arg) {
      push(arg->where);
      push(arg->value);
    }
    push(e.object);
  }
  void operator()(const ast::RankedExpr& e) const { stack.push_back(e.value); }
  void operator()(const ast::InNameExpr& e) const { stack.push_back(e.value); }

  void push(ast::ExprId part) const {
    if (part != ast::kNoExpr) stack.push_back(part);
  }
};

}  // namespace

void pushParts(const ast::Expr& expr, std::vector<ast::ExprId>& stack) { std::visit(PartsVisitor{stack}, expr.node); }

}  // namespace regard::dsl
