// Declarations as tables of the program. Everything an action inherits from its group is resolved here.

#include "dsl/lower/lower.h"

#include <algorithm>

#include "base/check.h"
#include "dsl/ir/verify.h"
#include "dsl/lower/expressions.h"
#include "dsl/lower/policies.h"
#include "dsl/lower/prune.h"
#include "dsl/sema/arbitration.h"
#include "dsl/sema/brings.h"

namespace regard::dsl {
namespace {

using ir::InstIndex;
using ir::Op;

constexpr ir::Stage kStageOf[] = {ir::Stage::kEligible, ir::Stage::kApplicable, ir::Stage::kSuitable};

InstIndex lowerScorecard(Lowering& l, const ast::Scorecard& card, Type type) {
  std::vector<std::uint32_t> words{l.constant(card.start, type), l.constant(card.low, type),
                                   l.constant(card.high, type), static_cast<std::uint32_t>(card.rows.size())};
  const ScalarOp minus = type.kind == TypeKind::kMoney    ? ScalarOp::NegMoney
                         : type.kind == TypeKind::kNumber ? ScalarOp::NegNumber
                                                          : ScalarOp::NegPercent;
  for (const ast::ScoreRow& row : card.rows) {
    words.push_back(l.expression(row.when));
    const InstIndex points = l.expression(row.points);
    words.push_back(row.add ? points : l.build.add(ir::opOf(minus), type, points, 0, row.span));
  }
  return l.build.addWithTable(Op::kScorecard, type, 0, words, card.span);
}

InstIndex lowerLadder(Lowering& l, const ast::Ladder& ladder, Type type) {
  std::vector<std::uint32_t> words{static_cast<std::uint32_t>(ladder.rungs.size())};
  bool alsoUnknown = false;
  for (const ast::Rung& rung : ladder.rungs) {
    alsoUnknown = alsoUnknown || rung.alsoUnknown;
    words.push_back(rung.when == ast::kNoExpr ? l.build.constant(kFlagType, Cell::ofBool(true), rung.span)
                                              : l.expression(rung.when));
  }
  return l.build.addWithTable(Op::kLadder, type, 0, words, ladder.span,
                              alsoUnknown ? ir::kLadderAlsoUnknown : std::uint16_t{0});
}

/// A ladder: whoever left or never entered stands outside; else on the first stage that has not ended, and outside
/// again after the last. A recorded entry counts as well as the condition.
InstIndex lowerJourney(Lowering& l, const ast::Journey& journey, Type type) {
  const auto found = std::find_if(l.program.journeys.begin(), l.program.journeys.end(),
                                  [&](const ir::Journey& j) { return j.name == journey.name.text; });
  const auto index = static_cast<std::uint32_t>(found - l.program.journeys.begin());
  const auto negated = [&](InstIndex condition) { return l.build.negate(condition); };
  const auto both = [&](Op op, InstIndex a, InstIndex b) { return l.build.add(op, kFlagType, a, b, journey.span); };
  const std::uint32_t recorded = l.input(ir::InputSource::kEntered, journey.name.text, kFlagType, index);
  const InstIndex no = l.build.constant(kFlagType, Cell::ofBool(false), journey.span);
  const InstIndex wasIn = both(Op::kElse, l.build.add(Op::kInput, kFlagType, recorded, 0, journey.span), no);
  InstIndex inside = both(Op::kOr, wasIn, l.expression(journey.enters.front()));
  if (!journey.leaves.empty()) inside = both(Op::kAnd, inside, negated(l.expression(journey.leaves.front())));

  std::vector<std::uint32_t> rungs;  // of the stages in order: inside, all before ended, this one not
  InstIndex reached = inside;
  for (const ast::JourneyStage& stage : journey.stages) {
    if (stage.until == ast::kNoExpr) {
      rungs.push_back(reached);
      continue;
    }
    const InstIndex ended = l.expression(stage.until);
    rungs.push_back(both(Op::kAnd, reached, negated(ended)));
    reached = both(Op::kAnd, reached, ended);
  }
  std::vector<std::uint32_t> words{static_cast<std::uint32_t>(rungs.size() + 1)};
  words.insert(words.end(), rungs.rbegin(), rungs.rend());
  words.push_back(l.build.constant(kFlagType, Cell::ofBool(true), journey.span));
  return l.build.addWithTable(Op::kLadder, type, 0, words, journey.span);
}

template <class Rows>
std::vector<Span> spansOf(const Rows& rows) {
  std::vector<Span> spans;
  for (const auto& row : rows) spans.push_back(row.span);
  return spans;
}

void lowerNamed(Lowering& l) {
  for (const NamedItem& item : l.checked.named) {
    const ast::Item& declared = l.checked.book->items[item.item];
    ir::Named named;
    named.kind = item.kind;
    const auto take = [&](const auto& d) {
      named.name = d.name.text;
      named.title = d.title.text;
      named.doc = d.doc;
      named.span = d.span;
    };
    if (const auto* formula = std::get_if<ast::Formula>(&declared)) {
      take(*formula);
      named.inst = l.build.ownConstant(l.expression(formula->expr), l.at(formula->expr).span);
      named.parts = {l.at(formula->expr).span};
    } else if (const auto* segment = std::get_if<ast::Segment>(&declared)) {
      take(*segment);
      named.inst = l.expression(segment->when);
      named.parts = {l.at(segment->when).span};
    } else if (const auto* card = std::get_if<ast::Scorecard>(&declared)) {
      take(*card);
      named.inst = lowerScorecard(l, *card, item.type);
      named.parts = spansOf(card->rows);
    } else if (const auto* table = std::get_if<ast::Table>(&declared)) {
      take(*table);
      if (table->type.isRecord && !table->givesRows()) named.name += "." + table->type.fields[item.output].name.text;
      named.inst = l.table(*table, item);
      for (const ast::TableRow* row : l.rowsInOrder(*table)) named.parts.push_back(row->span);
    } else if (const auto* journey = std::get_if<ast::Journey>(&declared)) {
      take(*journey);
      named.inst = lowerJourney(l, *journey, item.type);
      named.parts = spansOf(journey->stages);
      std::reverse(named.parts.begin(), named.parts.end());
      named.parts.push_back(journey->span);
    } else {
      const auto& ladder = std::get<ast::Ladder>(declared);
      take(ladder);
      named.inst = lowerLadder(l, ladder, item.type);
      named.parts = spansOf(ladder.rungs);
    }
    l.named.push_back(named.inst);
    l.program.names.push_back(std::move(named));
  }
}

struct ActionLowerer {
  Lowering& l;
  PolicyLowering& policies;
  ir::Action& out;
  std::uint32_t index;

