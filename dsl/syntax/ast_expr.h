#pragma once
// Words, literals and expressions. Part of ast.h.

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
enum class Unit : std::uint8_t { kSeconds, kMinutes, kHours, kDays, kWeeks, kMonths, kYears };
struct RateLiteral {
  Percent percent;
  Unit per;
};  ///< 12% per year
using Literal = std::variant<FlagLiteral, UnknownLiteral, TextLiteral, DateLiteral, DateTimeLiteral, NumberLiteral,
                             Percent, MoneyLiteral, QuantityLiteral, TimeLiteral, RateLiteral>;

using ExprId = std::uint32_t;
inline constexpr ExprId kNoExpr = 0xFFFF'FFFFU;

enum class BinaryOp : std::uint8_t { kAnd, kOr, kAdd, kSub, kMul, kDiv, kEq, kNe, kLt, kLe, kGt, kGe, kElse };
enum class UnaryOp : std::uint8_t { kNot, kNeg };

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
struct IndexExpr {
  ExprId object, index;
};  ///< consent[channel]

/// `30 days`, `3 months` or, with `working`, hours and days of the rulebook's working time.
struct Quantity {
  QuantityLiteral amount;
  bool working = false;
  Span span;
};
/// Which rows by their time: all of them, `in last 30 days`, `this month`.
struct Window {
  enum class Kind : std::uint8_t { kAll, kLast, kThis } kind = Kind::kAll;
  Quantity last;
  Unit unit = Unit::kDays;
  Span span;
};
/// `complaint in last 90 days where severity > 3`.
struct Source {
  Word name;
  Window window;
  ExprId where = kNoExpr;
  Span span;
};
struct NoExpr {
  Source source;
};  ///< no contact in last 180 days

struct CallArg {
  enum class Role : std::uint8_t { kValue, kOver, kDiscounted, kOpen } role = Role::kValue;
  ExprId value = kNoExpr;  ///< kOpen: none
  Word open;               ///< kOpen: the case
  Window window;
  ExprId where = kNoExpr;
  Span span;
};
struct CallExpr {
  Word name;
  ExprId object = kNoExpr;  ///< future.spend(…): the name before the dot
  std::vector<CallArg> args;
  std::vector<ExprId> reads = {};  ///< what the model that is asked reads of a customer; filled in by check()
};
/// `clv in top 5%`, `in bottom 10 of platinum`.
struct RankedExpr {
  ExprId value;
  bool top = true;
  std::variant<Percent, std::int64_t> share;
  Word of;
  bool negated = false;
};
struct InNameExpr {
  ExprId value;
  Word name;
  bool negated = false;
};                     ///< request.intent in topics
struct FaultyExpr {};  ///< already reported

using ExprNode = std::variant<LiteralExpr, NameExpr, MemberExpr, UnaryExpr, BinaryExpr, FromToExpr, KnownExpr, IfExpr,
                              InExpr, IndexExpr, NoExpr, CallExpr, RankedExpr, InNameExpr, FaultyExpr>;
struct Expr {
  ExprNode node;
  Span span;
};

}  // namespace regard::dsl::ast
