#pragma once
// The tree of a rulebook as written: no names resolved, no types. Every node has its span. Made by parse.h only.
// Expressions live in one arena (Book::exprs) and refer to each other by index; declarations own their parts.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/literals.h"
#include "base/span.h"

namespace regard::dsl::ast {

/// A name or a string with its place.
struct Word {
  std::string text;
  Span span;
  bool empty() const { return text.empty(); }
};

// ---- literals and expressions ------------------------------------------------------------------------------------

struct FlagLiteral {
  bool value;
};  ///< yes | no; also a choice member where one of that name is expected
struct UnknownLiteral {};
struct TextLiteral {
  std::string value;
};  ///< escapes undone
struct DateLiteral {
  Day day;
};
struct NumberLiteral {
  double value;
};
struct TimeLiteral {
  std::int32_t minuteOfDay;
};
using Literal = std::variant<FlagLiteral, UnknownLiteral, TextLiteral, DateLiteral, DateTimeLiteral, NumberLiteral,
                             Percent, MoneyLiteral, QuantityLiteral, TimeLiteral>;

using ExprId = std::uint32_t;
inline constexpr ExprId kNoExpr = 0xFFFF'FFFFU;

enum class BinaryOp : std::uint8_t { kAnd, kOr, kAdd, kSub, kMul, kDiv, kEq, kNe, kLt, kLe, kGt, kGe, kElse };
enum class UnaryOp : std::uint8_t { kNot, kNeg };
enum class Unit : std::uint8_t { kSeconds, kMinutes, kHours, kDays, kWeeks, kMonths, kYears };

struct LiteralExpr {
  Literal literal;
};
struct NameExpr {
  std::string name;
};
struct MemberExpr {
  ExprId object;
  Word member;
};  ///< request.channel
struct UnaryExpr {
  UnaryOp op;
  ExprId operand;
};
struct BinaryExpr {
  BinaryOp op;
  ExprId left, right;
  Span opSpan;
};
struct FromToExpr {
  Unit unit;
  ExprId from, to;
};  ///< months from a to b
struct KnownExpr {
  ExprId operand;
  bool wantsKnown;
};  ///< is known | is unknown | is not …
struct IfExpr {
  ExprId condition, then, otherwise;
};  ///< if c then a else b
struct SetMember {
  ExprId low;
  ExprId high = kNoExpr;
  bool halfOpen = false;
};  ///< high == kNoExpr: just `low`
struct InExpr {
  ExprId value;
  std::vector<SetMember> members;
  bool negated;
};
struct FaultyExpr {};  ///< already reported

using ExprNode = std::variant<LiteralExpr, NameExpr, MemberExpr, UnaryExpr, BinaryExpr, FromToExpr, KnownExpr, IfExpr,
                              InExpr, FaultyExpr>;
struct Expr {
  ExprNode node;
  Span span;
};

// ---- schema ------------------------------------------------------------------------------------------------------

struct Rulebook {
  Word name, title;
  Word currency, timezone, locale;
  std::string doc;
  Span span;
};

struct MemberDecl {
  Word name;
  Word title;
};  ///< `yes` and `no` are allowed names here
struct Choice {
  Word name, title;
  std::vector<MemberDecl> members;
  bool ordered = false;
  std::string doc;
  Span span;
};
struct Issues {
  std::vector<Word> names;
  Span span;
};

/// A type as written: a name (`money`, `channel`, …) or an inline `one of { … }`.
struct TypeRef {
  Word name;                        ///< empty for `one of`
  std::vector<MemberDecl> members;  ///< of `one of`
  bool ordered = false;             ///< one of { a < b }
  Span span;
};
struct Constant {
  std::variant<Literal, Word> value;
  bool negative = false;
  Span span;
};
struct Field {
  Word name, title;
  TypeRef type;
  bool isKey = false, isPrivate = false, isProtected = false;
  std::optional<Constant> fallback;  ///< default …
  std::string doc;
  Span span;
};
struct Profile {
  Word name;
  std::vector<Field> fields;
  Span span;
};
struct Request {
  std::vector<Field> fields;
  Span span;
};

// ---- figures and segments ----------------------------------------------------------------------------------------

struct Formula {
  Word name, title;
  std::optional<TypeRef> type;
  ExprId expr = kNoExpr;
  std::string doc;
  Span span;
};
struct ScoreRow {
  bool add = true;
  ExprId points = kNoExpr, when = kNoExpr;
  Span span;
};
struct Scorecard {
  Word name, title;
  Constant low, high, start;
  std::vector<ScoreRow> rows;
  std::string doc;
  Span span;
};
struct Rung {
  Word name, title;
  ExprId when = kNoExpr;
  bool alsoUnknown = false;
  Span span;
};  ///< kNoExpr: otherwise
struct Ladder {
  Word name, title;
  std::vector<Rung> rungs;
  std::string doc;
  Span span;
};
enum class Hit : std::uint8_t { kUnique, kAny, kFirst, kPriority, kSum, kMin, kMax, kCount };
/// Each cell is built as the condition it stands for: `gold` in a column `worth` is `worth = gold`.
struct TableRow {
  std::vector<ExprId> cells;  ///< kNoExpr: `-`, which everything matches
  ExprId output = kNoExpr;    ///< kNoExpr: missing, or the hit policy is `collect count`
  std::size_t written = 0;    ///< cells between the bars, the output's among them
  Span span;
};
struct Table {
  Word name, title;
  std::vector<ExprId> inputs;  ///< names, or request.x
  TypeRef type;
  Hit hit = Hit::kUnique;
  std::vector<TableRow> rows;
  std::string doc;
  Span hitSpan, span;
};
struct Segment {
  Word name, title;
  ExprId when = kNoExpr;
  std::string doc;
  Span span;
};

// ---- actions -----------------------------------------------------------------------------------------------------

enum class ConditionKind : std::uint8_t { kEligible, kApplicable, kSuitable };
struct Condition {
  ConditionKind kind;
  ExprId when;
  Span span;
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
};

/// What stands between the braces of a group or an action, each in the order written.
struct ActionBody {
  std::vector<Condition> conditions;
  std::vector<Figure> figures;
  std::vector<LeverClause> levers;
  std::vector<Word> issues;    ///< more than one is a mistake that sema reports
  std::vector<Active> active;  ///< likewise
  std::vector<Treatment> treatments;
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

// ---- arbitration and tests ---------------------------------------------------------------------------------------

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
struct Arbitrate {
  std::vector<RankBy> ranks;  ///< more than one is a mistake that sema reports
  std::vector<Favour> favours;
  std::vector<KeepClause> keeps;
  std::vector<AtMostPer> caps;
  Span span;
};

struct Pair {
  Word name;
  Constant value;
};
struct Expect {
  enum class Kind : std::uint8_t { kFirst, kOffered, kWithheld, kExpr } kind = Kind::kExpr;
  Word action, channel, stage;  ///< channel: `by call`; stage: `withheld by eligible`
  ExprId expr = kNoExpr;
  Span span;
};
struct Test {
  Word title;
  std::optional<DateTimeLiteral> now;
  std::vector<Pair> customer, request;
  std::vector<Expect> expects;
  std::optional<std::uint64_t> seed;
  Span span;
};

using Item = std::variant<Rulebook, Choice, Issues, Profile, Request, Formula, Scorecard, Table, Ladder, Segment, Group,
                          Action, Arbitrate, Test>;

struct Book {
  std::vector<Item> items;  ///< in file and text order
  std::vector<Expr> exprs;
  const Expr& at(ExprId id) const { return exprs[id]; }
};

}  // namespace regard::dsl::ast