  /// One clause for each part of a conjunction, through `not` and De Morgan.
  void split(ast::ExprId id, bool negated, ir::Stage stage, Span span) {
    const ast::ExprNode& node = l.at(id).node;
    if (const auto* unary = std::get_if<ast::UnaryExpr>(&node); unary != nullptr && unary->op == ast::UnaryOp::kNot)
      return split(unary->operand, !negated, stage, span);
    const auto* binary = std::get_if<ast::BinaryExpr>(&node);
    if (binary != nullptr && binary->op == (negated ? ast::BinaryOp::kOr : ast::BinaryOp::kAnd)) {
      split(binary->left, negated, stage, negated ? span : l.at(binary->left).span);
      split(binary->right, negated, stage, negated ? span : l.at(binary->right).span);
      return;
    }
    const InstIndex positive = l.expression(id);
    const InstIndex expr = negated ? l.build.negate(positive) : positive;
    for (std::size_t i = out.firstClause; i < l.program.clauses.size(); ++i)
      if (l.program.clauses[i].expr == expr) return;  // said before, by the group or by an earlier stage
    l.program.clauses.push_back({index, stage, ir::ClauseKind::kCondition, -1, expr, l.build.spanIndex(span)});
  }

  void clauses(const ast::ActionBody* group, const ast::ActionBody& own) {
    out.firstClause = static_cast<std::uint32_t>(l.program.clauses.size());
    if (const InstIndex offered = policies.offered(index); offered != ir::kNone)
      l.program.clauses.push_back(
          {index, ir::Stage::kInEffect, ir::ClauseKind::kProactive, -1, offered, l.build.spanIndex(out.span)});
    for (std::size_t kind = 0; kind < std::size(kStageOf); ++kind)
      for (const ast::ActionBody* body : {group, &own}) {
        if (body == nullptr) continue;
        for (const ast::Condition& condition : body->conditions)
          if (static_cast<std::size_t>(condition.kind) == kind)
            split(condition.when, false, kStageOf[kind], l.at(condition.when).span);
      }
    policies.append(index, group, own);
    out.clauseCount = static_cast<std::uint32_t>(l.program.clauses.size()) - out.firstClause;
  }

