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
};

}  // namespace

void pushParts(const ast::Expr& expr, std::vector<ast::ExprId>& stack) { std::visit(PartsVisitor{stack}, expr.node); }

}  // namespace regard::dsl
