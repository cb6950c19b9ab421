// What flows where. Each formula, scorecard, ladder and segment remembers one name of a kind that it depends on,
// directly or through others; expressions that may not depend on that kind are then looked through.
//
// Protected values (point 15) may not reach what decides over an action. Texts may show them: they decide nothing.
// The candidate's own names mean nothing in the expectations of a test, where there is no candidate.

#include "dsl/sema/context.h"
#include "dsl/sema/walk.h"

namespace regard::dsl {
namespace {

struct Flow {
  using Matters = bool (*)(const Context&, const Resolved&);

  Context& c;
  Matters matters;
  std::vector<ast::ExprId> reached;  ///< per entry: the name that matters, or kNoExpr

  Flow(Context& context, Matters what) : c(context), matters(what), reached(context.entries.size(), ast::kNoExpr) {
    for (const std::uint32_t entry : c.done)
      forEachExprOf(c.book, c.book.items[c.entries[entry].item], [&](ast::ExprId id) {
        if (reached[entry] == ast::kNoExpr) reached[entry] = originOf(id);
      });
  }

  /// The name behind an expression's own name, or kNoExpr if there is none that matters.
  ast::ExprId originOf(ast::ExprId id) const {
    const Resolved& resolved = c.out.resolved[id];
    if (resolved.kind == Resolved::Kind::kNamed) return reached[resolved.index];
    return matters(c, resolved) ? id : ast::kNoExpr;
  }

  template <class Report>
  void forEachOrigin(ast::ExprId root, Report report) const {
    forEachExpr(c.book, root, [&](ast::ExprId id) {
      if (const ast::ExprId origin = originOf(id); origin != ast::kNoExpr) report(id, origin);
    });
  }
};

struct ProtectedRule {
  Context& c;
  Flow flow;

  void refuse(ast::ExprId root) const {
    flow.forEachOrigin(root, [&](ast::ExprId id, ast::ExprId origin) {
      const ir::Input& input = c.out.inputs[c.out.resolved[origin].index];
      const Span span = c.book.at(id).span;
      c.sink
          .report(Code::E0307, span,
                  id == origin ? quoted(input.name) + " is protected: it may not decide what a customer gets"
                               : quoted(c, span) + " depends on " + quoted(input.name) +
                                     ", which is protected and may not decide what a customer gets",
                  "decide by something else")
          .notes.push_back({input.span, "protected here"});
    });
  }

  void refuseBody(const ast::ActionBody& body) const {
    for (const ast::Condition& condition : body.conditions) refuse(condition.when);
    for (const ast::Figure& figure : body.figures) refuse(figure.expr);
    for (const ast::LeverClause& lever : body.levers) refuse(lever.when);
    for (const ast::Treatment& treatment : body.treatments) refuse(treatment.when);
  }
};

}  // namespace

void checkProtected(Context& c) {
  const ProtectedRule rule{c, Flow(c, [](const Context& context, const Resolved& resolved) {
                             return resolved.kind == Resolved::Kind::kInput &&
                                    context.out.inputs[resolved.index].isProtected;
                           })};
  for (const ast::Item& item : c.book.items) {
    if (const auto* group = std::get_if<ast::Group>(&item)) rule.refuseBody(group->body);
    if (const auto* action = std::get_if<ast::Action>(&item)) rule.refuseBody(action->body);
    if (const auto* arbitrate = std::get_if<ast::Arbitrate>(&item)) {
      for (const ast::RankBy& rank : arbitrate->ranks) rule.refuse(rank.expr);
      for (const ast::Favour& favour : arbitrate->favours) rule.refuse(favour.lever.when);
    }
  }
}

void checkCandidateFree(Context& c) {
  const Flow flow(c,
                  [](const Context&, const Resolved& resolved) { return resolved.kind == Resolved::Kind::kCandidate; });
  for (const ast::Item& item : c.book.items) {
    const auto* test = std::get_if<ast::Test>(&item);
    if (test == nullptr) continue;
    for (const ast::Expect& expect : test->expects)
      flow.forEachOrigin(expect.expr, [&](ast::ExprId id, ast::ExprId origin) {
        const Span span = c.book.at(id).span;
        const std::string name = quoted(c, c.book.at(origin).span);
        c.sink.report(Code::E0504, span,
                      id == origin
                          ? name + " is an action's, and no action is being decided about here"
                          : quoted(c, span) + " depends on " + name + ", and no action is being decided about here",
                      "expect an action, as in `expect thanks offered by call`, or read `request.channel`");
      });
  }
}

}  // namespace regard::dsl