  void figures(const ast::ActionBody* group, const ast::ActionBody& own) {
    InstIndex* const targets[] = {&out.value, &out.benefit, &out.cost, &out.propensity};
    Span* const spans[] = {&out.written.value, &out.written.benefit, &out.written.cost, &out.written.propensity};
    for (const ast::ActionBody* body : {&own, group}) {
      if (body == nullptr) continue;
      for (const ast::Figure& figure : body->figures) {
        InstIndex& target = *targets[static_cast<std::size_t>(figure.kind)];
        if (target != ir::kNone) continue;
        target = l.expression(figure.expr);
        *spans[static_cast<std::size_t>(figure.kind)] = l.at(figure.expr).span;
      }
      if (body == &own) learned(nullptr, own);
    }
    learned(group, own);
    rareClauses(group, own);
  }

  /// Clauses that may stand once: the action's own, else its group's.
  void rareClauses(const ast::ActionBody* group, const ast::ActionBody& own) {
    ast::Brings brings = own.brings;
    const auto inherit = [&](auto member) {
      if ((brings.*member).empty() && group != nullptr) brings.*member = group->brings.*member;
    };
    inherit(&ast::Brings::handovers);
    inherit(&ast::Brings::asks);
    inherit(&ast::Brings::promises);
    inherit(&ast::Brings::effects);
    out.brings = bringsOf(l.checked, brings, [&](Span span) { return l.textOf(span); });
    for (const ast::ActionBody* body : {&own, group}) {
      if (body == nullptr || body->mandatory.empty() || !out.mandatory.empty()) continue;
      const std::string& why = body->mandatory.front().text;
      out.mandatory = why.empty() ? "mandatory" : why;
    }
  }

  /// `propensity learned by …`, unless a nearer body writes one.
  void learned(const ast::ActionBody* group, const ast::ActionBody& own) {
    for (const ast::ActionBody* body : {&own, group}) {
      if (body == nullptr || out.propensity != ir::kNone || body->learned.empty()) continue;
      const ast::Learned& written = body->learned.front();
      ir::Learned& to = out.learned.emplace_back();
      to.prior = written.prior;
      to.answers = written.answers;
      to.span = written.span;
      if (written.half) to.halfLifeMs = written.half->amount.amount;
      if (written.reach) {
        to.reach = *written.reach;
        to.reachesAll = written.reachesAll;
      }
      for (const ast::ExprId by : written.by) to.by.push_back(l.expression(by));
      out.propensity = l.build.add(Op::kLearned, {TypeKind::kPercent, 0}, index, 0, written.span);
      out.written.propensity = written.span;
    }
  }

  void lever(const ast::LeverClause& lever) {
    out.levers.push_back({lever.change, l.optional(lever.when), lever.span});
  }

  void treatments(const ast::ActionBody& body) {
    for (const ast::Treatment& written : body.treatments) {
      ir::Treatment treatment;
      treatment.channel = static_cast<std::uint16_t>(memberOf(l.checked, ir::kChannelChoice, written.channel.text));
      treatment.title = written.title.text;
      treatment.when = l.optional(written.when);
      treatment.span = written.when == ast::kNoExpr ? written.span : cover(written.span, l.at(written.when).span);
      for (const ast::TextField& field : written.fields) {
        ir::TreatmentField lowered{field.name.text, l.checked.texts.at(&field)};
        for (ir::TextPart& part : lowered.parts) part.token = l.optional(part.token);
        treatment.fields.push_back(std::move(lowered));
      }
      out.treatments.push_back(std::move(treatment));
    }
  }

  void singles(const ast::ActionBody* group, const ast::ActionBody& own) {
    for (const ast::ActionBody* body : {&own, group}) {
      if (body == nullptr) continue;
      if (out.issue < 0 && !body->issues.empty())
        out.issue = memberOf(l.checked, ir::kIssueChoice, body->issues.front().text);
      if (!out.hasActive && !body->active.empty()) {
        out.hasActive = true;
        out.activeFrom = body->active.front().from;
        out.activeTo = body->active.front().to;
      }
    }
  }

