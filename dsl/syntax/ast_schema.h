#pragma once
// What there is: the rulebook, choices, fields, events; figures and segments over them. Part of ast.h.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dsl/syntax/ast_expr.h"

namespace regard::dsl::ast {

struct Rulebook {
  Word name, title;
  Word currency, timezone, locale;
  std::vector<Word> workingDays;                      ///< monday …; empty: not written
  std::int32_t workingFrom = 0, workingTo = 24 * 60;  ///< minutes of the day
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

struct Outcome {
  Word name;
  bool isYes = false;
  std::optional<Quantity> after;  ///< how long silence lasts before it counts as this
};
struct Outcomes {
  std::vector<Outcome> outcomes;
  Span span;
};

/// A type as written: a name (`money`, `channel`, …), an inline `one of { … }` or `record { … }`; perhaps a list of
/// them, or one for each member of a choice.
struct Field;
struct TypeRef {
  Word name;                        ///< empty for `one of` and `record`
  std::vector<MemberDecl> members;  ///< of `one of`
  bool ordered = false;             ///< one of { a < b }
  bool isList = false, isRecord = false;
  std::vector<Field> fields;  ///< of `record`
  Word by;                    ///< flag by channel
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
/// `event`, or `case`: one that stays open until it is answered.
struct Event {
  Word name, title;
  bool isCase = false;
  std::vector<Field> fields;
  std::optional<Quantity> answerWithin;
  std::string doc;
  Span span;
};

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
enum class Hit : std::uint8_t {
  kUnique,
  kAny,
  kFirst,
  kPriority,
  kSum,
  kMin,
  kMax,
  kCount,
  kCollect,  ///< this one and those after it give rows, not one result
  kRuleOrder,
  kOutputOrder
};
inline constexpr std::array<std::string_view, 11> kHitNames = {
    "unique",      "any",           "first",   "priority",   "collect sum", "collect min",
    "collect max", "collect count", "collect", "rule order", "output order"};
/// Each cell is built as the condition it stands for: `gold` in a column `worth` is `worth = gold`.
struct TableRow {
  std::vector<ExprId> cells;    ///< kNoExpr: `-`, which everything matches
  std::vector<ExprId> outputs;  ///< none: missing, or the hit policy is `collect count`
  std::size_t written = 0;      ///< cells between the bars, the outputs' among them
  Span span;
};
struct Table {
  Word name, title;
  std::vector<ExprId> inputs;  ///< names, or request.x
  TypeRef type;                ///< a record: one output for each field
  Hit hit = Hit::kUnique;
  std::vector<TableRow> rows;
  std::string doc;
  Span hitSpan, span;

  bool givesRows() const { return hit >= Hit::kCollect; }
  std::size_t outputs() const { return hit == Hit::kCount ? 0 : type.isRecord ? type.fields.size() : 1; }
};
struct Segment {
  Word name, title;
  ExprId when = kNoExpr;
  std::string doc;
  Span span;
};
struct Model {
  Word name, title, kind, with, path;
  std::vector<Word> of;  ///< one event, or values of the customer
  std::string doc;
  Span span;
};

}  // namespace regard::dsl::ast
