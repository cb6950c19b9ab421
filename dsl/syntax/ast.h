#pragma once
// The tree of a rulebook as written: no names resolved, no types. Every node has its span. Made by parse.h only.
// Expressions live in one arena (Book::exprs) and refer to each other by index; declarations own their parts.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dsl/syntax/ast_action.h"

namespace regard::dsl::ast {

struct Favour {
  Word target;
  LeverClause lever;
};
struct KeepClause {
  std::int64_t most;
  Span span;
};
struct AtMostPer {
  std::int64_t most;
  Word per;
  Span span;
};
struct RankBy {
  ExprId expr;
  Span span;
};
struct Explore {
  enum class Kind : std::uint8_t { kNone, kThompson, kEpsilon } kind = Kind::kNone;
  Percent epsilon;
  Span span;
};
struct HoldOut {
  Percent share;
  std::vector<Word> issues;
  Word name;
  Span span;
};
struct Arbitrate {
  std::vector<Explore> explores;  ///< at most one, too
  std::vector<HoldOut> holdOuts;
  std::vector<Word> lateAnswers;  ///< at most one, too
  std::vector<RankBy> ranks;      ///< more than one is a mistake that sema reports
  std::vector<Favour> favours;
  std::vector<KeepClause> keeps;
  std::vector<AtMostPer> caps;
  Span span;
};

struct Pair;
/// A value in a test: a constant, a record `{ a 1, b 2 }` or a list `[ … ]`.
struct Datum {
  enum class Kind : std::uint8_t { kConstant, kRecord, kList } kind = Kind::kConstant;
  Constant constant;
  std::vector<Pair> record;
  std::vector<Datum> list;
  Span span;
};
struct Pair {
  Word name;
  Datum value;
};
/// `complaint 10 days ago { topic billing }`.
struct Happened {
  Word event;
  Quantity ago;
  std::vector<Pair> details;
  Span span;
};
/// `on outage 1 hour ago { … }`.
struct Triggered {
  Word event;
  std::optional<Quantity> ago;
  std::vector<Pair> details;
  Span span;
};
/// `clv top 5% from £1,200`.
struct ThresholdGiven {
  Word name;
  bool top = true;
  std::variant<Percent, std::int64_t> share;
  Word of;
  Constant from;
  Span span;
};
/// `loyalty_discount 30 of 200 where worth = gold`.
struct EvidenceGiven {
  Word action;
  double yes = 0, of = 0;
  ExprId where = kNoExpr;
  Span span;
};
/// `future.spend £900`.
struct ModelAnswer {
  Word model, function;
  Constant value;
  Span span;
};
struct Expect {
  enum class Kind : std::uint8_t { kFirst, kOffered, kWithheld, kExpr } kind = Kind::kExpr;
  Word action, channel, stage;       ///< channel: `by call`; stage: `withheld by eligible`
  Word policy;                       ///< withheld by policy contact
  std::vector<Constant> priorities;  ///< with priority …; more than one is a mistake that sema reports
  Brings with;
  Word saying;  ///< saying "…": part of the treatment's text
  ExprId expr = kNoExpr;
  Span span;
};
struct Test {
  Word title;
  std::optional<DateTimeLiteral> now;
  std::vector<Pair> customer, request;
  std::vector<Happened> history;
  std::optional<Day> since;  ///< history since 2020-01-01: nothing before it is missing
  std::optional<Triggered> on;
  std::vector<ThresholdGiven> population;
  std::vector<EvidenceGiven> learned;
  std::vector<ModelAnswer> models;
  std::vector<Expect> expects;
  std::optional<std::uint64_t> seed;
  Span span;
};

using Item = std::variant<Rulebook, Choice, Issues, Outcomes, Profile, Event, Request, Formula, Model, Scorecard, Table,
                          Ladder, Segment, Promise, Group, Action, Bundle, Trigger, Policy, Guarantee, Arbitrate,
                          Experiment, Journey, Kpi, Test>;

struct Book {
  std::vector<Item> items;  ///< in file and text order
  std::vector<Expr> exprs;
  const Expr& at(ExprId id) const { return exprs[id]; }
};

}  // namespace regard::dsl::ast
