// Actions and groups: conditions, figures, levers, treatments.

#include <algorithm>
#include <array>

#include "base/nearest.h"
#include "base/posterior.h"
#include "dsl/sema/context.h"

namespace regard::dsl {
namespace {

struct FigureRule {
  const char* word;
  TypeKind kind;
};
constexpr std::array<FigureRule, 4> kFigures = {{{"value", TypeKind::kMoney},
                                                 {"benefit", TypeKind::kMoney},
                                                 {"cost", TypeKind::kMoney},
                                                 {"propensity", TypeKind::kPercent}}};

void checkFigures(Context& c, const ast::ActionBody& body) {
  std::array<const ast::Figure*, kFigures.size()> seen{};
  for (const ast::Figure& figure : body.figures) {
    const auto kind = static_cast<std::size_t>(figure.kind);
    const FigureRule& rule = kFigures[kind];
    if (seen[kind] != nullptr)
      reportAgain(c, rule.word, figure.span, seen[kind]->span);
    else
      seen[kind] = &figure;
    typeAs(c, figure.expr, Where::kRule, {rule.kind, 0}, quoted(rule.word));
  }
}

void checkSingles(Context& c, const ast::ActionBody& body) {
  for (const ast::Word& issue : body.issues) {
    requireMember(c, ir::kIssueChoice, issue, "issue");
    if (&issue != &body.issues.front()) reportAgain(c, "issue", issue.span, body.issues.front().span);
  }
  for (const ast::Active& active : body.active) {
    if (&active != &body.active.front()) reportAgain(c, "active", active.span, body.active.front().span);
    if (active.to < active.from)
      c.sink.report(Code::E0405, active.span, "it ends before it begins",
                    "write the first day, then the last: both are in");
  }
}

void checkTreatments(Context& c, const ast::ActionBody& body) {
  for (const ast::Treatment& treatment : body.treatments) {
    requireMember(c, ir::kChannelChoice, treatment.channel, "channel");
    typeCondition(c, treatment.when, Where::kRule);
    for (std::size_t i = 0; i < treatment.fields.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (treatment.fields[i].name.text == treatment.fields[j].name.text) {
          reportAgain(c, treatment.fields[i].name.text, treatment.fields[i].name.span, treatment.fields[j].name.span);
          break;
        }
    typeTexts(c, treatment);
  }
}

void checkForgetting(Context& c, const ast::Learned& learned) {
  if (!learned.half) return;
  const ast::Quantity& half = *learned.half;
  if (half.amount.isPeriod || half.working)
    c.sink.report(Code::E0204, half.span, "what is forgotten goes evenly, and not by the calendar",
                  "count in days or weeks, as in `forgetting half in 90 days`");
  else if (!ir::isHalfLife(half.amount.amount))
    c.sink.report(Code::E0204, half.span, "half is forgotten in no less than a day and no more than ten years",
                  "write how long an answer should count, as in `forgetting half in 90 days`");
}

void checkReaching(Context& c, const ast::Learned& learned) {
  if (!learned.reach) return;
  if (learned.reach->e8 <= 0 || learned.reach->e8 > kOneE8)
    c.sink.report(Code::E0204, learned.span, "what reaches nobody never gets an answer",
                  "write a part of all customers above 0% and up to 100%, as in `reaching 5% until 500 answers`");
  if (!(learned.reachesAll >= 1 && learned.reachesAll <= kAnswersMax))
    c.sink.report(Code::E0204, learned.span, "it reaches everybody after one answer or more",
                  "write after how many answers, as in `reaching 5% until 500 answers`");
}

void checkLearned(Context& c, const ast::ActionBody& body) {
  onlyOnce(c, body.learned, "propensity");
  for (const ast::Learned& learned : body.learned) {
    for (const ast::Figure& figure : body.figures)
      if (figure.kind == ast::FigureKind::kPropensity) reportAgain(c, "propensity", learned.span, figure.span);
    for (const ast::ExprId by : learned.by) {
      const Type type = typeExpr(c, by, Where::kRule);
      if (type.kind == TypeKind::kError || type.kind == TypeKind::kChoice || type.kind == TypeKind::kFlag) continue;
      const Span span = c.book.at(by).span;
      c.sink.report(Code::E0204, span,
                    quoted(c, span) + " is " + typeWord(c, type) + ": answers cannot be kept apart by it",
                    "learn by choices, ladders, segments and flags");
    }
    if (std::none_of(c.out.outcomes.begin(), c.out.outcomes.end(), [](const ir::Outcome& one) { return one.isYes; }))
      c.sink.report(Code::E0401, learned.span, "it learns from answers, and nothing counts as a yes",
                    "declare what does, as in `outcomes { accepted yes, declined no }`");
    if (learned.answers > kAnswersMax)
      c.sink.report(Code::E0204, learned.span, "no prior is worth so many answers",
                    "write how many answers it takes to doubt the prior, as in `from 50 answers`");
    checkForgetting(c, learned);
    checkReaching(c, learned);
    if (learned.prior.e8 < 0 || learned.prior.e8 > kOneE8)
      c.sink.report(Code::E0204, learned.span, "a propensity lies between 0% and 100%",
                    "write how likely a yes is before anybody answered");
  }
}

void checkRareClauses(Context& c, const ast::ActionBody& body) {
  checkLearned(c, body);
  onlyOnce(c, body.mandatory, "mandatory");
  checkBrings(c, body.brings);
  checkLimits(c, body);
}

void checkBody(Context& c, const ast::ActionBody& body) {
  for (const ast::Condition& condition : body.conditions) typeCondition(c, condition.when, Where::kRule);
  checkFigures(c, body);
  for (const ast::LeverClause& lever : body.levers) typeCondition(c, lever.when, Where::kRule);
  checkSingles(c, body);
  checkTreatments(c, body);
  checkRareClauses(c, body);
}

}  // namespace

void reportAgain(Context& c, std::string_view what, Span again, Span first) {
  c.sink
      .report(Code::E0402, again, "a second " + quoted(what),
              "leave one of them out: it would be a guess which is meant")
      .notes.push_back({first, "the first one"});
}

std::int32_t requireMember(Context& c, std::uint16_t choice, const ast::Word& name, std::string_view what) {
  if (name.empty()) return -1;
  const std::int32_t member = memberOf(c.out, choice, name.text);
  if (member >= 0) return member;
  std::string hint = didYouMean(name.text, memberNames(c.out.choices[choice]));
  const bool isFar = hint.empty();
  if (hint.empty() && !c.out.choices[choice].members.empty()) hint = "there are " + memberList(c.out.choices[choice]);
  if (hint.empty()) hint = "none is declared yet";
  Diagnostic& d = c.sink.report(Code::E0401, name.span, "there is no " + std::string(what) + " " + quoted(name.text),
                                std::move(hint));
  if (isFar) noteMembers(c, choice, d);
  return -1;
}

void checkActions(Context& c) {
  for (const std::uint32_t i : c.out.groupItems) {
    const auto& group = itemAs<ast::Group>(c, i);
    checkBody(c, group.body);
    const std::int32_t issue =
        group.body.issues.empty() ? -1 : memberOf(c.out, ir::kIssueChoice, group.body.issues.front().text);
    c.out.groups.push_back({group.name.text, group.title.text, issue, group.name.span});
  }
  for (const std::uint32_t i : c.out.actions) {
    const auto& action = itemAs<ast::Action>(c, i);
    requireMember(c, ir::kGroupChoice, action.group, "group");
    checkBody(c, action.body);
  }
}

}  // namespace regard::dsl
