#pragma once
// What can be done, when it is started and what forbids it. Part of ast.h.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dsl/syntax/ast_schema.h"

namespace regard::dsl::ast {

enum class ConditionKind : std::uint8_t { kEligible, kApplicable, kSuitable };
/// `waive protected born "Adults only"`.
struct Waiver {
  Word field, reason;
};
struct Condition {
  ConditionKind kind;
  ExprId when;
  Span span;
  std::vector<Waiver> waivers;
};
enum class FigureKind : std::uint8_t { kValue, kBenefit, kCost, kPropensity };
struct Figure {
  FigureKind kind;
  ExprId expr;
  Span span;
};
struct LeverClause {
  Percent change;
  ExprId when = kNoExpr;
  Span span;
};
struct Active {
  Day from, to;
  Span span;
};
struct TextField {
  Word name;
  Word text;
};  ///< text: escapes undone, tokens as written; its span includes the quotes
struct Treatment {
  Word channel, title;
  ExprId when = kNoExpr;
  std::vector<TextField> fields;
  Span span;
  std::vector<Waiver> waivers;
};
/// `propensity learned by worth, channel prior 12% from 50 answers forgetting half in 90 days reaching 5% until 500
/// answers`.
struct Learned {
  std::vector<ExprId> by;
  Percent prior;
  double answers = 1;
  Span span;
  std::optional<Quantity> half = {};  ///< as long as it takes to forget half
  std::optional<Percent> reach = {};  ///< of customers, before anybody answered …
  double reachesAll = 0;              ///< … and all of them after so many answers
};
struct Handover {
  Word queue, skill;
  Span span;
};
struct Ask {
  Word question, topic;
  Span span;
};
struct Pair;
struct Effect {
  Word name;
  std::vector<Pair> details;
  bool silently = false;
  Span span;
};
/// What an action brings along besides its words. More than one of a kind is a mistake that sema reports.
struct Brings {
  std::vector<Handover> handovers;
  std::vector<Word> promises;
  std::vector<Ask> asks;
  std::vector<Effect> effects;
};
/// `at most 3 contacts in 7 days`, `at most £5,000 cost of x per month over everyone`.
struct Limit {
  std::variant<std::int64_t, MoneyLiteral> most;
  Word of;        ///< contacts, a channel, an action, an issue, a group; empty: whatever the limit stands in
  Window window;  ///< `in 7 days` is kLast, `per month` kThis
  bool overEveryone = false;
  Span span;
};
/// `pause 14 days after 3 ignored in 7 days`.
struct Pause {
  Quantity length;
  std::int64_t count = 1;
  Word outcome;
  std::optional<Quantity> within;
  Span span;
};

/// What stands between the braces of a group or an action, each in the order written.
struct ActionBody {
  std::vector<Condition> conditions;
  std::vector<Figure> figures;
  std::vector<LeverClause> levers;
  std::vector<Word> issues;    ///< more than one is a mistake that sema reports
  std::vector<Active> active;  ///< likewise
  std::vector<Treatment> treatments;
  std::vector<Learned> learned;  ///< likewise
  std::vector<Word> mandatory;   ///< why; likewise
  Brings brings;
  std::vector<Limit> limits;
  std::vector<Pause> pauses;
};
struct Group {
  Word name, title;
  ActionBody body;
  std::string doc;
  Span span;
};
struct Action {
  Word name, title, group;
  ActionBody body;
  std::string doc;
  Span span;
};

struct Promise {
  Word name, title;
  Quantity due;
  Source keptBy;
  std::string doc;
  Span span;
};
struct Bundle {
  Word name, title;
  std::vector<Word> needs, mayAdd;
  std::string doc;
  Span span;
};
/// `on outage when … offer x after 1 hour within 4 hours by sms`; `every day at 09:00 when … offer …`.
struct Trigger {
  bool isSchedule = false;
  Word event;  ///< an event, a case's `x_overdue`, promise_broken; of a schedule its unit
  std::optional<std::int32_t> atMinute;
  ExprId when = kNoExpr;
  Word action;
  std::optional<Quantity> after, within;
  std::vector<Word> by;
  Span span;
};
struct Never {
  Word direction;  ///< inbound, outbound or empty
  Word kind;       ///< issue, group, action or empty
  std::vector<Word> targets;
  ExprId when = kNoExpr;
  std::vector<Waiver> waivers;
  Span span;
};
struct Quiet {
  std::int32_t fromMinute = 0, toMinute = 0;
  ExprId unless = kNoExpr;
  Span span;
};
struct Policy {
  Word name, title;
  std::vector<Never> nevers;
  std::vector<Limit> limits;
  std::vector<Pause> pauses;
  std::vector<Quiet> quiets;
  std::string doc;
  Span span;
};
struct Guarantee {
  Word title;
  Never never;
  std::string doc;
  Span span;
};
struct Arm {
  Word name;
  Percent share;
};
struct Experiment {
  Word name, title;
  std::vector<Arm> arms;
  Word measure;
  Quantity within;
  std::string doc;
  Span span;
};
struct JourneyStage {
  Word name, title;
  ExprId until = kNoExpr;
  Span span;
};
struct Journey {
  Word name, title;
  std::vector<ExprId> enters, leaves;
  std::vector<JourneyStage> stages;
  std::string doc;
  Span span;
};
/// `share of (contact in last 30 days where …) that …`.
struct Kpi {
  Word name, title;
  Source source;
  ExprId that = kNoExpr;
  std::string doc;
  Span span;
};

}  // namespace regard::dsl::ast
