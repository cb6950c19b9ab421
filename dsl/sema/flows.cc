// What flows where. Each formula, scorecard, ladder and segment remembers one name of a kind that it depends on,
// directly or through others; expressions that may not depend on that kind are then looked through.
//
// Protected values (point 15) may not reach what decides over an action. Texts may show them: they decide nothing.
// The candidate's own names mean nothing in the expectations of a test, where there is no candidate.

#include <algorithm>

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

/// What was declared `protected`: a field, one for each member of a choice, or a field of rows.
struct Source {
  std::string name;
  Span span;
  bool isProtected = false;
};

Source sourceOf(const Context& c, const Resolved& resolved) {
  const auto ofInput = [&](std::uint32_t index) {
    const ir::Input& input = c.out.inputs[index];
    return Source{input.name, input.span, input.isProtected};
  };
  switch (resolved.kind) {
    case Resolved::Kind::kInput: return ofInput(resolved.index);
    case Resolved::Kind::kMap: {
      const MapField& map = c.out.maps[resolved.index];
      Source source = ofInput(map.firstInput);
      source.name = map.name;
      return source;
    }
    case Resolved::Kind::kColumn: {
      const ir::Column& column = c.out.streams[resolved.stream].columns[resolved.index];
      return {c.out.streams[resolved.stream].name + "." + column.name, column.span, column.isProtected};
    }
    case Resolved::Kind::kStream: {  // counting the rows of a protected list is telling about it
      const ir::Stream& stream = c.out.streams[resolved.index];
      const bool isProtected = stream.kind == ir::StreamKind::kList && stream.columns.front().isProtected;
      return {stream.name, stream.span, isProtected};
    }
    default: return {};
  }
}

struct ProtectedRule {
  Context& c;
  Flow flow;

  /// A waiver lets its field through in this one clause, and says why.
  void refuse(ast::ExprId root, const std::vector<ast::Waiver>& waivers = {}) const {
    std::vector<bool> used(waivers.size(), false);
    flow.forEachOrigin(root, [&](ast::ExprId id, ast::ExprId origin) {
      const Source input = sourceOf(c, c.out.resolved[origin]);
      const auto waived = std::find_if(waivers.begin(), waivers.end(),
                                       [&](const ast::Waiver& waiver) { return waiver.field.text == input.name; });
      if (waived != waivers.end()) {
        used[static_cast<std::size_t>(waived - waivers.begin())] = true;
        return;
      }
      const Span span = c.book.at(id).span;
      c.sink
          .report(Code::E0307, span,
                  id == origin ? quoted(input.name) + " is protected: it may not decide what a customer gets"
                               : quoted(c, span) + " depends on " + quoted(input.name) +
                                     ", which is protected and may not decide what a customer gets",
                  "decide by something else, or say why it must be: `waive protected " + input.name + " \"…\"`")
          .notes.push_back({input.span, "protected here"});
    });
    for (std::size_t i = 0; i < waivers.size(); ++i) {
      if (waivers[i].reason.text.empty())
        c.sink.report(Code::E0307, waivers[i].reason.span, "a waiver without a reason",
                      "say why, as in `\"Adults only: legal\"`");
      if (!used[i])
        c.sink.report(Code::E0307, waivers[i].field.span,
                      "this clause does not depend on " + quoted(waivers[i].field.text),
                      "leave the waiver out: it would let through what nobody has looked at");
    }
  }

  void refuseBody(const ast::ActionBody& body) const {
    for (const ast::Condition& condition : body.conditions) refuse(condition.when, condition.waivers);
    for (const ast::Figure& figure : body.figures) refuse(figure.expr);
    for (const ast::LeverClause& lever : body.levers) refuse(lever.when);
    for (const ast::Treatment& treatment : body.treatments) refuse(treatment.when, treatment.waivers);
    for (const ast::Learned& learned : body.learned)
      for (const ast::ExprId by : learned.by) refuse(by);
  }
};

}  // namespace

void checkProtected(Context& c) {
  const ProtectedRule rule{c, Flow(c, [](const Context& context, const Resolved& resolved) {
                             return sourceOf(context, resolved).isProtected;
                           })};
  for (const ast::Item& item : c.book.items) {
    if (const auto* group = std::get_if<ast::Group>(&item)) rule.refuseBody(group->body);
    if (const auto* action = std::get_if<ast::Action>(&item)) rule.refuseBody(action->body);
    if (const auto* arbitrate = std::get_if<ast::Arbitrate>(&item)) {
      for (const ast::RankBy& rank : arbitrate->ranks) rule.refuse(rank.expr);
      for (const ast::Favour& favour : arbitrate->favours) rule.refuse(favour.lever.when);
    }
    if (const auto* trigger = std::get_if<ast::Trigger>(&item)) rule.refuse(trigger->when);
    if (const auto* policy = std::get_if<ast::Policy>(&item)) {
      for (const ast::Never& never : policy->nevers) rule.refuse(never.when, never.waivers);
      for (const ast::Quiet& quiet : policy->quiets) rule.refuse(quiet.unless);
    }
  }
}

void checkDependencies(Context& c) {
  const Flow request(c, [](const Context& context, const Resolved& resolved) {
    return resolved.kind == Resolved::Kind::kInput &&
           context.out.inputs[resolved.index].source == ir::InputSource::kRequest;
  });
  const Flow defaults(c, [](const Context& context, const Resolved& resolved) {
    const auto standsIn = [&](std::uint32_t input) { return context.out.inputs[input].fallback.isKnown(); };
    return (resolved.kind == Resolved::Kind::kInput && standsIn(resolved.index)) ||
           (resolved.kind == Resolved::Kind::kMap && standsIn(context.out.maps[resolved.index].firstInput));
  });
  for (const ast::Item& item : c.book.items) {
    if (const auto* trigger = std::get_if<ast::Trigger>(&item))
      request.forEachOrigin(trigger->when, [&](ast::ExprId id, ast::ExprId origin) {
        const Span span = c.book.at(id).span;
        const std::string name = quoted(c, c.book.at(origin).span);
        c.sink.report(Code::E0418, span,
                      (id == origin ? name : quoted(c, span) + " depends on " + name + ", which") +
                          " is said in a contact, and nobody has called",
                      "start it by what is known of the customer or of what happened");
      });
    const auto* policy = std::get_if<ast::Policy>(&item);
    if (policy == nullptr) continue;
    for (const ast::Never& never : policy->nevers)
      defaults.forEachOrigin(never.when, [&](ast::ExprId id, ast::ExprId origin) {
        const Span span = c.book.at(id).span;
        const Source source = sourceOf(c, c.out.resolved[origin]);
        c.sink
            .report(Code::E0419, span,
                    quoted(source.name) + " has a default, and what forbids must know when nothing is known",
                    "take the `default` away, and write `else` where a rule may guess")
            .notes.push_back({source.span, "the default is here"});
      });
  }
}

void checkCandidateFree(Context& c) {
  const Flow flow(c,
                  [](const Context&, const Resolved& resolved) { return resolved.kind == Resolved::Kind::kCandidate; });
  for (const ModelEntry& model : c.modelEntries)
    for (const ast::ExprId column : model.columns)
      flow.forEachOrigin(column, [&](ast::ExprId id, ast::ExprId origin) {
        const Span span = c.book.at(id).span;
        const std::string name = quoted(c, c.book.at(origin).span);
        c.sink.report(Code::E0420, span,
                      (id == origin ? name : quoted(c, span) + " depends on " + name + ", which") +
                          " is an action's, and a model is about the customer",
                      "use what is known of the customer or said in the request");
      });
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