  void lower(const ast::Action& action, const ast::Arbitrate* arbitrate, InstIndex score) {
    out.name = action.name.text;
    out.title = action.title.text;
    out.doc = action.doc;
    out.span = action.span;
    out.score = score;
    out.group = memberOf(l.checked, ir::kGroupChoice, action.group.text);
    const ast::Group* group =
        out.group < 0
            ? nullptr
            : &std::get<ast::Group>(l.checked.book->items[l.checked.groupItems[static_cast<std::size_t>(out.group)]]);
    const ast::ActionBody* inherited = group == nullptr ? nullptr : &group->body;
    singles(inherited, action.body);
    figures(inherited, action.body);
    clauses(inherited, action.body);
    for (const ast::LeverClause& own : action.body.levers) lever(own);
    if (inherited != nullptr)
      for (const ast::LeverClause& theirs : inherited->levers) lever(theirs);
    if (arbitrate != nullptr)
      for (const ast::Favour& favour : arbitrate->favours)
        if (isFavoured(favour, action, group)) lever(favour.lever);
    treatments(action.body);
    if (inherited != nullptr) treatments(*inherited);
  }
};

/// propensity * (value + benefit - cost)
InstIndex defaultScore(Lowering& l) {
  constexpr Type kMoney{TypeKind::kMoney, 0};
  const auto factor = [&](ir::CandidateField field, TypeKind kind) {
    return l.build.add(Op::kCandidate, {kind, 0}, static_cast<std::uint32_t>(field), 0, {});
  };
  const InstIndex value = factor(ir::CandidateField::kValue, TypeKind::kMoney);
  const InstIndex benefit = factor(ir::CandidateField::kBenefit, TypeKind::kMoney);
  const InstIndex cost = factor(ir::CandidateField::kCost, TypeKind::kMoney);
  const InstIndex propensity = factor(ir::CandidateField::kPropensity, TypeKind::kPercent);
  const InstIndex gain = l.build.add(ir::opOf(ScalarOp::AddMoney), kMoney, value, benefit, {});
  const InstIndex net = l.build.add(ir::opOf(ScalarOp::SubMoney), kMoney, gain, cost, {});
  return l.build.add(ir::opOf(ScalarOp::MulMoneyPercent), kMoney, net, propensity, {});
}

InstIndex lowerArbitration(Lowering& l, const ast::Arbitrate* arbitrate) {
  ir::Arbitration& out = l.program.arbitration;
  if (arbitrate == nullptr) return defaultScore(l);
  if (!arbitrate->keeps.empty()) {
    out.keep = static_cast<std::uint32_t>(arbitrate->keeps.front().most);
    out.keepSpan = arbitrate->keeps.front().span;
  }
  for (const ast::AtMostPer& cap : arbitrate->caps)
    out.caps.push_back({*capField(cap.per.text), static_cast<std::uint32_t>(cap.most), cap.span});
  if (arbitrate->ranks.empty()) return defaultScore(l);
  out.rankSpan = l.at(arbitrate->ranks.front().expr).span;
  return l.expression(arbitrate->ranks.front().expr);
}

void copyHead(const SourceSet& sources, const CheckedBook& checked, ir::Program& out) {
  out.name = checked.name;
  out.title = checked.title;
  out.doc = checked.doc;
  out.currency = checked.currency;
  out.timezone = checked.timezone;
  out.locale = checked.locale;
  out.profileName = checked.profileName;
  out.keyName = checked.keyName;
  for (const SourceFile& file : sources.files) out.sources.push_back({file.path, file.text});
  out.textPool = checked.textPool;
  out.choices = checked.choices;
  out.inputs = checked.inputs;
  out.streams.assign(checked.streams.begin(), checked.streams.begin() + checked.programStreams);
  out.windows = checked.windows;
  out.thresholds = checked.thresholds;
  out.models = checked.models;
  out.modelCalls = checked.modelCalls;
  out.experiments = checked.experiments;
  out.journeys = checked.journeys;
  out.outcomes = checked.outcomes;
  out.working = checked.working;
  out.issues = checked.issues;
  out.groups = checked.groups;
}

}  // namespace

ir::Program lower(const SourceSet& sources, const CheckedBook& checked) {
  ir::Program program;
  copyHead(sources, checked, program);
  Lowering l(checked, program);
  lowerNamed(l);
  for (std::size_t i = 0; i < checked.models.size(); ++i)
    for (const ast::ExprId column : checked.modelColumns[i]) program.models[i].columns.push_back(l.expression(column));
  const ast::Arbitrate* arbitrate = arbitrateOf(*checked.book);
  const InstIndex score = lowerArbitration(l, arbitrate);
  program.actions.resize(checked.actions.size());
  program.tests = checked.tests;
  lowerProactive(l);
  PolicyLowering policies{l};
  for (std::uint32_t i = 0; i < checked.actions.size(); ++i)
    ActionLowerer{l, policies, program.actions[i], i}.lower(
        std::get<ast::Action>(checked.book->items[checked.actions[i]]), arbitrate, score);
  lowerGuarantees(l);
  for (ir::Test& test : program.tests) {
    for (ir::TestEvidence& evidence : test.evidence) evidence.where = l.optional(evidence.where);
    for (ir::Expectation& expectation : test.expected) {
      expectation.holds = l.optional(expectation.holds);
      expectation.actual = l.optional(expectation.actual);
    }
  }
  prune(program);
  const Status verified = ir::verify(program);
  REGARD_CHECK(verified.ok(), verified.fault().message);
  return program;
}

}  // namespace regard::dsl
